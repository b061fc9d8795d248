"""What every page on which rules are written asks first: may this account write this edition, and is it a draft?"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import audit
from common.models import CONFIDENTIAL, Verb
from rules.models import ClauseText, Edition, Rulebook
from rules.selectors.writing import editions_for
from rules.views.opening import reader


def rulebook_to_see(request: HttpRequest, number: str) -> Rulebook:
    """The rulebook, when the account may see it; a 404 otherwise, written down when it is confidential."""
    found = Rulebook.objects.visible_to(reader(request)).select_related("owner").filter(number=number).first()
    return found or _hidden(Rulebook.objects.filter(number=number).first())


def edition_to_write(request: HttpRequest, pk: int) -> Edition:
    """The edition: a 404 when the account may not see it, a 403 when it may only read it."""
    edition = editions_for(reader(request)).filter(pk=pk).first()
    if edition is None:
        _hidden(Rulebook.objects.filter(editions=pk).first())
    if not edition.writes:
        raise PermissionDenied
    return edition


def _hidden(rulebook: Rulebook | None) -> Any:
    if rulebook is not None and rulebook.level in CONFIDENTIAL:
        audit.record(Verb.ATTEMPT, rulebook)
    raise Http404


class ClauseGone(Exception):  # noqa: N818  named for what happened
    """The clause is not, or no longer, in the draft."""

    sentence = _("This clause is not part of the draft any more. Somebody else has removed it.")


View = Callable[..., HttpResponse]


def writes(view: View) -> View:
    """The view gets the edition itself. One that is no draft (any more) is answered with a sentence and the next step,
    a clause that is gone with a sentence in the editor."""

    @wraps(view)
    def checked(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
        edition = edition_to_write(request, pk)
        if not edition.is_draft:
            return render(request, "rules/write_closed.html", {"edition": edition}, status=409)
        try:
            return view(request, edition, **named)
        except ClauseGone as gone:
            messages.error(request, str(gone.sentence))
            return to_editor(edition)

    return checked


def row_of(edition: Edition, clause: int) -> ClauseText:
    """The clause in the draft. Raises ClauseGone when the draft has none such."""
    row = edition.texts.select_related("clause").filter(clause=clause).first()
    if row is None:
        raise ClauseGone
    return row


def write_url(edition: Edition, clause: int | None = None, way: str = "") -> str:
    """The editor, where a clause stands; way: in which it was moved just now, so that it can be moved on."""
    url = reverse("rules:write", args=[edition.pk])
    if clause is None:
        return url
    query = f"?{urlencode({'at': clause, 'way': way})}" if way else ""
    return f"{url}{query}#c{clause}"


def to_editor(edition: Edition, clause: int | None = None, way: str = "") -> HttpResponse:
    return redirect(write_url(edition, clause, way))
