"""Products that are looked at."""
