"""Requests at the managers' desk: read in scope, decided by the same acts as on the pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from unfold.decorators import action as detail_action

from approvals import services
from approvals.admin.base import ReadOnlyAdmin
from approvals.choices import StepState
from approvals.forms import OpinionForm, ReasonForm
from approvals.models import Decision, Deputy, Request, RequestStep, StepApprover
from approvals.selectors.detail import Detail, detail_of
from approvals.selectors.inbox import inbox
from approvals.views.common import note_reading, reader
from common import audit, clock
from common.errors import RuleBroken
from common.models import CONFIDENTIAL, Verb
from common.templatetags.show import money, state_badge
from people.models import Employee

Act = Callable[..., Request]


def boxed(template: str, context: dict[str, Any]) -> SafeString:
    """A part of the request's page, in the desk's own style for it."""
    return format_html('<div class="apv">{}</div>', render_to_string(template, context))


class MineFilter(admin.SimpleListFilter):
    """Only what waits for the reader."""

    title = gettext_lazy("waiting")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", pgettext("admin filter", "for my decision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Request]) -> QuerySet[Request]:
        employee = getattr(request.user, "employee", None)
        if self.value() != "me" or employee is None:
            return queryset
        return queryset.filter(pk__in=inbox(employee, clock.today()).order_by().values("step__request"))


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin):
    sidebar_icon = "approval"
    list_display = ("number", "title", "kind_word", "applicant", "department", "amount_word", "state_word", "waits_for", "submitted_at")
    list_filter = (MineFilter, "state", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("applicant", "department")
    search_fields = ("number", "title", "applicant__name", "applicant__number")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-pk")
    actions = ("approve_them", "send_them_back", "refuse_them")
    actions_detail = ("approve_it", "send_it_back", "refuse_it")
    fields = ("asked", "record")

    class Media:
        css = {"all": ["approvals/admin.css"]}

    # -- columns ----------------------------------------------------------------

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_word(self, row: Request) -> str:
        return row.kind_label

    @admin.display(description=gettext_lazy("amount (CNY)"), ordering="amount")
    def amount_word(self, row: Request) -> str:
        return money(row.amount)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_word(self, row: Request) -> SafeString:
        return state_badge(row)

    @admin.display(description=gettext_lazy("waits for"))
    def waits_for(self, row: Request) -> str:
        return "、".join(dict.fromkeys(seat.approver.name for step in row.active for seat in step.asked))  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        asked = StepApprover.objects.filter(closed_at=None).select_related("approver").order_by("place", "pk")
        steps = Prefetch("approvers", queryset=asked, to_attr="asked")
        active = Prefetch("steps", queryset=RequestStep.objects.filter(state=StepState.ACTIVE).prefetch_related(steps), to_attr="active")
        return super().get_queryset(request).prefetch_related(active)

    # -- one request ----------------------------------------------------------------

    @admin.display(description=gettext_lazy("what was shown"))
    def asked(self, row: Request) -> SafeString:
        return boxed("approvals/sheet.html", {"found": row, "detail": self._detail(row)})

    @admin.display(description=gettext_lazy("What happened"))
    def record(self, row: Request) -> SafeString:
        return boxed("approvals/record.html", {"entries": self._detail(row).timeline})

    def _detail(self, row: Request) -> Detail:
        if not hasattr(row, "_detail"):
            row._detail = detail_of(row, None, clock.today())  # type: ignore[attr-defined]
        return row._detail  # type: ignore[attr-defined]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Reading a confidential request is written down, an attempt on a hidden one too."""
        found = self.get_object(request, object_id)
        if found:
            note_reading(found, getattr(request.user, "employee", None))
        elif object_id.isdecimal() and (hidden := Request.objects.filter(pk=int(object_id), level__in=CONFIDENTIAL).first()):
            audit.record(Verb.ATTEMPT, hidden)
        return super().change_view(request, object_id, form_url, extra_context)

    # -- decisions ----------------------------------------------------------------------

    @admin.action(description=pgettext_lazy("admin action", "Approve"))
    def approve_them(self, request: HttpRequest, queryset: QuerySet[Request]) -> HttpResponse | None:
        return self.decide(request, queryset, services.approve)

    @admin.action(description=pgettext_lazy("admin action", "Send back"))
    def send_them_back(self, request: HttpRequest, queryset: QuerySet[Request]) -> HttpResponse | None:
        return self.decide(request, queryset, services.send_back)

    @admin.action(description=pgettext_lazy("admin action", "Refuse"))
    def refuse_them(self, request: HttpRequest, queryset: QuerySet[Request]) -> HttpResponse | None:
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

    def decide_one(self, request: HttpRequest, object_id: int, act: Act) -> HttpResponse:
        answer = self.decide(request, self.get_queryset(request).filter(pk=object_id), act)
        return answer or redirect(reverse("admin:approvals_request_change", args=[object_id]))

    def decide(self, request: HttpRequest, chosen: QuerySet[Request], act: Act) -> HttpResponse | None:
        """First what would be decided, and the reason where one is due; then the deciding, one request at a time."""
        form_class = OpinionForm if act is services.approve else ReasonForm
        is_confirmed = "confirmed" in request.POST
        form = form_class(request.POST if is_confirmed else None, auto_id="decide_%s")
        if is_confirmed and form.is_valid():
            self._decide(request, chosen, act, form.cleaned_data["opinion"])
            return None
        seats = self._seats(request, chosen)
        context = {
            **self.admin_site.each_context(request),
            "title": TITLES[act],
            "opts": self.opts,
            "form": form,
            "danger": act is not services.approve,
            "seats": seats,
            "others": [row for row in chosen if row.pk not in {seat.step.request_id for seat in seats}],
            "action": request.POST.get("action", ""),
            "media": self.media,
        }
        return TemplateResponse(request, "approvals/admin_decide.html", context, status=422 if is_confirmed else 200)

    def _seats(self, request: HttpRequest, chosen: QuerySet[Request]) -> list[StepApprover]:
        employee: Employee | None = getattr(request.user, "employee", None)
        return list(inbox(employee, clock.today()).filter(step__request__in=chosen.values("pk"))) if employee else []

    def _decide(self, request: HttpRequest, chosen: QuerySet[Request], act: Act, opinion: str) -> None:
        employee = getattr(request.user, "employee", None)
        if employee is None:
            messages.error(request, _("Your account belongs to no employee. Ask human resources to connect it."))
            return
        steps = {int(pk) for pk in request.POST.getlist("step") if pk.isdecimal()}
        done = 0
        for row in chosen.order_by("pk"):
            step = next((step.pk for step in row.active if step.pk in steps), None)  # type: ignore[attr-defined]
            if step is None and steps:
                messages.warning(request, _("%(request)s has changed since you looked and was left out.") % {"request": row})
                continue
            try:
                act(request=row, by=employee, at=clock.now(), opinion=opinion, step=step)
                done += 1
            except RuleBroken as refusal:
                messages.error(request, f"{row}：{refusal}")
        if done:
            messages.success(request, ngettext("%(count)d request decided.", "%(count)d requests decided.", done) % {"count": done})


TITLES = {
    services.approve: gettext_lazy("Approve these requests"),
    services.send_back: gettext_lazy("Send these requests back"),
    services.refuse: gettext_lazy("Refuse these requests"),
}


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """The record: to read, never to change."""

    sidebar_icon = "gavel"
    list_display = ("decided_at", "request", "verdict", "decided_by", "on_behalf_of", "opinion", "short_signature")
    list_filter = ("verdict",)
    list_select_related = ("request", "decided_by", "on_behalf_of")
    search_fields = ("request__number", "request__title", "decided_by__name", "opinion")
    date_hierarchy = "decided_at"
    ordering = ("-decided_at", "-pk")
    fields = ("request", "step", "verdict", "decided_by", "on_behalf_of", "named", "opinion", "decided_at", "signature")

    @admin.display(description=gettext_lazy("signature"))
    def short_signature(self, row: Decision) -> str:
        return row.signature[:8]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).filter(request__in=Request.objects.visible_to(reader(request)))


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """Who stands in for whom. Named by whoever is away, on the page."""

    sidebar_icon = "group"
    list_display = ("owner", "deputy", "kind", "during", "reason")
    list_select_related = ("owner", "deputy")
    search_fields = ("owner__name", "deputy__name")
    fields = ("owner", "deputy", "kind", "during", "reason", "created_at")
