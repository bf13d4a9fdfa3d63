"""Attune: restricted, trauma-informed professional training."""

__version__ = "0.1.0"
