"""Requests at the managers' desk: read in scope, decided by the same acts as on the pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext

from approvals.admin.base import ReadOnlyAdmin
from approvals.admin.deciding import DecidingAdmin, with_active
from approvals.kinds import name_of
from approvals.models import Decision, Deputy, Request
from approvals.selectors.detail import Detail, detail_of
from approvals.selectors.inbox import inbox
from approvals.views.common import note_reading, reader
from common import audit, clock
from common.models import CONFIDENTIAL, Verb
from common.templatetags.show import money, state_badge
from people.templatetags.people_show import days


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
class RequestAdmin(DecidingAdmin):
    sidebar_icon = "approval"
    list_display = ("number", "title", "kind_word", "applicant", "department", "amount_word", "state_word", "waits_for", "submitted_at")
    list_filter = (MineFilter, "state", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("applicant", "department")
    search_fields = ("number", "title", "applicant__search_key", "applicant__number")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-pk")
    fields = ("asked", "record")
    history_words = {"kind": lambda code, _request: name_of(code)}

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
        return with_active(super().get_queryset(request))

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


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """The record: to read, never to change."""

    sidebar_icon = "gavel"
    list_display = ("decided_at", "request", "verdict", "decided_by", "on_behalf_of", "opinion", "short_signature")
    list_filter = ("verdict",)
    list_select_related = ("request", "decided_by", "on_behalf_of")
    search_fields = ("request__number", "request__title", "decided_by__search_key", "opinion")
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
    list_display = ("owner", "deputy", "kind_word", "spell", "reason")
    list_select_related = ("owner", "deputy")
    search_fields = ("owner__search_key", "deputy__search_key")
    fields = ("owner", "deputy", "kind_word", "spell", "reason", "created_at")
    history_words = {"kind": lambda code, _deputy: name_of(code)}

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_word(self, row: Deputy) -> str:
        return name_of(row.kind) if row.kind else pgettext("deputy", "every kind")

    @admin.display(description=gettext_lazy("in force"), ordering="during")
    def spell(self, row: Deputy) -> str:
        return days(row.during)
