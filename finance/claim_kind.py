"""The kind of request of a claim: what its approvers are shown, and what an outcome does."""


def register() -> None:
    """Written below."""
