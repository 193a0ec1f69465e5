"""Small functions that turn the material into cards, one file per group."""
