"""Checking a grade without trusting who gave it: a small checker of proofs, and bundles that carry all it needs."""
