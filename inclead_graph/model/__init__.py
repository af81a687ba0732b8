"""Frozen values that travel through the house; nothing here reads or writes a file."""
