"""Measurements behind every figure that the documents state: ``python -m benchmarks``."""
