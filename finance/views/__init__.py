"""The doors of finance."""
