"""Addresses of month pages."""

from typing import Any

urlpatterns: list[Any] = []
