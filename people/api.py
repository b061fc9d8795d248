"""What programs read of people: who works here on a day and where. Nothing by which somebody is reached, identified or paid."""

from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Value
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from common import api
from common.api import Asked, Field, Filter, Resource, Row, Scope
from people.models import Assignment, AssignmentKind, Employee
from people.selectors.reporting import nearest_superiors
from people.selectors.tokens import lies_below

BY_NUMBER = Filter("employee", "text", _("Of the person with that employee number."), api.read_text)
UNIT = _("Code and name of the unit.")


def install() -> None:
    """Called when Django starts."""
    api.register(
        Resource(
            name="people",
            label=_("Who works here on a day, and where"),
            scope=Scope("people", _("Read who works here, since when, in which unit and on which post."), "people.view_employee"),
            model=Employee,
            fields=(
                Field("employee", "text", _("Employee number.")),
                Field("name", "text", _("Name.")),
                Field("joined_on", "date", _("First day of work.")),
                Field("left_on", "date", _("Last day of work, null while none is known.")),
                Field("department", "object", UNIT),
                Field("post", "text", _("The regular post on that day, null when none was held.")),
                Field("superior", "text", _("Employee number of the direct superior, null for who reports to nobody and for who left.")),
            ),
            filters=(
                Filter("on", "date", _("The day; today when it is not given."), api.read_day),
                Filter(
                    "left_since",
                    "date",
                    _("Only who left: their last day was then or later, and before the day. They are told as on it."),
                    api.read_day,
                ),
                BY_NUMBER,
            ),
            key=(api.read_text, api.read_id),
            rows=rows,
        )
    )


def rows(asked: Asked) -> list[Row]:
    """Those employed on the day, or those who left before it, whose regular post then lay in the part of the tree that the key
    opens: seven queries, however many they are.
    """
    on, since = asked.get("on") or asked.today, asked.get("left_since")
    then = Least("employee__left_on", Value(on), output_field=DateField())  # the last day of who left, the day for the others
    held = Assignment.objects.annotate(then=then).filter(kind=AssignmentKind.REGULAR, during__contains=F("then"))
    people = Employee.objects.filter(left_on__gte=since, left_on__lt=on) if since else Employee.objects.employed(on)
    people = people.filter(api.beyond(("number", "pk"), asked.after))
    if asked.department_id is not None:
        people = people.filter(Exists(held.filter(lies_below(asked.department_id, "department", "then"), employee=OuterRef("pk"))))
    if number := asked.get("employee"):
        people = people.filter(number=number)
    with_post = people.prefetch_related(Prefetch("assignments", held.select_related("post", "department"), to_attr="held"))
    shown = list(with_post.order_by("number", "pk")[: asked.limit + 1])
    above = {} if since else nearest_superiors([person.pk for person in shown], on)
    return [_row(person, above.get(person.pk)) for person in shown]


def _row(person: Employee, superior: Employee | None) -> Row:
    held = next(iter(person.held), None)  # type: ignore[attr-defined]
    data = {
        "employee": person.number,
        "name": person.name,
        "joined_on": api.day(person.joined_on),
        "left_on": api.day(person.left_on),
        "department": {"code": held.department.code, "name": held.department.name} if held else None,
        "post": held.post.title if held else None,
        "superior": superior.number if superior else None,
    }
    return Row((person.number, person.pk), data)
