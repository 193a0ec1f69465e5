"""Scripts beside the data that tell the estimates again, in Python and in R, without this package."""
