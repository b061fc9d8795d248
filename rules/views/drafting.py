"""A rulebook begins, is changed, gets its next edition; settings of a draft, and throwing it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import RuleBroken
from people.access import may
from people.models import Department
from rules import services
from rules.forms.rulebooks import DraftForm, RulebookForm, SettingsForm, initial_of
from rules.models import Edition, Rulebook
from rules.selectors.rulebooks import editable_by
from rules.selectors.starting import templates
from rules.shipped import ShippedRulebook, names, shipped
from rules.views.opening import me
from rules.views.writing import rulebook_to_see, to_editor, write_url, writes

either = require_http_methods(["GET", "HEAD", "POST"])
EMPTY = "empty"


@either
def rulebook_new(request: HttpRequest) -> HttpResponse:
    """Choose what to start from, then say what the rulebook is."""
    if not request.user.has_perm("rules.add_rulebook"):
        raise PermissionDenied
    chosen = request.GET.get("template", "")
    if not chosen:
        return render(request, "rules/rulebook_start.html", {"templates": templates(), "empty": EMPTY})
    template = _template(chosen)
    initial = _initial(request, template)
    form = RulebookForm(request.POST or None, initial=initial, user=request.user, permission="rules.add_rulebook")
    if form.is_bound and form.is_valid():
        try:
            edition = services.start_rulebook(facts=form.facts(), by=me(request), at=clock.now(), template=template)
        except RuleBroken as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(
                request, _("“%(title)s” is begun. Nobody is bound by it before it is published.") % {"title": edition.rulebook}
            )
            return to_editor(edition)
    context = {"form": form, "rulebook": None, "template": template, "back": reverse("rules:rulebook-new")}
    return render(request, "rules/rulebook_form.html", context, status=422 if form.is_bound else 200)


def _template(chosen: str) -> ShippedRulebook | None:
    if chosen == EMPTY:
        return None
    if chosen not in names():
        raise Http404
    return shipped(chosen)


def _initial(request: HttpRequest, template: ShippedRulebook | None) -> dict[str, Any]:
    """What the template says, for the unit of which the account writes the rules."""
    units = Department.objects.filter(pk__in=request.user.access.roots("rules.add_rulebook")[:2])
    own = list(units) if not request.user.access.company_wide("rules.add_rulebook") else []
    unit = {"owner": own[0], "departments": own} if len(own) == 1 else {}
    told = {name: getattr(template, name) for name in ("number", "title", "purpose", "regimes")} if template else {}
    return {**unit, **told}


@either
def rulebook_change(request: HttpRequest, number: str) -> HttpResponse:
    """What the rulebook is, and whom it binds from its next edition on."""
    rulebook = rulebook_to_see(request, number)
    if not may(request.user, "rules.change_rulebook", rulebook.owner_id):
        raise PermissionDenied
    form = RulebookForm(
        request.POST or None, initial=initial_of(rulebook), user=request.user, permission="rules.change_rulebook", rulebook=rulebook
    )
    if form.is_bound and form.is_valid():
        try:
            changed = services.change_rulebook(rulebook=rulebook, facts=form.facts())
        except RuleBroken as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("Saved: %(clause)s") % {"clause": changed})
            return redirect("rules:rulebook", changed.number)
    context = {"form": form, "rulebook": rulebook, "template": None, "back": reverse("rules:rulebook", args=[rulebook.number])}
    return render(request, "rules/rulebook_form.html", context, status=422 if form.is_bound else 200)


@either
def edition_draft(request: HttpRequest, number: str) -> HttpResponse:
    """The next edition, from the last one or an earlier one."""
    rulebook = rulebook_to_see(request, number)
    if not may(request.user, "rules.change_edition", rulebook.owner_id):
        raise PermissionDenied
    under_way = rulebook.editions.filter(published_at=None).first()
    editions = rulebook.editions.exclude(published_at=None).order_by("-number")
    form = DraftForm(request.POST or None, initial={"source": _asked(request, editions)}, editions=editions)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            edition = services.draft_edition(
                rulebook=rulebook, by=me(request), at=clock.now(), reason=given["reason"], source=given["source"]
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Edition %(number)d is begun as a copy. Nothing changes before it is published.")
            messages.success(request, said % {"number": edition.number})
            return to_editor(edition)
    context = {"rulebook": rulebook, "form": form, "under_way": under_way}
    return render(request, "rules/edition_draft.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, editions: Any) -> Edition | None:
    """The edition named in the address, else the last one."""
    named = request.GET.get("source", "")
    return next((one for one in editions if str(one.pk) == named), editions.first())


@either
@writes
def edition_settings(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Reason, numbering, day of effect, and what gives way."""
    chosen = edition.supersedes.all()
    others = (editable_by(request.user) | Rulebook.objects.filter(pk__in=chosen)).exclude(pk=edition.rulebook_id).distinct()
    initial = {name: getattr(edition, name) for name in ("reason", "weight", "numbering", "effective_rule", "effective_on")}
    form = SettingsForm(request.POST or None, initial={**initial, "supersedes": chosen}, others=others.order_by("number"))
    if form.is_bound and form.is_valid():
        given = {**form.cleaned_data, "supersedes": list(form.cleaned_data.get("supersedes", ()))}
        try:
            services.change_edition(edition=edition, **given)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The settings are saved."))
            return to_editor(edition)
    context = {"edition": edition, "form": form, "back": write_url(edition)}
    return render(request, "rules/write_settings.html", context, status=422 if form.is_bound else 200)


@either
@writes
def edition_discard(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Says what is lost, then throws the draft away."""
    rulebook = edition.rulebook
    is_only = not rulebook.editions.exclude(pk=edition.pk).exists()
    if request.method == "POST":
        try:
            services.discard_draft(edition=edition)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return to_editor(edition)
        messages.success(request, _("The draft is thrown away."))
        return redirect("rules:rulebook-list") if is_only else redirect("rules:rulebook", rulebook.number)
    context = {"edition": edition, "is_only": is_only, "clauses": edition.texts.count(), "back": write_url(edition)}
    return render(request, "rules/write_discard.html", context)
