"""Who: users, departments as a dated tree, posts and headcount, employees with dated assignments, roles, powers.

Laws it follows: a transfer never rewrites the past; one head at a time; what you may not see does not exist.
"""
