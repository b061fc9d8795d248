"""What the house takes in of results that changed after the fact: navigation, first page, rights, jobs."""


def register() -> None:
    """Called once, when Django starts."""
