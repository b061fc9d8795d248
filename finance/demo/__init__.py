"""Finance of the demo company."""
