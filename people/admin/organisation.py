"""Units, posts, powers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from common import clock
from common.errors import RuleBroken
from common.templatetags.show import money
from people.access import may
from people.admin.base import LINK, ScopedAdmin
from people.admin.records import DepartmentFilter
from people.fields import DepartmentField, EmployeeField
from people.models import Department, DepartmentKind, DepartmentVersion, Post, Power, PowerUse, Role
from people.services import organisation
from people.templatetags.people_show import days


class VersionInline(TabularInline):
    """What the unit was over time, to read."""

    model = DepartmentVersion
    show_title = False  # the columns say it
    fk_name = "department"
    extra = 0
    fields = readonly_fields = ("name", "kind", "parent", "accountable", "spell")
    ordering = ("-during", "-pk")
    can_delete = False

    @admin.display(description=_("in force"))
    def spell(self, row: DepartmentVersion) -> str:
        return days(row.during)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("department", "parent", "accountable")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DepartmentForm(forms.ModelForm):
    """Of a new unit all of it; of one that is there what is different from a day on."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=[c for c in DepartmentKind.choices if c[0] != "company"], initial="department",
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip
    parent = DepartmentField(label=_("superior unit"), widget=UnfoldAdminTextInputWidget)
    accountable = EmployeeField(label=_("accountable person"), widget=UnfoldAdminTextInputWidget)
    start = forms.DateField(label=_("from"), initial=clock.today, widget=UnfoldAdminDateWidget)

    class Meta:
        model = Department
        fields = ("code", "name")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields.pop("kind", None)
            for name in ("parent", "accountable"):
                if name in self.fields:
                    self.fields[name].required = False
                    self.fields[name].help_text = _("Empty: stays as it is.")


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    sidebar_icon = "account_tree"
    form = DepartmentForm
    list_display = ("name", "code", "page")
    search_fields = ("name", "code")
    ordering = ("code", "pk")
    inlines = (VersionInline,)
    added_fields = ("code", "name", "kind", "parent", "accountable", "start")
    changed_fields = ("name", "parent", "accountable", "start")

    def get_fields(self, request: HttpRequest, obj: Department | None = None) -> Any:
        if obj is None:
            return self.added_fields
        return ("code", *self.changed_fields, "page") if self.has_change_permission(request, obj) else ("code", "name", "page")

    def department_of(self, row: Department) -> int | None:
        return row.pk

    @admin.display(description=_("page"))
    def page(self, row: Department) -> SafeString | str:
        links = ((reverse("people:department", args=[row.pk]), pgettext_lazy("button", "Open")),) if row.pk else ()
        return format_html_join("", LINK, links)

    def save_model(self, request: HttpRequest, obj: Department, form: Any, change: bool) -> None:
        given = form.cleaned_data
        if change:
            organisation.change_department(
                department=obj, start=given["start"], name=given["name"], parent=given["parent"], accountable=given["accountable"]
            )
            obj.refresh_from_db()
            return
        if not may(request.user, "people.add_department", given["parent"].pk):
            raise RuleBroken(_("You cannot open units there."))
        obj.pk = organisation.open_department(**given).pk
        obj._state.adding = False


class PostForm(forms.ModelForm):
    start = forms.DateField(label=_("from"), initial=clock.today, widget=UnfoldAdminDateWidget, required=False)

    class Meta:
        model = Post
        fields = ("department", "title", "rank", "is_head", "reports_to", "role")


@admin.register(Post)
class PostAdmin(ScopedAdmin):
    """Title and rank of a post stay what they were; a changed post is a new one."""

    sidebar_icon = "work"
    form = PostForm
    list_display = ("title", "department", "rank", "is_head", "role", "spell")
    list_filter = (DepartmentFilter, "is_head")
    list_select_related = ("department", "role")
    search_fields = ("title", "department__name", "department__code")
    autocomplete_fields = ("department", "reports_to")
    ordering = ("department__code", "-rank", "pk")
    added_fields = ("department", "title", "rank", "is_head", "reports_to", "role", "start")
    changed_fields = ("role",)

    def get_fields(self, request: HttpRequest, obj: Post | None = None) -> Any:
        return self.added_fields if obj is None else ("department", "title", "rank", "is_head", "reports_to", "role", "spell")

    @admin.display(description=_("in force"))
    def spell(self, row: Post) -> str:
        return days(row.during)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "role":
            options["queryset"] = Role.objects.givable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        if change:
            organisation.change_post_role(post=obj, role=obj.role)
            return
        if not may(request.user, "people.add_post", obj.department_id):
            raise RuleBroken(_("You cannot open posts there."))
        start = form.cleaned_data["start"] or clock.today()
        given = {name: getattr(obj, name) for name in ("department", "title", "rank", "is_head", "reports_to", "role")}
        made = organisation.open_post(start=start, **given)
        obj.pk, obj.during, obj._state.adding = made.pk, made.during, False


@admin.register(Power)
class PowerAdmin(ScopedAdmin):
    sidebar_icon = "gavel"
    list_display = ("name", "code", "holder", "limit", "approval_needed", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("holder",)
    search_fields = ("name", "code")
    autocomplete_fields = ("holder",)
    fields = added_fields = ("code", "name", "holder", "source", "limit_amount", "approval_needed", "is_active")
    changed_fields = ("name", "source", "limit_amount", "approval_needed", "is_active", "holder")

    @admin.display(description=Power._meta.get_field("limit_amount").verbose_name, ordering="limit_amount")  # type: ignore[union-attr]
    def limit(self, row: Power) -> str:
        return money(row.limit_amount) or "–"

    def department_of(self, row: Power) -> int | None:
        return row.holder.department_id

    def save_model(self, request: HttpRequest, obj: Power, form: Any, change: bool) -> None:
        if not may(request.user, self.permission("change" if change else "add"), obj.holder.department_id):
            raise RuleBroken(_("You cannot give powers there."))
        super().save_model(request, obj, form, change)


@admin.register(PowerUse)
class PowerUseAdmin(ScopedAdmin):
    sidebar_icon = "receipt_long"
    list_display = ("used_at", "power", "used_by", "holder_title", "purpose", "amount")
    list_select_related = ("power", "used_by")
    list_filter = ("power",)
    ordering = ("-used_at", "-pk")
    fields = ("power", "used_by", "holder_title", "purpose", "amount", "used_at")
