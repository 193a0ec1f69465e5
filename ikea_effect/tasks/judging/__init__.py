"""Pieces that are judged."""
