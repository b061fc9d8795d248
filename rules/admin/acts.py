"""What can be done to an edition at the desk: each a service, each refusal said in its own sentence."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action

from common import clock
from common.errors import RuleBroken
from rules import services
from rules.choices import Act
from rules.domain.moves import open_acts
from rules.forms_publishing import AskReviewForm, ReviewForm
from rules.models import Edition
from rules.views.opening import may_publish, may_write, me, require, sees_evidence


def edition_url(edition: Edition) -> str:
    return reverse("admin:rules_edition_change", args=[edition.pk])


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: unfold's buttons are links, so nothing happens before the page behind them is sent."""
    return request.POST if request.method == "POST" else None


class EditionActs:
    """Mixed into the admin of editions. Only the buttons of acts that are open are shown; the services refuse the others."""

    buttons: ClassVar[dict[str, Act]] = {
        "ask_for_review": Act.ASK_REVIEW, "record_review": Act.PASS, "submit_it": Act.SUBMIT, "publish_it": Act.PUBLISH,
        "reopen_it": Act.REOPEN,
    }  # fmt: skip

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        edition = self.get_object(request, str(object_id))  # type: ignore[attr-defined]
        is_open = {name for name, act in self.buttons.items() if edition and act in open_acts(edition.state)}
        if edition is None or edition.reviewer_id != getattr(getattr(request.user, "employee", None), "pk", None):
            is_open.discard("record_review")
        if edition and not may_write(request, edition):
            is_open -= {"ask_for_review", "submit_it", "reopen_it"}
        if edition and not may_publish(request, edition):
            is_open.discard("publish_it")
        shut = {f"rules_edition_{name}" for name in self.buttons if name not in is_open}
        if edition and not may_write(request, edition):
            shut.add("rules_edition_next_edition")
        if edition and not sees_evidence(request, edition):
            shut.add("rules_edition_export_it")
        return [one for one in super().get_actions_detail(request, object_id) if one.action_name not in shut]  # type: ignore[misc]

    def found(self, request: HttpRequest, object_id: Any) -> Edition:
        edition = self.get_object(request, str(object_id))  # type: ignore[attr-defined]
        if edition is None:
            raise Http404
        return edition

    def ask(
        self, request: HttpRequest, edition: Edition, form: forms.Form, act: Callable[[dict[str, Any]], object], *, title: str, done: str
    ) -> HttpResponse:
        """A page that asks for what the act needs, or only whether to go on; then it is done, or its refusal is said."""
        if form.is_bound and form.is_valid():
            try:
                act(form.cleaned_data)
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, done)
                return redirect(edition_url(edition))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": title,
            "opts": Edition._meta,
            "edition": edition,
            "form": form,
            "back": edition_url(edition),
        }
        return TemplateResponse(request, "rules/admin_act.html", context, status=422 if form.is_bound else 200)

    @action(description=pgettext_lazy("admin action", "New edition from this one"), url_path="next-edition")
    def next_edition(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        by = me(request)
        return self.ask(
            request, edition, forms.Form(posted(request)),
            lambda given: services.draft_edition(rulebook=edition.rulebook, source=edition, by=by, at=clock.now()),
            title=_("New edition from this one"), done=_("The next edition has been started as a copy."),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Hand to legality review"), url_path="ask-review")
    def ask_for_review(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        return self.ask(
            request, edition, AskReviewForm(posted(request)),
            lambda given: services.ask_review(edition=edition, reviewer=given["reviewer"], at=clock.now()),
            title=_("Hand it to legality review"), done=_("The reviewer has been told."),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Record the review"), url_path="review")
    def record_review(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition, by = self.found(request, object_id), me(request)
        return self.ask(
            request, edition, ReviewForm(posted(request)),
            lambda given: services.review(edition=edition, by=by, at=clock.now(), **given),
            title=_("Record your legality review"), done=_("Your review has been recorded. The author has been told."),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Submit for approval"), url_path="submit")
    def submit_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        by = me(request)
        return self.ask(
            request, edition, forms.Form(posted(request)),
            lambda given: services.submit_for_approval(edition=edition, by=by, at=clock.now()),
            title=_("Submit it for approval"), done=_("It waits for approval."),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Publish"), url_path="publish")
    def publish_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_publish(request, edition))
        by = me(request)
        return self.ask(
            request, edition, forms.Form(posted(request)),
            lambda given: services.publish(edition=edition, by=by, at=clock.now()),
            title=_("Publish it"), done=_("It is published. Everybody whom it binds has been told."),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Take back to draft"), url_path="reopen")
    def reopen_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        return self.ask(
            request, edition, forms.Form(posted(request)),
            lambda given: services.reopen(edition=edition),
            title=_("Take back to draft"), done=_("It is a draft again. Its review and approval count no more."),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Take out the evidence"), url_path="export")
    def export_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("rules:export", self.found(request, object_id).pk)
