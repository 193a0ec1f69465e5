"""Two kinds of another package: a number of clicks, and a pause."""
