"""What the frame of every page and the first page show of rules."""

from datetime import timedelta
from typing import Any

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


def to_review(request: HttpRequest) -> dict[str, Any] | None:
    """The editions that wait for the reader's legality review."""
    waiting = Edition.objects.filter(state=State.REVIEW, reviewer__user=request.user.pk)
    editions = list(waiting.select_related("rulebook", "prepared_by").order_by("pk"))
    return {"editions": editions} if editions else None


def changing(request: HttpRequest) -> dict[str, Any] | None:
    """The rulebooks that come into force, or lately did, among those the reader may open."""
    today = clock.today()
    mine = Rulebook.objects.visible_to(request.user).values("pk")  # type: ignore[arg-type]
    forces = Force.objects.lasting(today).filter(rulebook__in=mine, during__startswith__gt=today - NEW_FOR)
    shown = list(forces.select_related("edition__rulebook").order_by("during", "edition", "pk")[: ON_THE_FIRST_PAGE * 3])
    by_edition = {force.edition_id: force for force in reversed(shown)}
    found = sorted(by_edition.values(), key=lambda force: force.during.lower)[:ON_THE_FIRST_PAGE]
    return {"forces": found, "today": today} if found else None


def to_replace(request: HttpRequest) -> dict[str, Any] | None:
    """The copies on walls that the reader must replace: what is due, and what will be."""
    found = open_tasks(request.user)  # type: ignore[arg-type]
    return {"tasks": found, "today": clock.today()} if found else None


def owed_answers(request: HttpRequest) -> dict[str, Any] | None:
    """Remarks of staff that wait for the reader's answer (POL-21)."""
    if not request.user.has_perm("rules.change_edition"):
        return None
    owed = list(owed_by(request.user)[:ON_THE_FIRST_PAGE])  # type: ignore[arg-type]
    return {"remarks": owed} if owed else None


def consulted(request: HttpRequest) -> dict[str, Any] | None:
    """The drafts on which the reader is asked for an opinion."""
    found = list(open_for(request.user, clock.today())[:ON_THE_FIRST_PAGE])  # type: ignore[arg-type]
    return {"consultations": found} if found else None


def register() -> None:
    """Put the rules into the navigation, and what waits or changes on the first page."""
    menu.register(MenuItem(label=pgettext_lazy("menu", "Rules"), url_name="rules:rulebook-list", icon="rules", order=35))
    for order, (label, name, icon, permission) in enumerate(SHELF):
        menu.register(
            MenuItem(label=label, url_name=f"rules:{name}", icon=icon, order=order, permission=permission, area="rules:rulebook-list")
        )
    panels.register(Panel(name="rules.to_replace", template="rules/posting_panel.html", context=to_replace, order=14))
    panels.register(Panel(name="rules.to_review", template="rules/to_review.html", context=to_review, order=15))
    panels.register(Panel(name="rules.owed_answers", template="rules/remarks_panel.html", context=owed_answers, order=16))
    panels.register(Panel(name="rules.consulted", template="rules/consulted.html", context=consulted, order=16))
    panels.register(Panel(name="rules.changing", template="rules/changing.html", context=changing, order=30, place="side"))
