"""Addresses of punches by place and outside."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
