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
from rules.selectors.consulting import open_for
from rules.selectors.remarks import owed_by
from rules.selectors.postings import open_tasks

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
    menu.register(MenuItem(label=_("Values in force"), url_name="rules:values", icon="rules", order=36, place="more"))
    menu.register(MenuItem(label=_("Undecided values"), url_name="rules:undecided", icon="warning", order=37, place="more"))
    menu.register(
        MenuItem(label=_("Posted copies"), url_name="rules:postings", icon="print", order=38, place="more", permission="rules.view_posting")
    )
    menu.register(
        MenuItem(label=_("Screens"), url_name="rules:screens", icon="picture", order=39, place="more", permission="rules.change_screen")
    )
    look_after = "rules.view_rulebook"
    menu.register(
        MenuItem(label=_("Periodic reviews"), url_name="rules:reviews", icon="rules", order=38, place="more", permission=look_after)
    )
    panels.register(Panel(name="rules.to_replace", template="rules/posting_panel.html", context=to_replace, order=14))
    menu.register(MenuItem(label=_("Principles"), url_name="rules:principles", icon="rules", order=38, place="more"))
    panels.register(Panel(name="rules.to_review", template="rules/to_review.html", context=to_review, order=15))
    panels.register(Panel(name="rules.owed_answers", template="rules/remarks_panel.html", context=owed_answers, order=16))
    panels.register(Panel(name="rules.consulted", template="rules/consulted.html", context=consulted, order=16))
    panels.register(Panel(name="rules.changing", template="rules/changing.html", context=changing, order=30, place="side"))
