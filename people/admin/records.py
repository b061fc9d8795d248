"""People, what they hold, what is kept about them."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminDateWidget

from common import audit, clock
from common.errors import RuleBroken
from common.models import Verb
from people.access import departments_in_scope, may
from people.admin.base import LINK, ScopedAdmin
from people.models import Appointment, Assignment, AssignmentKind, DepartmentPath, DepartmentVersion, Employee, EmployeeFile, Post
from people.models.employees import EmployeeQuerySet
from people.services import accounts, employment
from people.templatetags.people_show import days
from people.validators import MOBILE, NUMBER


class DepartmentFilter(admin.SimpleListFilter):
    """The units down to the third level, each with all below it."""

    title, parameter_name = _("department"), "unit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = clock.today()
        company = DepartmentVersion.objects.on(today).filter(parent=None).values("department")
        near = DepartmentPath.objects.on(today).filter(ancestor__in=company, depth__lte=2).values("descendant")
        units = DepartmentVersion.objects.on(today).filter(department__in=near).order_by("order", "department__code", "pk")
        return [(str(unit.department_id), unit.name) for unit in units]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or ""
        if not chosen.isdecimal():
            return queryset
        below = DepartmentPath.objects.on(clock.today()).filter(ancestor=int(chosen)).values("descendant")
        if isinstance(queryset, EmployeeQuerySet):
            return queryset.in_departments(below, clock.today())
        return queryset.filter(department__in=below)


class WorksHere(admin.SimpleListFilter):
    title, parameter_name = _("works here"), "here"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("works here today")), ("left", _("has left"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "yes":
            return queryset.employed(clock.today())
        return queryset.filter(left_on__lt=clock.today()) if self.value() == "left" else queryset


class AssignmentInline(TabularInline):
    """Everything the person held, to read."""

    model = Assignment
    show_title = False  # the columns say it
    extra = 0
    fields = readonly_fields = ("department", "post", "kind", "spell", "reason")
    ordering = ("-during", "-pk")
    can_delete = False

    @admin.display(description=_("in force"))
    def spell(self, row: Assignment) -> str:
        return days(row.during)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("department", "post", "employee")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EmployeeForm(forms.ModelForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, check in (("number", NUMBER), ("mobile", MOBILE)):
            if name in self.fields:
                self.fields[name].validators.append(check)


@admin.register(Employee)
class EmployeeAdmin(ScopedAdmin):
    sidebar_icon = "badge"
    form = EmployeeForm
    list_display = ("number", "name", "department_today", "post_today", "mobile", "joined_on", "left_on")
    list_display_links = ("number", "name")
    list_filter = (DepartmentFilter, WorksHere)
    search_fields = ("number", "search_key", "mobile")
    ordering = ("name_key", "number", "pk")
    fields = ("number", "name", "joined_on", "left_on", "mobile", "email", "phone", "acts")
    added_fields = ("number", "name", "joined_on", "mobile", "email", "phone")
    changed_fields = ("name", "mobile", "email", "phone")
    inlines = (AssignmentInline,)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Of somebody new only what is typed: nothing is known besides."""
        return super().get_fields(request, obj) if obj else self.added_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        held = Assignment.objects.on(clock.today()).filter(kind=AssignmentKind.REGULAR).select_related("post", "department")
        return super().get_queryset(request).select_related("user").prefetch_related(Prefetch("assignments", held, to_attr="held"))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        return queryset.matching(search_term), False

    def department_of(self, row: Employee) -> int | None:
        current = row.on(clock.today())
        return current.department_id if current else None

    @admin.display(description=_("department"))
    def department_today(self, row: Employee) -> str:
        return row.held[0].department.name if row.held else ""  # type: ignore[attr-defined]

    @admin.display(description=_("post"))
    def post_today(self, row: Employee) -> str:
        return row.held[0].post.title if row.held else ""  # type: ignore[attr-defined]

    @admin.display(description=_("acts"))
    def acts(self, row: Employee) -> SafeString | str:
        if row.pk is None:
            return ""
        return format_html(LINK, reverse("people:employee", args=[row.pk]), _("Transfer, another post, leaving"))

    def save_model(self, request: HttpRequest, obj: Employee, form: Any, change: bool) -> None:
        given = {name: form.cleaned_data[name] for name in ("mobile", "email", "phone")}
        if not change:
            made = employment.hire(number=obj.number, name=obj.name, joined_on=obj.joined_on, **given)
            obj.pk, obj.user = made.pk, made.user
            obj._state.adding = False
            return
        accounts.change_contact(employee=obj, by=request.user, **given)
        if "name" in form.changed_data:
            accounts.rename(employee=obj, name=form.cleaned_data["name"])


class AssignmentForm(forms.ModelForm):
    start = forms.DateField(label=_("from"), initial=clock.today, widget=UnfoldAdminDateWidget)
    last_day = forms.DateField(label=_("last day"), required=False, widget=UnfoldAdminDateWidget)

    class Meta:
        model = Assignment
        fields = ("employee", "post", "kind", "reason")


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    """A new one is added here; to move or end one, use the links of its person."""

    sidebar_icon = "assignment_ind"
    form = AssignmentForm
    list_display = ("employee", "department", "post", "kind", "spell", "is_head")
    list_filter = (DepartmentFilter, "kind", "is_head")
    list_select_related = ("employee", "post", "department")
    search_fields = ("employee__number", "employee__search_key", "post__title")
    autocomplete_fields = ("employee", "post")
    ordering = ("-during", "-pk")
    added_fields = ("employee", "post", "kind", "start", "last_day", "reason")

    def get_fields(self, request: HttpRequest, obj: Assignment | None = None) -> Any:
        return self.added_fields if obj is None else ("employee", "department", "post", "kind", "spell", "reason", "acts")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("in force"))
    def spell(self, row: Assignment) -> str:
        return days(row.during)

    @admin.display(description=_("acts"))
    def acts(self, row: Assignment) -> SafeString:
        return format_html(LINK, reverse("people:employee", args=[row.employee_id]), _("End it, record an appointment"))

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        must_fill(request, obj.post)
        last_day = form.cleaned_data["last_day"]
        made = employment.assign(
            employee=obj.employee, post=obj.post, start=form.cleaned_data["start"], kind=obj.kind, reason=obj.reason,
            end=last_day + timedelta(days=1) if last_day else None,
        )  # fmt: skip
        for warning in made.warnings:
            self.message_user(request, warning, "warning")
        obj.pk, obj.department_id, obj.is_head, obj.during = made.pk, made.department_id, made.is_head, made.during
        obj._state.adding = False


def must_fill(request: HttpRequest, post: Post) -> None:
    """The post lies in the scope of who fills it. Raises RuleBroken."""
    if not Post.objects.open_to(request.user).filter(pk=post.pk).exists():
        raise RuleBroken(_("You cannot fill the post %(post)s."), post=post.title)


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    """Written once."""

    sidebar_icon = "verified"
    list_display = ("document_number", "person", "post", "authority", "appointed_on")
    list_select_related = ("assignment__employee", "assignment__post", "assignment__department")
    search_fields = ("document_number", "assignment__employee__search_key", "assignment__employee__number")
    autocomplete_fields = ("assignment",)
    ordering = ("-appointed_on", "-pk")
    fields = added_fields = ("assignment", "authority", "appointed_on", "document_number")

    def department_of(self, row: Appointment) -> int | None:
        return row.assignment.department_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.add_appointment")

    @admin.display(description=_("employee"))
    def person(self, row: Appointment) -> str:
        return str(row.assignment.employee)

    @admin.display(description=_("post"))
    def post(self, row: Appointment) -> str:
        return f"{row.assignment.department.name} · {row.assignment.post.title}"

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        if not may(request.user, "people.add_appointment", obj.assignment.department_id):
            raise RuleBroken(_("You cannot record appointments there."))
        paper = employment.AppointmentPaper(obj.authority, obj.appointed_on, obj.document_number)
        obj.pk = employment.record_appointment(assignment=obj.assignment, paper=paper).pk


@admin.register(EmployeeFile)
class EmployeeFileAdmin(ScopedAdmin):
    """The list names people only; opening a file is written down."""

    sidebar_icon = "folder_shared"
    list_display = ("employee", "level")
    list_select_related = ("employee",)
    search_fields = ("employee__number", "employee__search_key")
    autocomplete_fields = ("employee",)
    ordering = ("employee__name_key", "pk")
    fields = added_fields = ("employee", "identity_number", "birth_on", "home_address", "emergency_contact", "level")
    changed_fields = added_fields[1:]

    def department_of(self, row: EmployeeFile) -> int | None:
        current = row.employee.on(clock.today())
        return current.department_id if current else None

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        kept = self.get_object(request, object_id)
        if kept is not None:
            audit.record(Verb.VIEW, kept)
        elif object_id.isdecimal() and (hidden := EmployeeFile.objects.filter(pk=object_id).first()):
            audit.record(Verb.ATTEMPT, hidden)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: EmployeeFile, form: Any, change: bool) -> None:
        scope = departments_in_scope(request.user, self.permission("change" if change else "add"))
        if scope is not None and not Employee.objects.in_departments(scope, clock.today()).filter(pk=obj.employee_id).exists():
            raise RuleBroken(_("%(name)s does not work where you keep files."), name=obj.employee.name)
        super().save_model(request, obj, form, change)
