"""Addresses of the pages of budgets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
