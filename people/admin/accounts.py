"""Accounts and roles."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminDateWidget

from common import clock
from common.history import listed
from people.access import EVERYTHING
from people.admin.base import ScopedAdmin
from people.models import Role, RoleGrant, User
from people.permissions import known_permissions
from people.services import accounts
from people.templatetags.people_show import days


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts are opened by hiring. Here they are closed, and passwords made to be changed."""

    sidebar_icon = "person"
    list_display = ("username", "name", "mobile", "email", "is_active", "must_change_password", "last_login")
    list_filter = ("is_active", "must_change_password")
    search_fields = ("username", "name", "mobile", "email")
    ordering = ("username", "pk")
    fields = ("username", "name", "mobile", "email", "speaks", "is_active", "must_change_password", "last_login", "date_joined")
    actions = ("send_reset", "force_change", "close", "reopen")
    history_words = {"language": lambda code, _user: dict(settings.LANGUAGES).get(code, code)}

    @admin.display(description=_("language"))
    def speaks(self, row: User) -> str:
        return dict(settings.LANGUAGES).get(row.language, row.language)

    def department_of(self, row: User) -> None:
        """Accounts belong to no department: only who may change them everywhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """By the actions only."""
        return obj is None and super().has_change_permission(request)

    @action(description=_("Send a mail to reset the password"), permissions=["change"])
    def send_reset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        sent = 0
        for user in queryset.filter(is_active=True).exclude(email=None):
            form = ResetPasswordForm({"email": user.email})
            if form.is_valid():
                form.save(request)
                sent += 1
        said = {"sent": sent, "left_out": len(queryset) - sent}
        messages.success(request, _("%(sent)d mails sent; %(left_out)d accounts without an e-mail left out.") % said)

    @action(description=_("Have the password changed at the next login"), permissions=["change"])
    def force_change(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.say_all(request, (partial(accounts.force_password_change, user=user) for user in queryset))

    @action(description=_("Close the accounts"), permissions=["change"])
    def close(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.say_all(request, (partial(accounts.set_active, user=user, is_active=False, by=request.user) for user in queryset))

    @action(description=_("Open the accounts again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.say_all(request, (partial(accounts.set_active, user=user, is_active=True, by=request.user) for user in queryset))


class RoleForm(forms.ModelForm):
    permissions = forms.MultipleChoiceField(
        label=_("permissions"), choices=known_permissions, required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = Role
        fields = ("code", "name", "permissions")


def permissions_in_words(codes: Collection[str]) -> str:
    if EVERYTHING in codes:
        return str(_("all"))
    return listed(name for _house, choices in known_permissions() for code, name in choices if code in codes)


@admin.register(Role)
class RoleAdmin(ScopedAdmin):
    """The built-in roles are kept by the program; a company adds its own."""

    sidebar_icon = "shield_person"
    form = RoleForm
    list_display = ("__str__", "code", "is_builtin", "how_many")
    search_fields = ("name", "code")
    fields = added_fields = ("code", "name", "permissions")
    changed_fields = ("name", "permissions")
    history_words = {"permissions": lambda codes, _role: permissions_in_words(codes), "name": lambda name, _role: gettext(name)}

    def department_of(self, row: Role) -> None:
        """Roles belong to the whole company."""

    def has_change_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_builtin)

    def get_fields(self, request: HttpRequest, obj: Role | None = None) -> Any:
        return ("code", "__str__", "in_words") if obj and obj.is_builtin else self.fields

    @admin.display(description=_("permissions"))
    def how_many(self, row: Role) -> str:
        return str(_("all")) if "*" in row.permissions else str(len(row.permissions))

    @admin.display(description=_("permissions"))
    def in_words(self, row: Role) -> str:
        return permissions_in_words(row.permissions)


class RoleGrantForm(forms.ModelForm):
    start = forms.DateField(label=_("from"), initial=clock.today, widget=UnfoldAdminDateWidget)
    last_day = forms.DateField(label=_("last day"), required=False, widget=UnfoldAdminDateWidget)

    class Meta:
        model = RoleGrant
        fields = ("employee", "role", "department")


@admin.register(RoleGrant)
class RoleGrantAdmin(ScopedAdmin):
    sidebar_icon = "admin_panel_settings"
    form = RoleGrantForm
    list_display = ("employee", "role", "where", "spell")
    list_filter = ("role",)
    list_select_related = ("employee", "role", "department")
    search_fields = ("employee__number", "employee__search_key")
    autocomplete_fields = ("employee", "department")
    ordering = ("employee__name_key", "pk")
    added_fields = ("employee", "role", "department", "start", "last_day")
    actions = ("end_today",)

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> Any:
        return self.added_fields if obj is None else ("employee", "role", "where", "spell")

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        """By the action only."""
        return obj is None and super().has_change_permission(request)

    @admin.display(description=_("department"))
    def where(self, row: RoleGrant) -> str:
        return row.department.name if row.department else str(_("the whole company"))

    @admin.display(description=_("in force"))
    def spell(self, row: RoleGrant) -> str:
        return days(row.during)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "role":
            options["queryset"] = Role.objects.givable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        last_day = form.cleaned_data["last_day"]
        made = accounts.grant_role(
            employee=obj.employee, role=obj.role, department=obj.department, start=form.cleaned_data["start"],
            end=last_day + timedelta(days=1) if last_day else None, by=request.user,
        )  # fmt: skip
        obj.pk, obj.during, obj._state.adding = made.pk, made.during, False

    @action(description=_("End the roles after today"), permissions=["change"])
    def end_today(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        rows = queryset.select_related("role", "department")
        self.say_all(request, (partial(accounts.end_role, grant=grant, last_day=clock.today(), by=request.user) for grant in rows))
