"""The pages of the boards. Who has nobody to look after, or no company to answer for, finds no such page."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from approvals.views.common import reader
from attendance.selectors import board
from common import asking, clock
from desk import boards

PER_PAGE = 50
STATES = {
    board.HERE: pgettext_lazy("people today", "Here today"),
    board.LATE: pgettext_lazy("people today", "Came late"),
    board.MISSING: pgettext_lazy("people today", "Not here yet"),
    board.AWAY: pgettext_lazy("people today", "On leave or out"),
    board.COMING: pgettext_lazy("people today", "Begins later"),
    board.OFF: pgettext_lazy("people today", "Off today"),
}


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Who is here, what is late, what waits, what is left: of the people whom the reader looks after."""
    if not request.user.has_perm(boards.TEAM):
        raise Http404
    return render(request, "desk/team.html", {"team": boards.team_of(request), "now": clock.now(), "year": clock.today().year})


@require_safe
def team_people(request: HttpRequest, state: str) -> HttpResponse:
    """Everybody in one state of the day, by name."""
    if not request.user.has_perm(boards.TEAM) or state not in STATES:
        raise Http404
    asking.ask(request, {})  # what the frame of the page asks, in one query
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 6 else 1
    found, count = board.people_in(reader(request), state, clock.today(), clock.now(), page=max(number, 1), per_page=PER_PAGE)
    page = Paginator(range(count), PER_PAGE).get_page(number)
    context = {
        "people": found,
        "count": count,
        "page": page,
        "title": STATES[state],
        "today": clock.today(),
        "is_away": state == board.AWAY,
    }
    return render(request, "desk/team_people.html", context)


@require_safe
def company(request: HttpRequest) -> HttpResponse:
    """What was kept and broken, what is undecided and outdated, what was spent: as far as the reader's part of the tree goes."""
    if not request.user.has_perm(boards.COMPANY):
        raise Http404
    return render(request, "desk/company.html", {"company": boards.company_of(request), "today": clock.today()})
