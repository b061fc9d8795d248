"""What the code on a printed sheet opens: without login, how the edition stands today."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from common.models import CONFIDENTIAL, Level
from rules.models import Edition, Force
from rules.selectors.evidence import replaced_by
from rules.selectors.reading import read, url_of
from rules.selectors.rulebooks import shown_clauses, standing_of


@login_not_required
@require_safe
@never_cache
def posted(request: HttpRequest, code: str) -> HttpResponse:
    """In force, replaced or not yet in force; with the text when the rulebook is public, without its name when it is
    confidential (SEC-09). Sets no cookie.
    """
    edition = get_object_or_404(Edition.objects.select_related("rulebook__owner"), code=code.upper())
    standing, force = standing_of(edition, clock.today()) if edition.is_published else (None, None)
    is_open = edition.is_published and edition.rulebook.level == Level.PUBLIC
    context = {
        "edition": edition,
        "rulebook": edition.rulebook,
        "standing": standing,
        "force": force,
        "replaced_by": _follower(edition, force),
        "clauses": read(shown_clauses(edition), {}, None) if is_open else [],
        "is_open": is_open,
        "is_named": edition.rulebook.level not in CONFIDENTIAL,
        "url": url_of(edition),
        "day": clock.today(),
    }
    return render(request, "rules/posted.html", context)


def _follower(edition: Edition, force: Force | None) -> str:
    """What took its place, as far as a stranger may know its name."""
    if force is None or force.replaced_by is None:
        return ""
    is_hidden = force.replaced_by.rulebook_id != edition.rulebook_id and force.replaced_by.rulebook.level in CONFIDENTIAL
    return "" if is_hidden else replaced_by(force, edition)
