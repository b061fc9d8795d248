"""What the house takes in of this part: navigation, first page, rights, jobs."""


def register() -> None:
    """Called once, when Django starts."""
