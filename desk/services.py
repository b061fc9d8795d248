"""What a person chooses for themselves."""

from django.db import transaction

from people.models import User


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """Keep the language of the account: pages and messages to its owner speak it."""
    user.language = language
    user.save(update_fields=["language"])
