"""Addresses of journey pages."""

from typing import Any

urlpatterns: list[Any] = []
