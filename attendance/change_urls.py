"""Addresses of results that changed after the fact."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
