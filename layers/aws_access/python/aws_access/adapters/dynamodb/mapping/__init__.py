"""The domain's values as items, and back."""
