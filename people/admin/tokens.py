"""Keys that read without a login: to look at. They are made and taken back on their own page."""

from django.contrib import admin
from django.http import HttpRequest

from people.admin.base import ScopedAdmin
from people.models import AccessToken


@admin.register(AccessToken)
class AccessTokenAdmin(ScopedAdmin):
    """Keys of the read API and private calendar addresses; never their secret, which nobody has."""

    sidebar_icon = "key"
    list_display = ("__str__", "kind", "user", "department", "created_by", "created_at", "last_used_on", "expires_on", "revoked_at")
    list_filter = ("kind",)
    list_select_related = ("user", "department", "created_by")
    search_fields = ("name", "user__name", "user__username", "tail")
    fields = (
        "kind", "name", "user", "scopes", "department", "tail", "created_by", "created_at", "expires_on", "revoked_at", "last_used_on",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccessToken | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: AccessToken | None = None) -> bool:
        """For who looks after keys everywhere."""
        return bool(request.user.is_active and request.user.access.company_wide("people.change_accesstoken"))
