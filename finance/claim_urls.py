"""Addresses of the pages of claims."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
