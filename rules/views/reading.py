"""Where rules are read: the list, a rulebook, the values in force, what is undecided."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from people.models import Department
from rules.forms_publishing import FindForm, ValuesForm
from rules.models import Edition, Rulebook
from rules.selectors.evidence import scope_in_words
from rules.selectors.listing import lines_of, main_of, placed, rulebook_ids
from rules.selectors.reading import opened
from rules.selectors.rulebooks import coverage, editable_by
from rules.selectors.values import undecided as blanks_in_force
from rules.selectors.values import values_in_force
from rules.views.opening import WRITE, editions_of, may_write, note_reading, reader

PER_PAGE = 30


@require_safe
def rulebook_list(request: HttpRequest) -> HttpResponse:
    """The rulebooks that the reader may open, each with what holds today and what comes."""
    form = FindForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(rulebook_ids(reader(request), wanted), PER_PAGE).get_page(request.GET.get("page"))
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
def rulebook(request: HttpRequest, number: str) -> HttpResponse:
    """The text of a rulebook as it holds today, or of the edition in `?edition=`."""
    day = clock.today()
    editions = editions_of(request, number)
    published = placed(editions, day)
    edition = _asked(request, editions) or _main(editions, published)
    note_reading(edition)
    found = opened(edition, published, [unit["id"] for unit in edition.units], day)
    draft = next((one for one in editions if not one.is_published), None)
    writes = may_write(request, edition)
    context = {
        "found": found,
        "edition": edition,
        "rulebook": edition.rulebook,
        "day": day,
        "coverage": coverage(found.shown),
        "scope": scope_in_words(unit["name"] for unit in edition.units),
        "editions": list(reversed(published)),
        "draft": draft,
        "may_write": writes,
        "may_change": writes and request.user.has_perm("rules.change_rulebook"),
    }
    return render(request, "rules/rulebook.html", context)


def _asked(request: HttpRequest, editions: list[Edition]) -> Edition | None:
    asked = request.GET.get("edition", "")
    if not asked:
        return None
    found = next((edition for edition in editions if str(edition.number) == asked), None)
    if found is None:
        raise Http404
    return found


def _main(editions: list[Edition], published: list) -> Edition:
    main = main_of(published)
    return main.edition if main else editions[-1]


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    """The values in force for a unit on a day, each with the clause that says so and whose it is (ATT-13)."""
    user, today = reader(request), clock.today()
    form = ValuesForm(request.GET)
    department, day = form.asked(_own_department(request), today)
    numbers = Rulebook.objects.visible_to(user).values_list("number", flat=True)
    found = values_in_force(day, department, numbers)
    shown = form if form.errors else ValuesForm(initial={"department": department, "day": day})
    context = {"form": shown, "day": day, "department": department, "values": found, "is_asked": bool(request.GET)}
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
    return render(request, "rules/undecided.html", {"blanks": blanks, "day": clock.today()})
