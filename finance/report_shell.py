"""What reports register when Django starts."""


def register() -> None:
    """Nothing yet."""
