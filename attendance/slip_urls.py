"""Addresses of slip pages."""

from typing import Any

urlpatterns: list[Any] = []
