"""The remarks of an import are confirmed; an imported document becomes a draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import RuleBroken
from people.models import Department
from rules.choices import State
from rules.forms.importing import AS_THEY_ARE, NewRulebookForm, NextEditionForm
from rules.models import Edition, ImportedDocument, Rulebook
from rules.selectors.importing import ADD, confirmable, documents_for, tree_of
from rules.selectors.importing_flags import queue_of
from rules.selectors.rulebooks import editable_by
from rules.services.importing import confirm_flags
from rules.services.importing_draft import Made, guessed, make_draft, planned
from rules.views.importing import document_url, importable
from rules.views.opening import me, note_reading, reader
from rules.views.writing import to_editor

either = require_http_methods(["GET", "HEAD", "POST"])
NOTE = 300
CHANGES = {
    "deep": gettext_lazy("lies deeper than five levels; it goes on in the text of the clause above it"),
    "long_heading": gettext_lazy("has a heading of more than 80 characters; it stands in the text"),
    "long_text": gettext_lazy("is longer than 4000 characters; it goes on in an unnumbered part below"),
    "empty": gettext_lazy("says nothing; it is marked as such"),
    "twice": gettext_lazy("names a parameter that stands elsewhere already; here the words stay"),
}


@either
def flags(request: HttpRequest, pk: int) -> HttpResponse:
    """Every remark of the import with the source beside the repaired text; confirmed one by one, or a kind at once."""
    found = documents_for(reader(request)).filter(pk=pk).select_related("source", "edition__rulebook").first()
    if found is None:
        raise Http404
    may_confirm = confirmable(reader(request), found)
    if request.method == "POST":
        return _confirm(request, found, may_confirm=may_confirm)
    if found.edition is not None:
        note_reading(found.edition)
    context = {
        "document": found, "queue": queue_of(found), "may_confirm": may_confirm, "may_import": request.user.has_perm(ADD),
        "back": document_url(found) if request.user.has_perm(ADD) else reverse("rules:edition", args=[found.edition_id]),
    }  # fmt: skip
    return render(request, "rules/import_flags.html", context)


def _confirm(request: HttpRequest, found: ImportedDocument, *, may_confirm: bool) -> HttpResponse:
    if not may_confirm:
        raise PermissionDenied
    chosen = [int(typed) for typed in request.POST.getlist("flag") if typed.isdecimal() and len(typed) < 18]
    note = request.POST.get("note", "").strip()[:NOTE]
    count = confirm_flags(document=found, flags=chosen, by=me(request), at=clock.now(), note=note)
    if count:
        messages.success(request, ngettext("%(count)d remark is confirmed.", "%(count)d remarks are confirmed.", count) % {"count": count})
    else:
        messages.info(request, _("Somebody else has confirmed it already."))
    return redirect("rules:import-flags", found.pk)


# -- the draft -------------------------------------------------------------------------------------------


@either
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A new rulebook, or with ?into=next the next edition of one that is there."""
    found = importable(request, pk)
    if found.edition is not None:
        return to_editor(found.edition) if found.edition.is_draft else redirect("rules:edition", found.edition_id)
    tree = tree_of(found)
    rows = [line.row for line in tree.lines if not line.is_out] if not tree.page.has_other_pages() else _rows(found)
    if not rows:
        messages.info(request, _("This document is set aside. Take it up again first."))
        return redirect(document_url(found))
    numbering = guessed(found)
    into_next = request.GET.get("into") == "next"
    options = {"numbering": numbering, "script": "hans" if found.script == "hant" else AS_THEY_ARE, "chinese_punctuation": True}
    form: Any = (
        NextEditionForm(request.POST or None, initial=options, rulebooks=_open_rulebooks(request))
        if into_next
        else NewRulebookForm(request.POST or None, initial={**_initial(request, found), **options}, user=reader(request), permission=ADD)
    )
    if form.is_bound and form.is_valid() and (made := _made(request, found, form, into_next=into_next)):
        return _on(request, made)
    plan = planned(found, rows, numbering)
    context = {
        "document": found, "form": form, "into_next": into_next, "tree": tree, "clauses": len(plan.clauses),
        "changes": [(change.name, CHANGES[change.reason]) for change in plan.changes], "renumbered": len(plan.renumbered(numbering)),
        "parameters": _chosen(rows), "values": _values(rows), "has_rulebooks": _open_rulebooks(request).exists(),
    }  # fmt: skip
    return render(request, "rules/import_draft.html", context, status=422 if form.is_bound else 200)


def _rows(found: ImportedDocument) -> list[Any]:
    return list(found.nodes.filter(depth__gt=0).order_by("order"))


def _chosen(rows: list[Any]) -> int:
    return sum(bool(one.get("chosen")) for row in rows for one in (*row.blanks, *row.offers))


def _values(rows: list[Any]) -> int:
    return sum(bool(one.get("is_value")) for row in rows for one in row.offers)


def _open_rulebooks(request: HttpRequest) -> QuerySet[Rulebook]:
    """Those of which the account may write the next edition now."""
    under_way = Edition.objects.filter(rulebook=OuterRef("pk")).exclude(state=State.PUBLISHED)
    return editable_by(reader(request)).filter(~Exists(under_way)).order_by("number")


def _initial(request: HttpRequest, found: ImportedDocument) -> dict[str, Any]:
    """The title, and the unit of which the account writes the rules."""
    units = Department.objects.filter(pk__in=request.user.access.roots(ADD)[:2])
    own = list(units) if not request.user.access.company_wide(ADD) else []
    unit = {"owner": own[0], "departments": own} if len(own) == 1 else {}
    return {"title": found.title[:60], **unit}


def _made(request: HttpRequest, found: ImportedDocument, form: Any, *, into_next: bool) -> Made | None:
    given = form.cleaned_data
    target: dict[str, Any] = {"rulebook": given["rulebook"], "reason": given["reason"]} if into_next else {"facts": form.facts()}
    try:
        return make_draft(document=found, by=me(request), at=clock.now(), **target, **form.options())
    except RuleBroken as refusal:
        form.add_error("rulebook" if into_next else "number", str(refusal))
        return None


def _on(request: HttpRequest, made: Made) -> HttpResponse:
    said = _("“%(title)s” is a draft now. Nobody is bound by it before it is published.")
    messages.success(request, said % {"title": made.edition.rulebook})
    for sentence in made.undecided:
        messages.warning(request, _("Left undecided: %(what)s") % {"what": sentence})
    return to_editor(made.edition)
