"""Planned looks at data that still come in: when they end collection, and by which bound."""
