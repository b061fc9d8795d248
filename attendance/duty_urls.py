"""Addresses of duty pages."""

from typing import Any

urlpatterns: list[Any] = []
