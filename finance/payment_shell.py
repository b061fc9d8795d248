"""What payments register when Django starts."""


def register() -> None:
    """Nothing yet."""
