"""Acts on people and on the tree, each a form of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock
from common.templatetags.show import day
from people import forms
from people.models import AssignmentKind, Employee, Post
from people.services import accounts, employment, organisation
from people.views.common import (
    answer,
    assignment_to_change,
    department_or_404,
    department_url,
    employee_to_change,
    employee_url,
    posts_to_fill,
    require,
    say_warnings,
)

either = require_http_methods(["GET", "POST"])


@either
def hire(request: HttpRequest) -> HttpResponse:
    """A new employee with an account and a first post."""
    if not request.user.has_perm("people.add_employee") or not request.user.has_perm("people.add_assignment"):
        raise PermissionDenied
    form, unit_filter = _with_posts(request, forms.HireForm)

    def act(cleaned: dict[str, Any]) -> str:
        post = cleaned["post"]
        require(request.user, "people.add_employee", post.department_id)
        assignment = employment.hire_into(**cleaned)
        person = assignment.employee
        messages.success(request, _("%(name)s starts as %(post)s on %(day)s.") % said(person, post, cleaned["joined_on"]))
        say_warnings(request, assignment)
        return employee_url(person)

    return answer(request, form, act, title=_("New employee"), submit=_("Hire"), back=reverse("people:directory"), unit_filter=unit_filter)


@either
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """How somebody is reached, entered for them."""
    person = employee_to_change(request.user, pk)
    return change_contact(request, person, back=employee_url(person))


def change_contact(request: HttpRequest, person: Employee, *, back: str) -> HttpResponse:
    """The form of the contact, for oneself or for somebody else."""
    form = forms.ContactForm(request.POST or None, instance=person)

    def act(cleaned: dict[str, Any]) -> str:
        accounts.change_contact(employee=person, by=request.user, **cleaned)
        messages.success(request, _("The contact is saved."))
        return back

    lead = _("Mobile and e-mail can also be used to log in.")
    return answer(request, form, act, title=_("Contact"), lead=lead, submit=_("Save"), back=back)


@either
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Another regular post from a day on."""
    person = employee_to_change(request.user, pk, "people.change_assignment")
    form, unit_filter = _with_posts(request, forms.TransferForm)

    def act(cleaned: dict[str, Any]) -> str:
        assignment = employment.transfer(employee=person, **cleaned)
        messages.success(request, _("%(name)s is %(post)s from %(day)s on.") % said(person, cleaned["post"], cleaned["start"]))
        say_warnings(request, assignment)
        return employee_url(person)

    lead = _("%(name)s: another regular post. The days before stay as they were.") % {"name": person}
    return answer(
        request, form, act, title=_("Transfer"), lead=lead, submit=_("Transfer"), back=employee_url(person), unit_filter=unit_filter
    )


@either
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """A concurrent post, or standing in as head."""
    person = employee_to_change(request.user, pk, "people.add_assignment")
    form, unit_filter = _with_posts(request, forms.AssignForm)

    def act(cleaned: dict[str, Any]) -> str:
        employment.assign(
            employee=person, post=cleaned["post"], start=cleaned["start"], end=form.end(), kind=cleaned["kind"], reason=cleaned["reason"]
        )
        messages.success(request, _("%(name)s is also %(post)s from %(day)s on.") % said(person, cleaned["post"], cleaned["start"]))
        return employee_url(person)

    return answer(
        request, form, act, title=_("Another post"), lead=_("%(name)s: a post beside the regular one.") % {"name": person},
        submit=_("Assign"), back=employee_url(person), unit_filter=unit_filter,
    )  # fmt: skip


@either
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads the unit while its head is away."""
    unit = department_or_404(pk)
    require(request.user, "people.add_assignment", pk)
    form = forms.StandInForm(request.POST or None)
    post = get_object_or_404(Post.objects.open_to(request.user).on(clock.today()), department=unit, is_head=True)

    def act(cleaned: dict[str, Any]) -> str:
        person = cleaned["employee"]
        employment.assign(
            employee=person, post=post, start=cleaned["start"], end=form.end(), kind=AssignmentKind.ACTING, reason=cleaned["reason"]
        )
        messages.success(request, _("%(name)s acts as head of %(unit)s.") % {"name": person.name, "unit": unit.name})
        return department_url(pk)

    return answer(request, form, act, title=_("Acting head"), lead=unit.name, submit=_("Assign"), back=department_url(pk))


@either
def end_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a post."""
    assignment = assignment_to_change(request.user, pk, "people.change_assignment")
    person = assignment.employee

    def act(cleaned: dict[str, Any]) -> str:
        ended = employment.end_assignment(assignment=assignment, last_day=cleaned["last_day"])
        messages.success(request, _("The assignment ends.") if ended else _("The assignment is taken back."))
        return employee_url(person)

    form = forms.LastDayForm(request.POST or None)
    lead = _("%(name)s as %(post)s. The history stays.") % {"name": person, "post": assignment.post.title}
    return answer(request, form, act, title=_("End an assignment"), lead=lead, submit=_("End"), back=employee_url(person), danger=True)


@either
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper behind a head."""
    assignment = assignment_to_change(request.user, pk, "people.add_appointment")
    form = forms.PaperForm(request.POST or None, request.FILES or None)

    def act(cleaned: dict[str, Any]) -> str:
        file = cleaned.pop("document")
        employment.appoint(assignment=assignment, paper=employment.AppointmentPaper(**cleaned), file=file, by=request.user)
        messages.success(request, _("The appointment is recorded."))
        return employee_url(assignment.employee)

    lead = _("%(name)s as %(post)s of %(unit)s") % {
        "name": assignment.employee, "post": assignment.post.title, "unit": assignment.department.name,
    }  # fmt: skip
    return answer(
        request, form, act, title=_("Record an appointment"), lead=lead, submit=_("Record"), back=employee_url(assignment.employee)
    )


@either
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of somebody's employment."""
    person = employee_to_change(request.user, pk)

    def act(cleaned: dict[str, Any]) -> str:
        employment.leave_company(employee=person, last_day=cleaned["last_day"])
        last_day = day(cleaned["last_day"])
        messages.success(request, _("%(name)s leaves after %(day)s; the account closes then.") % {"name": person.name, "day": last_day})
        return employee_url(person)

    form = forms.LeaveForm(request.POST or None)
    lead = _("%(name)s: posts, roles and the account end after this day. The record stays.") % {"name": person}
    return answer(request, form, act, title=_("Leaving"), lead=lead, submit=_("Enter the last day"), back=employee_url(person), danger=True)


@either
def department_open(request: HttpRequest) -> HttpResponse:
    """A new unit or business group."""
    if not request.user.has_perm("people.add_department"):
        raise PermissionDenied
    above = request.GET.get("parent", "")
    parent = department_or_404(int(above)) if above.isdecimal() and len(above) < 10 else None
    initial = {"parent": parent.code if parent else "", "kind": request.GET.get("kind", "department")}
    form = forms.DepartmentForm(request.POST or None, initial=initial)

    def act(cleaned: dict[str, Any]) -> str:
        require(request.user, "people.add_department", cleaned["parent"].pk)
        end = form.end()
        cleaned.pop("last_day")
        unit = organisation.open_department(**cleaned, end=end)
        messages.success(request, _("%(unit)s is in the tree from %(day)s on.") % {"unit": unit.name, "day": day(cleaned["start"])})
        return department_url(unit.pk)

    back = department_url(parent.pk) if parent else reverse("people:chart")
    return answer(request, form, act, title=_("New unit"), submit=_("Open"), back=back)


@either
def department_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, place or accountable person from a day on."""
    unit = department_or_404(pk)
    require(request.user, "people.change_department", pk)

    def act(cleaned: dict[str, Any]) -> str:
        if cleaned["parent"]:
            require(request.user, "people.change_department", cleaned["parent"].pk)
        organisation.change_department(department=unit, **cleaned)
        messages.success(request, _("The change holds from %(day)s on.") % {"day": day(cleaned["start"])})
        return department_url(pk)

    form = forms.ChangeDepartmentForm(request.POST or None)
    return answer(request, form, act, title=_("Change the unit"), lead=unit.name, submit=_("Change"), back=department_url(pk))


@either
def department_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a unit."""
    unit = department_or_404(pk)
    require(request.user, "people.change_department", pk)

    def act(cleaned: dict[str, Any]) -> str:
        organisation.close_department(department=unit, last_day=cleaned["last_day"])
        last_day = day(cleaned["last_day"])
        messages.success(request, _("%(unit)s ends after %(day)s. Its history stays.") % {"unit": unit.name, "day": last_day})
        return department_url(pk)

    form = forms.LastDayForm(request.POST or None)
    lead = _("%(unit)s: its posts and assignments end with it. The history stays.") % {"unit": unit.name}
    return answer(request, form, act, title=_("Close the unit"), lead=lead, submit=_("Close"), back=department_url(pk), danger=True)


@either
def post_open(request: HttpRequest, pk: int) -> HttpResponse:
    """A new post in the unit."""
    unit = department_or_404(pk)
    require(request.user, "people.add_post", pk)
    form = forms.PostForm(request.POST or None, posts=Post.objects.on(clock.today()).filter(department=unit), user=request.user)

    def act(cleaned: dict[str, Any]) -> str:
        post = organisation.open_post(department=unit, **cleaned)
        messages.success(request, _("The post %(post)s is open.") % {"post": post.title})
        return department_url(pk)

    return answer(request, form, act, title=_("New post"), lead=unit.name, submit=_("Open"), back=department_url(pk))


@either
def post_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a post."""
    post = get_object_or_404(Post.objects.select_related("department"), pk=pk)
    require(request.user, "people.change_post", post.department_id)

    def act(cleaned: dict[str, Any]) -> str:
        organisation.close_post(post=post, last_day=cleaned["last_day"])
        messages.success(request, _("The post %(post)s ends after %(day)s.") % {"post": post.title, "day": day(cleaned["last_day"])})
        return department_url(post.department_id)

    form = forms.LastDayForm(request.POST or None)
    lead, back = f"{post.department.name} · {post.title}", department_url(post.department_id)
    return answer(request, form, act, title=_("Close the post"), lead=lead, submit=_("Close"), back=back, danger=True)


def _with_posts(request: HttpRequest, form_class: Any) -> tuple[Any, dict[str, Any]]:
    """The form with the posts of the unit in `?unit=`, and what the page needs to narrow them."""
    typed = request.GET.get("unit", "").strip()[:64]
    posts, are_many = posts_to_fill(request.user, typed)
    if are_many and request.method == "GET":
        posts = posts.none()
    form = form_class(request.POST or None, posts=posts)
    return form, {"typed": typed, "are_many": are_many}


def said(person: Employee, post: Post, start: Any) -> dict[str, str]:
    """The values of a sentence about somebody who gets a post."""
    return {"name": person.name, "post": post.title, "day": day(start)}
