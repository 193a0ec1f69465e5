"""The questions of registries, answered from what is declared and from what the journals know."""
