"""What the views of the house share: who may, and a form that does one act."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from common import audit, clock
from common.errors import RuleBroken
from common.models import Verb
from people.access import may
from people.models import Assignment, Department, DepartmentVersion, Employee, Post, User

MANY = 300  # more posts than these are no list to choose from


def require(user: User, permission: str, department_id: int | None) -> None:
    """Raises PermissionDenied when the account may not do that there."""
    if not may(user, permission, department_id):
        raise PermissionDenied


def employee_to_see(user: User, pk: int) -> Employee:
    """Who works here and stands in the directory, or whose record the account may see. Else a 404."""
    today = clock.today()
    listed = Q(pk__in=Employee.objects.employed(today).visible_to(user, "people.view_directory").values("pk"))
    known = Q(pk__in=Employee.objects.visible_to(user).values("pk"))
    return get_object_or_404(Employee.objects.filter(listed | known).select_related("user"), pk=pk)


def employee_to_change(user: User, pk: int, permission: str = "people.change_employee") -> Employee:
    """An employee whom the account may change: 404 when it may not see them, 403 when it may only look."""
    employee = employee_to_see(user, pk)
    if not user.access.has(permission):
        raise PermissionDenied
    in_scope = Employee.objects.visible_to(user, permission).filter(pk=pk).exists()
    is_own = employee.user_id == user.pk and not user.access.company_wide(permission)
    if not in_scope or is_own:
        raise PermissionDenied
    return employee


def department_or_404(pk: int) -> Department:
    """A unit that exists or existed: the tree is public to who works here."""
    return get_object_or_404(Department, pk=pk)


def assignment_to_change(user: User, pk: int, permission: str) -> Assignment:
    """An assignment in a unit where the account has the permission, else a 403."""
    assignment = get_object_or_404(Assignment.objects.select_related("employee", "post", "department"), pk=pk)
    require(user, permission, assignment.department_id)
    return assignment


def posts_to_fill(user: User, typed: str) -> tuple[Any, bool]:
    """The posts of today which the account may fill, in units whose name holds what was typed; and whether these are too many to list."""
    posts = Post.objects.open_to(user).on(clock.today())
    if typed:
        named = DepartmentVersion.objects.on(clock.today()).filter(Q(name__contains=typed) | Q(department__code__iexact=typed))
        posts = posts.filter(department__in=named.values("department"))
    return posts, posts.count() > MANY


def answer(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], str],
    *,
    title: str,
    submit: str,
    back: str,
    **shown: Any,
) -> HttpResponse:
    """Show the form, or do the act with what it holds and go where the act says. A refusal stands on the form."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(act(form.cleaned_data))
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
    template = shown.pop("template", "people/act.html")
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": "", "danger": False, "unit_filter": None, **shown}
    return render(request, template, context, status=status)


def say_warnings(request: HttpRequest, assignment: Assignment) -> None:
    """Tell what the headcount says about an assignment."""
    for warning in assignment.warnings:
        messages.warning(request, warning)


def refuse_confidential(subject: Any) -> Http404:
    """To be raised: an attempt on something confidential is written down, and tells nothing."""
    audit.record(Verb.ATTEMPT, subject)
    return Http404()


def fresh_key() -> str:
    """The key that a form carries so that it counts once."""
    return str(uuid4())


def employee_url(employee: Employee) -> str:
    return reverse("people:employee", args=[employee.pk])


def department_url(department_id: int) -> str:
    return reverse("people:department", args=[department_id])
