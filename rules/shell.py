"""What the frame of every page and the first page show of rules."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from rules.choices import State
from rules.models import Edition, Force, Rulebook
from rules.selectors.acknowledgements import SEE
from rules.selectors.consulting import open_for
from rules.selectors.postings import open_tasks
from rules.selectors.remarks import owed_by
from rules.views.opening import reader

SHELF = (  # what stands on the first page of the rules: label, page, icon, who sees it
    (_("Values in force"), "values", "rules", None),
    (_("Undecided values"), "undecided", "warning", None),
    (_("Principles"), "principles", "rules", None),
    (_("My remarks"), "remarks-mine", "send", None),
    (_("Role descriptions"), "role-list", "person", None),
    (_("Legal check"), "lint-rules", "check", None),
    (_("Remarks to answer"), "remarks", "inbox", "rules.change_edition"),
    (_("Who has read"), "readers-list", "people", SEE),
    (_("Posted copies"), "postings", "print", "rules.view_posting"),
    (_("Screens"), "screens", "picture", "rules.change_screen"),
    (_("Periodic reviews"), "reviews", "calendar", "rules.view_rulebook"),
    (_("Rules that must exist"), "regimes", "check", "rules.view_rulebook"),
    (_("How much is enforced"), "coverage", "rules", "rules.view_rulebook"),
)
NEW_FOR = timedelta(days=14)
ON_THE_FIRST_PAGE = 4


def to_review(request: HttpRequest) -> dict[str, Any]:
    """The editions that wait for the reader's legality review."""
    return {"editions": list(_in_review(request).select_related("rulebook", "prepared_by").order_by("pk"))}


def _in_review(request: HttpRequest) -> QuerySet[Edition]:
    return Edition.objects.filter(state=State.REVIEW, reviewer__user=request.user.pk)


def changing(request: HttpRequest) -> dict[str, Any]:
    """The rulebooks that come into force, or lately did, among those the reader may open."""
    shown = list(_changing(request).select_related("edition__rulebook").order_by("during", "edition", "pk")[: ON_THE_FIRST_PAGE * 3])
    by_edition = {force.edition_id: force for force in reversed(shown)}
    found = sorted(by_edition.values(), key=lambda force: force.during.lower)[:ON_THE_FIRST_PAGE]
    return {"forces": found, "today": clock.today()}


def _changing(request: HttpRequest) -> QuerySet[Force]:
    today = clock.today()
    mine = Rulebook.objects.visible_to(reader(request)).values("pk")
    return Force.objects.lasting(today).filter(rulebook__in=mine, during__startswith__gt=today - NEW_FOR)


def to_replace(request: HttpRequest) -> dict[str, Any]:
    """The copies on walls that the reader must replace: what is due, and what will be."""
    return {"tasks": list(open_tasks(reader(request))), "today": clock.today()}


def owed_answers(request: HttpRequest) -> dict[str, Any]:
    """Remarks of staff that wait for the reader's answer (POL-21)."""
    return {"remarks": list(owed_by(reader(request))[:ON_THE_FIRST_PAGE])}


def consulted(request: HttpRequest) -> dict[str, Any]:
    """The drafts on which the reader is asked for an opinion."""
    return {"consultations": list(open_for(reader(request), clock.today())[:ON_THE_FIRST_PAGE])}


def register() -> None:
    """Put the rules into the navigation, and what waits or changes on the first page."""
    menu.register(MenuItem(label=pgettext_lazy("menu", "Rules"), url_name="rules:rulebook-list", icon="rules", order=35))
    for order, (label, name, icon, permission) in enumerate(SHELF):
        menu.register(
            MenuItem(label=label, url_name=f"rules:{name}", icon=icon, order=order, permission=permission, area="rules:rulebook-list")
        )
    for name, template, context, asks, order in (
        ("to_replace", "posting_panel", to_replace, lambda request: open_tasks(reader(request)), 14),
        ("to_review", "to_review", to_review, _in_review, 15),
        ("owed_answers", "remarks_panel", owed_answers, lambda request: owed_by(reader(request)), 16),
        ("consulted", "consulted", consulted, lambda request: open_for(reader(request), clock.today()), 16),
    ):
        panels.register(Panel(name=f"rules.{name}", template=f"rules/{template}.html", context=context, asks=asks, order=order))
    panels.register(Panel(name="rules.changing", template="rules/changing.html", context=changing, asks=_changing, order=30, place="side"))
