"""Who has acknowledged what: by edition and unit, by person, as a sheet."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from common import audit, clock
from common.models import Verb
from common.templatetags.show import local
from people.access import departments_in_scope
from people.models import Employee
from people.sheets import write
from rules.forms.acknowledging import ReadersForm
from rules.models import Acknowledgement, Edition, ReadingTask
from rules.selectors.acknowledgements import SEE, open_tasks, people_of, read_by, report, reports, total
from rules.views.opening import edition_to_see, note_reading, reader

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    lines = reports(reader(request), units_seen(request), clock.today())
    return render(request, "rules/readers_list.html", {"lines": [one for one in lines if one.share.asked], "day": clock.today()})


@require_safe
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: unit by unit, and who is still open."""
    require_sight(request)
    edition = edition_to_see(request, pk)
    note_reading(edition)
    today = clock.today()
    form = ReadersForm(request.GET)
    shares = report(edition, units_seen(request), today)
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
    """The same as a sheet: a line for everybody. Taking it out is written down."""
    require_sight(request)
    edition = edition_to_see(request, pk)
    today = clock.today()
    headings = [
        _("Employee number"), _("Name"), _("Unit"), _("Asked on"), _("Due on"), _("Opened"), _("Acknowledged"),
        pgettext("reading", "Evidence"), _("State"),
    ]  # fmt: skip
    rows = [_line(task, today) for task in people_of(edition, reader(request), today)]
    return sheet(edition, f"{edition.rulebook.number}-{edition.number}-readers", headings, rows)


def _line(task: Any, today: Any) -> list[Any]:
    who = task.employee
    at = local(task.done_at).strftime("%Y-%m-%d %H:%M") if task.done_at else ""
    opened = local(task.opened_at).strftime("%Y-%m-%d %H:%M") if task.opened_at else ""
    kind = str(Acknowledgement(kind=task.kind).get_kind_display()) if task.kind else ""
    return [who.number, who.name, task.unit or "", local(task.asked_at).date(), task.due_on or "", opened, at, kind, state_of(task, today)]


def state_of(task: Any, today: Any) -> str:
    """In a word."""
    if task.done_at:
        return pgettext("reading", "acknowledged")
    if task.carried_id:
        return pgettext("reading", "counts as read")
    return pgettext("reading", "overdue") if task.due_on and task.due_on < today else pgettext("reading", "open")


def sheet(subject: Any, name: str, headings: list[str], rows: Iterable[list[Any]]) -> HttpResponse:
    """An Excel file. Taking it out is written down."""
    audit.record(Verb.EXPORT, subject, note=f"{name}.xlsx")
    response = HttpResponse(write(name, headings, rows), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or ""
    return response


@require_safe
def person(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that one person has been asked to read. Oneself, or somebody in one's scope; a 404 for all others."""
    people = Employee.objects.visible_to(reader(request), SEE)
    employee = get_object_or_404(people, number=number) if number.isprintable() else get_object_or_404(people, pk=0)
    waiting = open_tasks().filter(employee=employee, edition__in=Edition.objects.visible_to(reader(request)).values("pk"))
    context = {
        "person": employee,
        "waiting": list(waiting.select_related("edition__rulebook").order_by("due_on", "pk")),
        "read": read_by(employee),
        "today": clock.today(),
    }
    return render(request, "rules/reading_person.html", context)
