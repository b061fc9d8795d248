"""What the frame of every page and the first page show of rules."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import asking, clock, menu, panels
from common.menu import MenuItem
from common.panels import Panel
from rules.choices import State
from rules.models import Consultation, Edition, Force, Generation, Remark, ReplaceTask, Rulebook
from rules.provider import is_held, look
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


def _copies(request: HttpRequest) -> QuerySet[ReplaceTask]:
    return open_tasks(reader(request))


def _remarks(request: HttpRequest) -> QuerySet[Remark]:
    return owed_by(reader(request))


def _asked_for_opinion(request: HttpRequest) -> QuerySet[Consultation]:
    return Consultation.objects.filter(pk__in=open_for(reader(request), clock.today()).values("pk"))


def _generation(request: HttpRequest) -> asking.Question | None:
    """The token of the rules in force goes along with what the first page asks."""
    return None if is_held() else Subquery(Generation.objects.filter(pk=1).values("token")[:1])


def _keep_generation(request: HttpRequest, token: UUID | None) -> None:
    if not is_held():
        look(token)


def register() -> None:
    """Put the rules into the navigation, and what waits or changes on the first page."""
    asking.register("rules.generation", _generation, keep=_keep_generation)
    menu.register(MenuItem(label=pgettext_lazy("menu", "Rules"), url_name="rules:rulebook-list", icon="rules", order=35))
    for order, (label, name, icon, permission) in enumerate(SHELF):
        menu.register(
            MenuItem(label=label, url_name=f"rules:{name}", icon=icon, order=order, permission=permission, area="rules:rulebook-list")
        )
    for name, template, context, asks, order, title, url_name in (
        ("to_replace", "posting_panel", to_replace, _copies, 14, _("Copies on the wall to replace"), "postings"),
        ("to_review", "to_review", to_review, _in_review, 15, _("For my legality review"), "rulebook-list"),
        ("owed_answers", "remarks_panel", owed_answers, _remarks, 16, _("Remarks to answer"), "remarks"),
        ("consulted", "consulted", consulted, _asked_for_opinion, 16, _("Your opinion is asked for"), "rulebook-list"),
    ):
        panel = Panel(
            name=f"rules.{name}", template=f"rules/{template}.html", context=context, asks=asks, order=order, title=title,
            url_name=f"rules:{url_name}", counts=True,
        )  # fmt: skip
        panels.register(panel)
    panels.register(Panel(name="rules.changing", template="rules/changing.html", context=changing, asks=_changing, order=30, place="side"))
