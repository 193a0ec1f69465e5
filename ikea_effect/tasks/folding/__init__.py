"""Folding a good from a sheet of paper."""
