"""Kinds of another package: a number of clicks, a pause, and a z test."""
