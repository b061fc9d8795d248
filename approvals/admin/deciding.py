"""Deciding at the managers' desk: some rows of a list, or one row, are first looked at and then decided, one request at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from unfold.decorators import action as detail_action

from approvals import services
from approvals.admin.base import ReadOnlyAdmin
from approvals.choices import StepState
from approvals.forms import OpinionForm, ReasonForm
from approvals.models import Request, RequestStep, StepApprover
from approvals.selectors.inbox import inbox
from common import clock
from common.errors import RuleBroken
from people.models import Employee

Act = Callable[..., Request]
TITLES = {
    services.approve: gettext_lazy("Approve these requests"),
    services.send_back: gettext_lazy("Send these requests back"),
    services.refuse: gettext_lazy("Refuse these requests"),
}


def with_active(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Each with its active step, and with who is asked there: `row.active[0].asked`."""
    asked = StepApprover.objects.filter(closed_at=None).select_related("approver").order_by("place", "pk")
    steps = Prefetch("approvers", queryset=asked, to_attr="asked")
    active = RequestStep.objects.filter(state=StepState.ACTIVE).prefetch_related(steps)
    return requests.prefetch_related(Prefetch("steps", queryset=active, to_attr="active"))


class DecidingAdmin(ReadOnlyAdmin):
    """Rows that are requests, or subjects of requests, decided by the same acts as on the pages."""

    actions = ("approve_them", "send_them_back", "refuse_them")
    actions_detail = ("approve_it", "send_it_back", "refuse_it")
    decide_template = "approvals/admin_decide.html"
    titles = TITLES

    def requests_of(self, rows: QuerySet[Any]) -> QuerySet[Request]:
        """The requests of these rows, with their active steps."""
        return rows

    def has_moved(self, request: HttpRequest, found: Request) -> bool:
        """Whether something that was on the page, besides the step, is not so any more."""
        return False

    def subject_of(self, found: Request) -> Model:
        """What is decided, as it is named in messages."""
        return found

    def summary(self, request: HttpRequest, chosen: QuerySet[Any], seats: list[StepApprover]) -> dict[str, Any]:
        """What the page before a decision says."""
        asked = {seat.step.request_id for seat in seats}
        return {"seats": seats, "others": [row for row in chosen[: self.list_per_page] if row.pk not in asked]}

    # -- actions ------------------------------------------------------------------------

    @admin.action(description=pgettext_lazy("admin action", "Approve"))
    def approve_them(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self.decide(request, queryset, services.approve)

    @admin.action(description=pgettext_lazy("admin action", "Send back"))
    def send_them_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self.decide(request, queryset, services.send_back)

    @admin.action(description=pgettext_lazy("admin action", "Refuse"))
    def refuse_them(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self.decide(request, queryset, services.refuse)

    @detail_action(description=pgettext_lazy("admin action", "Approve"), url_path="approve")
    def approve_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self.decide_one(request, object_id, services.approve)

    @detail_action(description=pgettext_lazy("admin action", "Send back"), url_path="send-back")
    def send_it_back(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self.decide_one(request, object_id, services.send_back)

    @detail_action(description=pgettext_lazy("admin action", "Refuse"), url_path="refuse")
    def refuse_it(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self.decide_one(request, object_id, services.refuse)

    # -- deciding -----------------------------------------------------------------------

    def decide_one(self, request: HttpRequest, object_id: int, act: Act) -> HttpResponse:
        answer = self.decide(request, self.get_queryset(request).filter(pk=object_id), act)
        return answer or redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id]))

    def decide(self, request: HttpRequest, chosen: QuerySet[Any], act: Act) -> HttpResponse | None:
        """First what would be decided, and the reason where one is due; then the deciding, one request at a time."""
        form_class = OpinionForm if act is services.approve else ReasonForm
        is_confirmed = "confirmed" in request.POST
        form = form_class(request.POST if is_confirmed else None, auto_id="decide_%s")
        if is_confirmed and form.is_valid():
            self._decide(request, self.requests_of(chosen).order_by("pk"), act, form.cleaned_data["opinion"])
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": self.titles[act],
            "opts": self.opts,
            "form": form,
            "danger": act is not services.approve,
            "action": request.POST.get("action", ""),
            "media": self.media,
            **self.summary(request, chosen, self._seats(request, chosen)),
        }
        return TemplateResponse(request, self.decide_template, context, status=422 if is_confirmed else 200)

    def _seats(self, request: HttpRequest, chosen: QuerySet[Any]) -> list[StepApprover]:
        employee: Employee | None = getattr(request.user, "employee", None)
        asked = self.requests_of(chosen).order_by().values("pk")
        return list(inbox(employee, clock.today()).filter(step__request__in=asked)) if employee else []

    def _decide(self, request: HttpRequest, rows: Iterable[Request], act: Act, opinion: str) -> None:
        employee = getattr(request.user, "employee", None)
        if employee is None:
            messages.error(request, _("Your account belongs to no employee. Ask human resources to connect it."))
            return
        steps = {int(pk) for pk in request.POST.getlist("step") if pk.isdecimal()}
        done = 0
        for row in rows:
            step = next((step.pk for step in row.active if step.pk in steps), None)  # type: ignore[attr-defined]
            if (step is None and steps) or self.has_moved(request, row):
                left_out = _("%(request)s has changed since you looked and was left out.") % {"request": self.subject_of(row)}
                messages.warning(request, left_out)
                continue
            try:
                act(request=row, by=employee, at=clock.now(), opinion=opinion, step=step)
                done += 1
            except RuleBroken as refusal:
                messages.error(request, f"{self.subject_of(row)}：{refusal}")
        if done:
            messages.success(request, ngettext("%(count)d request decided.", "%(count)d requests decided.", done) % {"count": done})
