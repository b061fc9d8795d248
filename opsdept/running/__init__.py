"""What `manage.py run` and `manage.py serve` share: one start in a home, the children, and what must be ready."""
