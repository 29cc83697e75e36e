"""The operators' rules file: its form, and where the published version comes from."""
