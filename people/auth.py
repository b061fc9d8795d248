"""Logging in by employee number, mobile or e-mail; permissions come from roles."""

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from common import clock
from people.models import User


class RoleBackend(BaseBackend):
    """The only authentication backend."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: object
    ) -> User | None:
        """The active account behind the login, when the password is right. Takes as long when there is none."""
        if not username or not password:
            return None
        user = User.objects.identified_by(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.may_log_in(clock.today()) else None

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("employee").filter(pk=user_id).first()
        return user if user and user.may_log_in(clock.today()) else None
