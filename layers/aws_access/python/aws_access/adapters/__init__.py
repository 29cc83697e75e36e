"""The ports, kept by real services."""
