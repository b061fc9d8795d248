"""Keys that read without a login: to look at. They are made and taken back on their own page."""

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import api
from common.history import listed
from people.admin.base import ScopedAdmin
from people.models import AccessToken


def scopes_in_words(names: Iterable[str]) -> str:
    words = {scope.name: str(scope.text) for scope in api.scopes()}
    return listed(words.get(name, name) for name in names)


@admin.register(AccessToken)
class AccessTokenAdmin(ScopedAdmin):
    """Keys of the read API and private calendar addresses; never their secret, which nobody has."""

    sidebar_icon = "key"
    list_display = ("__str__", "kind", "user", "department", "created_by", "created_at", "last_used_on", "expires_on", "revoked_at")
    list_filter = ("kind",)
    list_select_related = ("user", "department", "created_by")
    search_fields = ("name", "user__name", "user__username", "tail")
    fields = (
        "kind", "name", "user", "reads", "department", "tail", "created_by", "created_at", "expires_on", "revoked_at", "last_used_on",
    )  # fmt: skip

    history_words = {"scopes": lambda names, _token: scopes_in_words(names)}

    @admin.display(description=_("may read"))
    def reads(self, row: AccessToken) -> str:
        return scopes_in_words(row.scopes)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessToken | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: AccessToken | None = None) -> bool:
        """For who looks after keys everywhere."""
        return bool(request.user.is_active and request.user.access.company_wide("people.change_accesstoken"))
