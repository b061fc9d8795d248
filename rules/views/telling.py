"""Who has acknowledged what: by edition and unit, by person, as a sheet."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from common import clock, exporting
from people.access import departments_in_scope
from people.models import Employee
from rules import tables
from rules.forms.acknowledging import ReadersForm
from rules.models import Edition, ReadingTask
from rules.selectors.acknowledgements import SEE, open_tasks, people_of, read_by, report, reports, total
from rules.views.opening import edition_to_see, note_reading, reader

PER_PAGE = 50


def require_sight(request: HttpRequest) -> None:
    """Raises PermissionDenied for whoever looks after nobody's acknowledgements."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied


def units_seen(request: HttpRequest) -> list[int] | None:
    """Ids of the units whose people the reader may see; None: all."""
    scope = departments_in_scope(reader(request), SEE)
    return None if scope is None else sorted(set(scope.values_list("descendant", flat=True)))


@require_safe
def readers_list(request: HttpRequest) -> HttpResponse:
    """The editions in force and coming, each with how many have acknowledged it."""
    require_sight(request)
    lines = [one for one in reports(reader(request), units_seen(request), clock.today()) if one.share.asked]
    if exporting.is_asked(request):
        return exporting.answer(request, tables.editions_read(lines))
    return render(request, "rules/readers_list.html", {"lines": lines, "day": clock.today()})


@require_safe
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: unit by unit, and who is still open."""
    require_sight(request)
    edition = edition_to_see(request, pk)
    note_reading(edition)
    today = clock.today()
    form = ReadersForm(request.GET)
    shares = report(edition, units_seen(request), today)
    if exporting.is_asked(request, "units"):
        return exporting.answer(request, tables.units_read(edition, shares))
    page = Paginator(_narrowed(people_of(edition, reader(request), today), form, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "shares": shares,
        "total": total(shares),
        "form": form,
        "is_narrowed": any(form.cleaned_data.values()) if form.is_valid() else False,
        "page": page,
        "day": today,
        "may_hand_in": request.user.has_perm("rules.add_acknowledgement"),
    }
    return render(request, "rules/readers.html", context)


def _narrowed(rows: QuerySet[ReadingTask], form: ReadersForm, today: Any) -> QuerySet[ReadingTask]:
    given = form.cleaned_data if form.is_valid() else {"q": "", "only": ""}
    if given["q"]:
        rows = rows.filter(employee__in=Employee.objects.matching(given["q"]).values("pk"))
    still_open = open_tasks().values("pk")
    match given["only"]:
        case "open":
            return rows.filter(pk__in=still_open)
        case "overdue":
            return rows.filter(pk__in=still_open, due_on__lt=today)
        case "done":
            return rows.exclude(pk__in=still_open)
    return rows


@require_safe
def readers_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a sheet: a line for everybody whom the filter leaves. Taking it out is written down."""
    require_sight(request)
    edition = edition_to_see(request, pk)
    today, form = clock.today(), ReadersForm(request.GET)
    rows = _narrowed(people_of(edition, reader(request), today), form, today)
    return exporting.answer(request, tables.readers(edition, rows, lambda task: state_of(task, today)), form)


def state_of(task: Any, today: Any) -> str:
    """In a word."""
    if task.done_at:
        return pgettext("reading", "acknowledged")
    if task.carried_id:
        return pgettext("reading", "counts as read")
    return pgettext("reading", "overdue") if task.due_on and task.due_on < today else pgettext("reading", "open")


@require_safe
def person(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that one person has been asked to read. Oneself, or somebody in one's scope; a 404 for all others."""
    people = Employee.objects.visible_to(reader(request), SEE)
    employee = get_object_or_404(people, number=number) if number.isprintable() else get_object_or_404(people, pk=0)
    waiting = open_tasks().filter(employee=employee, edition__in=Edition.objects.visible_to(reader(request)).values("pk"))
    waiting = list(waiting.select_related("edition__rulebook").order_by("due_on", "pk"))
    read = read_by(employee)
    if employee.user_id != request.user.pk:
        theirs = Edition.objects.visible_to(reader(request)).filter(pk__in=[task.edition_id for task in read])
        seen = set(theirs.values_list("pk", flat=True))
        read = [task for task in read if task.edition_id in seen]
    if exporting.is_asked(request):
        return exporting.answer(request, tables.asked_to_read(employee, waiting, read))
    context = {
        "person": employee,
        "waiting": waiting,
        "read": read,
        "today": clock.today(),
    }
    return render(request, "rules/reading_person.html", context)
