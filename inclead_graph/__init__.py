"""Inclusion maturity assessment after the IncLeaD Toolkit (2012): a knowledge graph, rules in files, graded proofs."""

__version__ = "0.1.0"
