"""What the house takes in of punches by place and outside: navigation, rights, readers of photos."""


def register() -> None:
    """Called once, when Django starts."""
