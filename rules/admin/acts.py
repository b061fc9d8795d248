"""What can be done to an edition at the desk: each a service, each refusal said in its own sentence."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action

from common import clock
from common.errors import RuleBroken
from rules import services
from rules.forms_publishing import AskReviewForm, ReviewForm
from rules.models import Edition
from rules.views.opening import may_publish, may_write, me, require


def edition_url(edition: Edition) -> str:
    return reverse("admin:rules_edition_change", args=[edition.pk])


class EditionActs:
    """Mixed into the admin of editions."""

    def found(self, request: HttpRequest, object_id: Any) -> Edition:
        edition = self.get_object(request, str(object_id))  # type: ignore[attr-defined]
        if edition is None:
            raise Http404
        return edition

    def do(self, request: HttpRequest, edition: Edition, act: Callable[[], object], said: str) -> HttpResponse:
        """Run the act and go back to the edition, with what came of it."""
        try:
            act()
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect(edition_url(edition))

    def ask(
        self, request: HttpRequest, edition: Edition, form: forms.Form, title: str, act: Callable[[dict[str, Any]], object]
    ) -> HttpResponse:
        """A page that asks for what the act needs, then does it."""
        if form.is_bound and form.is_valid():
            try:
                act(form.cleaned_data)
                return redirect(edition_url(edition))
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
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
        try:
            made = services.draft_edition(rulebook=edition.rulebook, source=edition, by=me(request), at=clock.now())
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return redirect(edition_url(edition))
        messages.success(request, _("%(edition)s has been started as a copy.") % {"edition": made})
        return redirect(edition_url(made))

    @action(description=pgettext_lazy("admin action", "Hand to legality review"), url_path="ask-review")
    def ask_for_review(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        form = AskReviewForm(request.POST or None)
        return self.ask(
            request, edition, form, _("Hand it to legality review"),
            lambda given: services.ask_review(edition=edition, reviewer=given["reviewer"], at=clock.now()),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Record the review"), url_path="review")
    def record_review(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition, by = self.found(request, object_id), me(request)
        form = ReviewForm(request.POST or None)
        return self.ask(
            request, edition, form, _("Record your legality review"),
            lambda given: services.review(edition=edition, by=by, at=clock.now(), **given),
        )  # fmt: skip

    @action(description=pgettext_lazy("admin action", "Submit for approval"), url_path="submit")
    def submit_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        by = me(request)
        return self.do(
            request, edition, lambda: services.submit_for_approval(edition=edition, by=by, at=clock.now()), _("It waits for approval.")
        )

    @action(description=pgettext_lazy("admin action", "Publish"), url_path="publish")
    def publish_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_publish(request, edition))
        by, said = me(request), _("It is published. Everybody whom it binds has been told.")
        return self.do(request, edition, lambda: services.publish(edition=edition, by=by, at=clock.now()), said)

    @action(description=pgettext_lazy("admin action", "Take back to draft"), url_path="reopen")
    def reopen_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        edition = self.found(request, object_id)
        require(may_write(request, edition))
        said = _("It is a draft again. Its review and approval count no more.")
        return self.do(request, edition, lambda: services.reopen(edition=edition), said)

    @action(description=pgettext_lazy("admin action", "Take out the evidence"), url_path="export")
    def export_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("rules:export", self.found(request, object_id).pk)
