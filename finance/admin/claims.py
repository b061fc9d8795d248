"""Claims at the managers' desk."""
