"""Pictures of the data, each with an alt sentence from the same numbers."""
