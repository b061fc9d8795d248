"""Acts on people: hired, appointed, moved, standing in, leaving. Each opens or closes dated rows."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import RuleBroken
from common.models import Upload
from common.uploads import store_upload
from people.domain.dates import date_bounds
from people.models import Appointment, Assignment, AssignmentKind, Employee, Post, User
from people.selectors import headcount

DOCUMENT = "people.appointment"  # the purpose of the files behind appointments

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
def hire_into(*, post: Post, joined_on: date, **person: Any) -> Assignment:
    """A new employee who starts in `post` on the first day. `person`: as for `hire`, which says what is refused; so does `assign`."""
    return assign(employee=hire(joined_on=joined_on, **person), post=post, start=joined_on)


@transaction.atomic
def assign(
    *, employee: Employee, post: Post, start: date, end: date | None = None, kind: str = AssignmentKind.REGULAR,
    reason: str = "", paper: AppointmentPaper | None = None,
) -> Assignment:  # fmt: skip
    """`employee` holds `post` from `start` until the day before `end`, appointed by `paper` where it is a head's post.

    The answer carries `warnings`: more people on the post than the headcount plans.
    Raises RuleBroken when the person holds another regular post then, the unit has another head, or the person
    does not work here or the post does not exist on those days.
    """
    _must_fit(employee, post, start, end)
    assignment = Assignment(
        employee=employee, post=post, department_id=post.department_id, is_head=post.is_head, kind=kind, during=(start, end), reason=reason
    )
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError as error:
        sentence = next((text for name, text in REFUSALS.items() if name in str(error)), None)
        if sentence is None:
            raise
        raise RuleBroken(sentence) from error
    if paper:
        record_appointment(assignment=assignment, paper=paper)
    if kind == AssignmentKind.REGULAR:
        assignment.warnings = tuple(headcount.warnings(post, start))
    return assignment


def _must_fit(employee: Employee, post: Post, start: date, end: date | None) -> None:
    last_day = end - timedelta(days=1) if end else None
    if last_day is not None and last_day < start:
        raise RuleBroken(_("The last day lies before the first."))
    if start < employee.joined_on or (employee.left_on and (last_day is None or last_day > employee.left_on)):
        raise RuleBroken(_("%(name)s does not work here on all of these days."), name=employee.name)
    exists_from, exists_until = date_bounds(post.during)
    if start < exists_from or (exists_until and (end is None or end > exists_until)):
        raise RuleBroken(_("The post %(post)s does not exist on all of these days."), post=post.title)


@transaction.atomic
def end_assignment(*, assignment: Assignment, last_day: date) -> Assignment | None:
    """The assignment ends after `last_day`. One that has not begun by then is taken back: the answer is None.

    Raises RuleBroken when it has ended already, or was begun and `last_day` lies before its first.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    end, begun = last_day + timedelta(days=1), assignment.during.lower <= clock.today()
    if assignment.during.upper is not None and assignment.during.upper <= end:
        raise RuleBroken(_("This assignment ends on that day or before."))
    if end <= assignment.during.lower:
        if begun or Appointment.objects.filter(assignment=assignment).exists():
            raise RuleBroken(_("The last day lies before the first."))
        assignment.delete()
        return None
    assignment.during = (assignment.during.lower, end)
    assignment.save(update_fields=["during"])
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
def appoint(*, assignment: Assignment, paper: AppointmentPaper, file: UploadedFile | None, by: User) -> Appointment:
    """Keep the act of appointment together with its document. Raises RuleBroken as `record_appointment` and `store_upload` do."""
    if file is not None:
        paper = replace(paper, document=store_upload(file=file, purpose=DOCUMENT, by=by))
    return record_appointment(assignment=assignment, paper=paper)


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

    Raises RuleBroken when the last day lies before the first, or something is to begin after it.
    """
    employee = Employee.objects.select_for_update().get(pk=employee.pk)
    if last_day < employee.joined_on:
        raise RuleBroken(_("The last day lies before the first."))
    end = last_day + timedelta(days=1)
    later = employee.assignments.filter(during__startswith__gte=end).select_related("post").first()
    if later:
        raise RuleBroken(
            _("%(name)s is to become %(post)s on %(day)s. Take that back first."),
            name=employee.name, post=later.post.title, day=later.during.lower,
        )  # fmt: skip
    for rows in (employee.assignments, employee.role_grants):
        for row in rows.select_for_update().filter(during__contains=last_day):
            row.during = (row.during.lower, end)
            row.save(update_fields=["during"])
    employee.left_on = last_day
    employee.save(update_fields=["left_on"])
    return employee
