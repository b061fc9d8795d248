"""What allauth asks of us: nobody signs up by themselves, and a password of one's own ends the duty to change it."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people.models import User
from people.services import accounts


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Called when the owner changes or resets it."""
        accounts.set_password(user=user, password=password, must_change=False)
