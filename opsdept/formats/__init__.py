"""Dates of lists and forms that Django writes, in the form that the pages give them (common/templatetags/show.py)."""
