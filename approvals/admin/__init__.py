"""The house at the managers' desk."""

from approvals.admin import requests, routes

__all__ = ["requests", "routes"]
