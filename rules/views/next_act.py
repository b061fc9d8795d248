"""The one main act that is open to a reader of an edition's page."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rules.choices import State
from rules.forms_publishing import AskReviewForm, ReviewForm
from rules.models import Edition
from rules.selectors.piloting import Trial
from rules.selectors.way import Making, is_ready_for_review
from rules.views.opening import may_publish


@dataclass(frozen=True, slots=True)
class Next:
    """An act with its form, which goes to url. is_main: it is the next step; else it stands folded below another."""

    url: str
    title: str
    label: str
    form: forms.Form | None = None
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """The next step is on another page."""

    url: str
    label: str


def act_of(request: HttpRequest, found: Edition, making: Making, *, writes: bool, form: forms.Form | None) -> Next | None:
    """The act that is done on this page. form: one that was refused."""
    employee = getattr(request.user, "employee", None)
    if found.state == State.DRAFT and writes and (form or making.has_brief):
        url = reverse("rules:ask-review", args=[found.pk])
        is_main = form is not None or is_ready_for_review(found, making)
        return Next(url, _("Hand it to legality review"), _("Hand to legality review"), form or AskReviewForm(), is_main)
    if found.state == State.REVIEW and employee is not None and found.reviewer_id == employee.pk:
        url = reverse("rules:review", args=[found.pk])
        return Next(url, _("Record your legality review"), _("Record the review"), form or ReviewForm())
    if found.state == State.REVIEWED and writes:
        return Next(reverse("rules:submit", args=[found.pk]), _("Submit it for approval"), _("Submit for approval"))
    if found.state == State.APPROVED and may_publish(request, found):
        return Next(reverse("rules:publish", args=[found.pk]), _("Publish it"), pgettext("button", "Publish"))
    return None


def link_of(request: HttpRequest, found: Edition, making: Making, trial: Trial | None, *, writes: bool) -> Link | None:
    """The next step when it is on another page."""
    if found.state == State.DRAFT:
        return _on_draft(found, making) if writes else None
    if making.is_asking and making.consultation is not None:
        name, label = ("rules:answers", _("Opinions and answers")) if writes else ("rules:consultation", _("Say what you think"))
        return Link(reverse(name, args=[making.consultation["id"]]), label)
    if trial is not None and trial.is_over and may_publish(request, found):
        return Link(reverse("rules:pilot-result", args=[found.pk]), _("Record the result"))
    return Link(reverse("rules:sheet", args=[found.pk]), _("Wall sheet")) if found.is_published else None


def _on_draft(found: Edition, making: Making) -> Link:
    if not making.has_brief:
        return Link(reverse("rules:brief", args=[found.pk]), _("Say what it must fit"))
    if making.consultation is None:
        return Link(reverse("rules:consult", args=[found.pk]), _("Ask staff"))
    return Link(reverse("rules:meeting", args=[found.pk]), _("Record a meeting"))
