"""The editor of a draft, and what is done to its clauses."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import audit
from common.errors import RuleBroken
from common.models import CONFIDENTIAL, Verb
from rules import services
from rules.catalogue import is_known, text_of
from rules.domain.text import keys_in, wording
from rules.domain.tree import index_of, span
from rules.forms.clauses import BindForm, ClauseForm, initial_of, with_parameter
from rules.models import ClauseText, Edition
from rules.selectors.picking import offers
from rules.selectors.principles import served_by, tagged_in
from rules.selectors.rulebooks import shown_clauses
from rules.selectors.writing import draft_of, taken_keys
from rules.services.drafts import nodes_of, texts_of
from rules.views.writing import ClauseGone, row_of, to_editor, write_url, writes

WAYS = (
    ("up", "↑", pgettext_lazy("clause", "Up")),
    ("down", "↓", pgettext_lazy("clause", "Down")),
    ("in", "→", pgettext_lazy("clause", "Level down")),
    ("out", "←", pgettext_lazy("clause", "Level up")),
)
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@writes
def write(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The whole draft, each clause with what can be done to it."""
    if edition.rulebook.level in CONFIDENTIAL:
        audit.record(Verb.VIEW, edition.rulebook)
    at = request.GET.get("at", "")
    context = {
        "edition": edition, "draft": draft_of(edition), "at": int(at) if at.isdecimal() and len(at) < 18 else None,
        "again": request.GET.get("way", ""), "ways": WAYS,
    }  # fmt: skip
    return render(request, "rules/write.html", context)


@either
@writes
def clause_new(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A new clause: after another one, below it, or at the end."""
    place = request.POST if request.method == "POST" else request.GET
    named = place.get("after", "")
    after = edition.texts.select_related("clause").filter(clause=int(named)).first() if named.isdecimal() and len(named) < 18 else None
    below = bool(place.get("below")) and after is not None
    form = _clause_form(request, edition, None, {"kind": "clause"})
    if form.is_bound and named and after is None:
        form.add_error(None, _("The clause beside which this one was to stand is gone. Saved now, it comes at the end."))
    if form.is_bound and form.is_valid():
        try:
            row = services.add_clause(
                edition=edition, after=after.clause if after else None, below=below, stands=form.stands(), **form.wording()
            )
        except RuleBroken as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Added as %(label)s.") % {"label": row.label or row.heading})
            if "another" in request.POST:
                return redirect(f"{reverse('rules:clause-new', args=[edition.pk])}?after={row.clause_id}")
            return to_editor(edition, row.clause_id)
    return _clause_page(request, edition, form, after=after, below=below)


@either
@writes
def clause_edit(request: HttpRequest, edition: Edition, clause: int) -> HttpResponse:
    """The wording of a clause. What was typed is kept when somebody else was quicker."""
    row = edition.texts.select_related("clause").filter(clause=clause).first()
    if row is None:
        return _write_anew(request, edition)
    seen = wording(row.heading, row.text, row.kind)
    form = _clause_form(request, edition, row, initial_of(row, seen, served_by(edition, clause)))
    theirs = None
    if form.is_bound and form.is_valid():
        try:
            services.change_clause(
                edition=edition, clause=row.clause, seen=form.cleaned_data["seen"], stands=form.stands(), **form.wording()
            )
        except RuleBroken as refusal:
            form.add_error("text", str(refusal))
            if form.cleaned_data["seen"] != seen:
                theirs, form.data = row, form.data.copy()
                form.data["seen"] = seen
        else:
            messages.success(request, _("Saved: %(clause)s") % {"clause": row.label or row.heading})
            return to_editor(edition, clause)
    return _clause_page(request, edition, form, row=row, theirs=theirs)


def _write_anew(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The clause is gone; what was typed for it can become a new one."""
    if request.method != "POST":
        raise ClauseGone
    form = _clause_form(request, edition, None, {})
    form.add_error(None, f"{ClauseGone.sentence}{_('Saved now, it comes as a new one at the end.')}")
    return _clause_page(request, edition, form)


def _clause_page(
    request: HttpRequest, edition: Edition, form: ClauseForm, *,
    row: ClauseText | None = None, theirs: ClauseText | None = None, after: ClauseText | None = None, below: bool = False,
) -> HttpResponse:  # fmt: skip
    keys = keys_in(str(form["text"].value() or ""))
    named = [(key, text_of(key)) for key in keys if is_known(key)]
    action = reverse("rules:clause-edit", args=[edition.pk, row.clause_id]) if row else reverse("rules:clause-new", args=[edition.pk])
    context = {
        "edition": edition, "form": form, "row": row, "theirs": theirs, "after": after, "below": below, "named": named, "action": action,
        "back": write_url(edition, row.clause_id if row else after.clause_id if after else None),
    }  # fmt: skip
    return render(request, "rules/clause_form.html", context, status=422 if form.is_bound else 200)


def _clause_form(request: HttpRequest, edition: Edition, row: ClauseText | None, initial: dict[str, Any]) -> ClauseForm:
    own = keys_in(row.text) if row and initial.get("seen") else []
    areas = offers({key: label for key, label in taken_keys(edition).items() if key not in own})
    tagged = [one for one in tagged_in(edition) if row is None or one.clause_id != row.clause_id]
    if request.method == "POST" and "insert" in request.POST:
        return ClauseForm(initial=with_parameter(request.POST), areas=areas, tagged=tagged)
    return ClauseForm(request.POST if request.method == "POST" else None, initial=initial, areas=areas, tagged=tagged)


@require_POST
@writes
def clause_move(request: HttpRequest, edition: Edition, clause: int) -> HttpResponse:
    """Up, down, in or out; the acts stay at hand."""
    row = row_of(edition, clause)
    way: Any = request.POST.get("way", "")
    try:
        services.move_clause(edition=edition, clause=row.clause, way=way)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return to_editor(edition, clause, way=way)


@either
@writes
def clause_remove(request: HttpRequest, edition: Edition, clause: int) -> HttpResponse:
    """Says what goes with the clause, then takes it out."""
    row = row_of(edition, clause)
    texts = texts_of(edition)
    nodes = nodes_of(texts)
    at = index_of(nodes, clause)
    going = texts[at : span(nodes, at)]
    if request.method == "POST":
        try:
            count = services.remove_clause(edition=edition, clause=row.clause)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return to_editor(edition, clause)
        messages.success(request, ngettext("%(count)d clause is taken out.", "%(count)d clauses are taken out.", count) % {"count": count})
        return to_editor(edition, texts[at - 1].clause_id if at else None)
    context = {
        "edition": edition, "row": row, "below": going[1:], "back": write_url(edition, clause),
        "decided": edition.values.filter(clause__in=[text.clause_id for text in going], raw__isnull=False).count(),
    }  # fmt: skip
    return render(request, "rules/clause_remove.html", context)


@either
@writes
def clause_bind(request: HttpRequest, edition: Edition, clause: int) -> HttpResponse:
    """What the software does for the clause, besides reading the parameters in its text."""
    shown = next((one for one in shown_clauses(edition) if one.row.clause_id == clause), None)
    if shown is None:
        raise ClauseGone
    named = [one.code for one in shown.bound if not one.keys]
    by_key = [(text_of(key), one.binding) for one in shown.bound for key in one.keys]
    form = BindForm(
        request.POST if request.method == "POST" else None, initial={"codes": named}, bound=named,
        apart={binding.code for _what, binding in by_key if binding},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            services.bind_clause(edition=edition, clause=shown.row.clause, codes=form.cleaned_data["codes"])
        except RuleBroken as refusal:
            form.add_error("codes", str(refusal))
        else:
            messages.success(request, _("Saved: %(clause)s") % {"clause": shown.row})
            return to_editor(edition, clause)
    context = {"edition": edition, "form": form, "shown": shown, "by_key": by_key, "back": write_url(edition, clause)}
    return render(request, "rules/clause_bind.html", context, status=422 if form.is_bound else 200)
