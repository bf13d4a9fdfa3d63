"""Attune: restricted, trauma-informed professional training."""
