"""Addresses of correction pages."""

from typing import Any

urlpatterns: list[Any] = []
