"""Asking and deciding: requests, routes, steps, decisions, deputies, the inbox.

The one way in which anything gets a yes. Another house registers a kind (`kinds.py`) and calls `services.submit`;
it is told the outcome in the same transaction. Nobody decides on their own request (APV-05).
"""
