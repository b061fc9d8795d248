"""Setup at the managers' desk."""
