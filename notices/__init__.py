"""Telling people: one row for each recipient with the time it was read, and channels that carry it further.

Laws it follows: a notice is a fact and never changes; a delivery is sent at most once, and what nobody can know is shown as unsure.
"""
