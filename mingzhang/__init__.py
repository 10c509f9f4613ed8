"""Mingzhang 明账: every figure in a public budget, accounted for."""

__version__ = "0.1.0"
