"""Acts on people: hired, appointed, moved, standing in, leaving. Each opens or closes dated rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.models import Upload
from people.models import Appointment, Assignment, AssignmentKind, Employee, Post, User

REFUSALS = {
    "people_assignment_one_regular_post": _("This person already holds a regular post in that time."),
    "people_assignment_one_head": _("The unit already has a head in that time. End that assignment first."),
    "people_assignment_one_acting_head": _("The unit already has an acting head in that time."),
}


@dataclass(frozen=True, slots=True)
class AppointmentPaper:
    """The company's act behind an appointment: by whom, when, on what paper."""

    authority: str
    appointed_on: date
    document_number: str
    document: Upload | None = None


@transaction.atomic
def hire(
    *, number: str, name: str, joined_on: date, mobile: str = "", email: str = "", phone: str = "", password: str | None = None
) -> Employee:
    """A new employee with an account, to be given a post by `assign`. A password given here must be changed at first login.

    Raises RuleBroken when number, mobile or e-mail belong to somebody else.
    """
    if Employee.objects.filter(number=number).exists():
        raise RuleBroken(_("The employee number %(number)s is taken."), number=number)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                number, password, name=name, mobile=mobile or None, email=email or None, must_change_password=password is not None
            )
    except IntegrityError as error:
        raise RuleBroken(_("Another account uses this number, mobile or e-mail: %(name)s."), name=name) from error
    return Employee.objects.create(number=number, name=name, user=user, joined_on=joined_on, mobile=mobile, email=email, phone=phone)


@transaction.atomic
def assign(
    *, employee: Employee, post: Post, start: date, end: date | None = None, kind: str = AssignmentKind.REGULAR,
    reason: str = "", paper: AppointmentPaper | None = None,
) -> Assignment:  # fmt: skip
    """`employee` holds `post` from `start` until the day before `end`, appointed by `paper` where it is a head's post.

    Raises RuleBroken when the person holds another regular post then, or the unit has another head.
    """
    assignment = Assignment(
        employee=employee, post=post, department_id=post.department_id, is_head=post.is_head, kind=kind, during=(start, end), reason=reason
    )
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError as error:
        raise RuleBroken(next((text for name, text in REFUSALS.items() if name in str(error)), _("These days do not fit."))) from error
    if paper:
        record_appointment(assignment=assignment, paper=paper)
    return assignment


@transaction.atomic
def record_appointment(*, assignment: Assignment, paper: AppointmentPaper) -> Appointment:
    """Keep the act by which the company made somebody head of a unit (ORG-05). Raises RuleBroken when there is one."""
    if Appointment.objects.filter(assignment=assignment).exists():
        raise RuleBroken(_("This appointment is already recorded."))
    return Appointment.objects.create(
        assignment=assignment,
        authority=paper.authority,
        appointed_on=paper.appointed_on,
        document_number=paper.document_number,
        document=paper.document,
    )


@transaction.atomic
def transfer(*, employee: Employee, post: Post, start: date, reason: str = "", paper: AppointmentPaper | None = None) -> Assignment:
    """From `start` on the regular post is another; the one before ends the day before and stays readable.

    Raises RuleBroken when the new post cannot be held then.
    """
    current = Assignment.objects.select_for_update().filter(employee=employee, kind=AssignmentKind.REGULAR, during__contains=start).first()
    if current and current.during.lower == start:
        raise RuleBroken(_("%(name)s already starts in another post on that day."), name=employee.name)
    if current:
        current.during = (current.during.lower, start)
        current.save(update_fields=["during"])
    return assign(employee=employee, post=post, start=start, reason=reason, paper=paper)


@transaction.atomic
def leave_company(*, employee: Employee, last_day: date) -> Employee:
    """Employment ends after `last_day`: every assignment and role ends with it, and the account from the day after.

    Raises RuleBroken when the last day lies before the first.
    """
    employee = Employee.objects.select_for_update().get(pk=employee.pk)
    if last_day < employee.joined_on:
        raise RuleBroken(_("The last day lies before the first."))
    end = last_day + timedelta(days=1)
    for rows in (employee.assignments, employee.role_grants):
        for row in rows.select_for_update().filter(during__contains=last_day):
            row.during = (row.during.lower, end)
            row.save(update_fields=["during"])
    employee.left_on = last_day
    employee.save(update_fields=["left_on"])
    return employee
