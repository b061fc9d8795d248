"""Where rules are read: the list, a rulebook today or on a day, the values in force, what is undecided, how much is bound."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from common import clock, exporting
from common.scripts import script_of_language
from people.models import Department
from rules import tables
from rules.forms.reading import OnDayForm
from rules.forms_publishing import FindForm, ValuesForm
from rules.models import Edition, Rulebook
from rules.selectors.coverage import kinds
from rules.selectors.evidence import scope_in_words
from rules.selectors.listing import Line, Placed, lines_of, main_of, placed, rulebook_ids
from rules.selectors.on_day import Answer, Held, held_on, is_split, unit_of, way_up
from rules.selectors.reading import Reader, opened
from rules.selectors.rulebooks import coverage, editable_by
from rules.selectors.upkeep import next_review
from rules.selectors.values import undecided as blanks_in_force
from rules.selectors.values import values_in_force
from rules.views.acknowledging import part
from rules.views.opening import WRITE, editions_of, may_write, note_reading, reader

PER_PAGE = 30
SCRIPTS = ("hans", "hant")


@require_safe
def rulebook_list(request: HttpRequest) -> HttpResponse:
    """The rulebooks that the reader may open, each with what holds today and what comes."""
    form = FindForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    ids = rulebook_ids(reader(request), wanted)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.rulebooks(lines_of(reader(request), ids, clock.today()), exporting.searched(wanted)))
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "lines": lines_of(reader(request), page.object_list, clock.today()),
        "may_start": request.user.has_perm("rules.add_rulebook"),
        "may_write": request.user.has_perm(WRITE),
    }
    return render(request, "rules/rulebook_list.html", context)


@require_safe
def covered(request: HttpRequest) -> HttpResponse:
    """How many clauses of each rulebook are bound, and by what."""
    ids = rulebook_ids(reader(request))
    if exporting.is_asked(request):
        return exporting.answer(request, tables.coverage(_counted(request, ids)))
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    lines = _counted(request, page.object_list)
    return render(request, "rules/coverage.html", {"page": page, "lines": lines, "words": lines[0].kinds.counts if lines else []})


def _counted(request: HttpRequest, ids: Sequence[int]) -> list[Line]:
    return [line for line in lines_of(reader(request), ids, clock.today()) if line.kinds]


# -- a rulebook --------------------------------------------------------------------------------


@require_safe
def rulebook(request: HttpRequest, number: str) -> HttpResponse:
    """The text of a rulebook as it holds today, as it held on the day in `?on=`, or of the edition in `?edition=`."""
    editions, today = editions_of(request, number), clock.today()
    published, edition = placed(editions, today), _edition_asked(request, editions)
    form = OnDayForm(request.GET if "on" in request.GET and edition is None else None)
    on = form.asked()
    if on is not None:
        held = _held(request, published, *on)
        if held.answer != Answer.HELD or held.placed is None:
            return _silent(request, editions, held, form)
        edition = held.placed.edition
    edition = edition or _main(request, editions, published, today)
    note_reading(edition)
    return render(request, "rules/rulebook.html", _page(request, editions, edition, form))


def _edition_asked(request: HttpRequest, editions: list[Edition]) -> Edition | None:
    asked = request.GET.get("edition", "")
    if not asked:
        return None
    found = next((edition for edition in editions if str(edition.number) == asked), None)
    if found is None:
        raise Http404
    return found


def _held(request: HttpRequest, published: list[Placed], day: date, unit: Department | None) -> Held:
    """What held on that day in the unit; without one where the reader worked then."""
    where = unit or unit_of(reader(request), day)
    return held_on(published, day, way_up(where, day) if where else None)


def _main(request: HttpRequest, editions: list[Edition], published: list[Placed], today: date) -> Edition:
    """What counts today: where an edition is tried first, what holds for the reader."""
    if is_split(published, today):
        held = _held(request, published, today, None)
        if held.answer == Answer.HELD and held.placed:
            return held.placed.edition
    main = main_of(published)
    return main.edition if main else editions[-1]


def _silent(request: HttpRequest, editions: list[Edition], held: Held, form: OnDayForm) -> HttpResponse:
    """Nothing was in force there on that day: since when, or until when, something was."""
    day, unit = form.asked() or (clock.today(), None)
    note_reading(editions[0])
    context = {
        "rulebook": editions[0].rulebook, "held": held, "day": day, "unit": unit, "on_form": form,
        "editions": list(reversed(placed(editions, clock.today()))),
    }  # fmt: skip
    return render(request, "rules/rulebook_silent.html", context)


def _page(request: HttpRequest, editions: list[Edition], edition: Edition, form: OnDayForm) -> dict[str, Any]:
    today, on, published = clock.today(), form.asked(), placed(editions, clock.today())
    day = on[0] if on else today
    who = Reader(
        user_id=request.user.pk, departments=edition.below if edition.units else None, script=script_wanted(request),
        since=acknowledged_before(editions, edition), is_now=day == today,
    )  # fmt: skip
    found = opened(edition, placed(editions, day) if on else published, who, day)
    writes = may_write(request, edition)
    return {
        "found": found,
        "edition": edition,
        "rulebook": edition.rulebook,
        "day": today,
        "on": on,
        "on_form": form if form.is_bound else OnDayForm(initial={"on": today}),
        "today": next((one for one in published if one.edition == edition), None),
        "coverage": coverage(found.shown),
        "kinds": kinds(found.shown),
        "says": edition.is_published and hasattr(request.user, "employee"),
        "may_rule": edition.is_published and edition.interprets and not on,
        "rules": edition.is_published and edition.interprets and not on and "ruling" in request.GET,
        "pilot_units": _tried_in(edition, day),
        "scope": scope_in_words(unit["name"] for unit in edition.units),
        "editions": list(reversed(published)),
        "draft": next((one for one in editions if not one.is_published), None),
        "may_write": writes,
        "may_change": writes and request.user.has_perm("rules.change_rulebook"),
        "next_review": next_review(edition.rulebook, today) if writes and edition.is_published else None,
        "ack": None if on else part(request, edition, found.shown, found.converted),
    }


def _tried_in(edition: Edition, day: date) -> list[str]:
    """The units in which it is only tried on that day; none once it holds like any other."""
    now = [force for force in edition.forces.all() if day in force.during]
    return [force.department.name for force in now if force.department] if now and all(force.is_pilot for force in now) else []


def script_wanted(request: HttpRequest) -> str:
    """The characters in which a rule is shown: asked for in the address, else those of the reader's language; "" as written."""
    asked = request.GET.get("script", "")
    return asked if asked in SCRIPTS else script_of_language(get_language())


def acknowledged_before(editions: list[Edition], edition: Edition) -> Edition | None:
    """The last edition that the reader acknowledged, when this one is newer and not acknowledged yet."""
    if edition.acknowledged:
        return None
    return next((one for one in reversed(editions) if one.acknowledged and one.number < edition.number), None)


# -- values ------------------------------------------------------------------------------------


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    """The values in force for a unit on a day, each with the clause that says so and whose it is (ATT-13)."""
    user, today = reader(request), clock.today()
    form = ValuesForm(request.GET)
    department, day = form.asked(_own_department(request), today)
    numbers = Rulebook.objects.visible_to(user).values_list("number", flat=True)
    found = values_in_force(day, department, numbers)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.values(department, day, found))
    shown = form if form.errors else ValuesForm(initial={"department": department, "day": day})
    context = {
        "form": shown, "day": day, "department": department, "values": found, "is_asked": bool(request.GET),
        "shows_keys": request.user.has_perm(WRITE),
    }  # fmt: skip
    return render(request, "rules/values.html", context)


def _own_department(request: HttpRequest) -> Department | None:
    employee = getattr(request.user, "employee", None)
    held = employee.on(clock.today()) if employee else None
    return held.department if held else None


@require_safe
def undecided(request: HttpRequest) -> HttpResponse:
    """What published rules leave open, what rests because of it, and who can decide it (POL-20)."""
    user = reader(request)
    rulebooks = Rulebook.objects.visible_to(user).select_related("owner")
    owners = {rulebook.pk: rulebook.owner.name for rulebook in rulebooks}
    mine = set(editable_by(user).values_list("pk", flat=True)) if request.user.has_perm(WRITE) else set()
    blanks = [(blank, owners[blank.rulebook_id], blank.rulebook_id in mine) for blank in blanks_in_force(clock.today(), owners)]
    if exporting.is_asked(request):
        return exporting.answer(request, tables.undecided(blanks))
    return render(request, "rules/undecided.html", {"blanks": blanks, "day": clock.today()})
