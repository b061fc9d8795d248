"""Accounts. What an account may do comes from roles (people/models/roles.py), never from flags here."""

from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.access import Access, access_of


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """An account with that login name; without a password it cannot log in until one is set."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def identified_by(self, login: str) -> "User | None":
        """The account with that employee number, mobile or e-mail; None when there is none."""
        login = login.strip()
        return self.filter(Q(username__iexact=login) | Q(mobile=login) | Q(email__iexact=login)).order_by("pk").first()


class User(AbstractBaseUser):
    """Somebody who logs in: by employee number (`username`), mobile or e-mail."""

    audit_hidden = ("password",)

    username = models.CharField(max_length=32, unique=True, verbose_name=_("employee number"))
    name = models.CharField(max_length=64, verbose_name=pgettext_lazy("person", "name"))
    mobile = models.CharField(max_length=20, null=True, blank=True, unique=True, verbose_name=_("mobile"))
    email = models.EmailField(null=True, blank=True, verbose_name=_("e-mail"))
    language = models.CharField(max_length=8, default="zh-hans", verbose_name=_("language"))
    is_active = models.BooleanField(default=True, verbose_name=_("may log in"))
    must_change_password = models.BooleanField(default=False, verbose_name=_("must change the password"))
    date_joined = models.DateTimeField(auto_now_add=True, verbose_name=_("created at"))

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="people_user_email_once", violation_error_message=_("Another account uses this e-mail.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.username}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def may_log_in(self, today: date) -> bool:
        """Whether the account is open and its owner still works here; reads `employee`."""
        employee = getattr(self, "employee", None)
        return self.is_active and (employee is None or employee.left_on is None or employee.left_on >= today)

    @cached_property
    def access(self) -> Access:
        """What this account may do, and where, today. One query, kept with this object (one request)."""
        return access_of(self)

    @property
    def is_staff(self) -> bool:
        """May enter the admin, the managers' desk."""
        return self.is_active and self.access.has("people.use_admin")

    @property
    def is_superuser(self) -> bool:
        """Holds a role with every permission."""
        return self.is_active and self.access.everything

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.access.has(perm)

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.access.has_any(app_label)

    def get_all_permissions(self, obj: object = None) -> set[str]:
        return set(self.access.permissions())
