"""What finance does: each act in one transaction."""
