"""How editions came about, to read with their history: studies, plans, consultations, minutes, pilots, repeals."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from common.admin import DeskModelAdmin, file_link
from common.errors import RuleBroken
from people.access import may, within_scope
from people.admin.base import LINK
from rules import services
from rules.admin.editions import ReadOnlyInline
from rules.models import (
    ClauseText,
    Consultation,
    ConsultationMeeting,
    Implementation,
    ImplementationConfirmation,
    ImplementationStep,
    PilotResult,
    Remark,
    Repeal,
    Study,
)
from rules.views.opening import WRITE, me

SEES = ("rules.view_edition", "rules.change_edition")


class MakingAdmin(DeskModelAdmin):
    """To read, for whoever sees or writes the editions of that unit."""

    owner = "edition__rulebook__owner"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return any(request.user.has_perm(permission) for permission in SEES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        here = Q(pk__in=[])
        for permission in SEES:
            here |= within_scope(request.user, permission, self.owner)
        return super().get_queryset(request).filter(here)


@admin.register(Study)
class StudyAdmin(MakingAdmin):
    sidebar_icon = "science"
    owner = "rulebook__owner"
    list_display = ("rulebook", "by", "at")
    list_select_related = ("rulebook", "by")
    search_fields = ("rulebook__number", "rulebook__title", "proposal")
    ordering = ("-pk",)
    fields = ("rulebook", "current_state", "benchmark", "proposal")
    autocomplete_fields = ("rulebook",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WRITE)

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        if not may(request.user, WRITE, obj.rulebook.owner_id):
            raise RuleBroken(_("You may not issue rulebooks for %(unit)s. Choose a unit of yours."), unit=obj.rulebook.owner.name)
        given = {name: form.cleaned_data[name] for name in self.fields}
        made = services.record_study(by=me(request), at=clock.now(), **given)
        obj.pk, obj.by, obj.at = made.pk, made.by, made.at
        obj._state.adding = False


class StepInline(ReadOnlyInline):
    model = ImplementationStep
    fields = readonly_fields = ("due_on", "what", "responsible")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("responsible")


class ConfirmationInline(ReadOnlyInline):
    model = ImplementationConfirmation
    fields = readonly_fields = ("employee", "at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("employee")


@admin.register(Implementation)
class ImplementationAdmin(MakingAdmin):
    sidebar_icon = "event_note"
    list_display = ("edition", "owner_name", "starts_on", "completes_on", "confirmed")
    list_select_related = ("edition__rulebook",)
    search_fields = ("edition__rulebook__number", "edition__rulebook__title", "goals")
    ordering = ("-pk",)
    fields = ("edition", "page", "goals", "owner_name", "starts_on", "completes_on", "resources")
    readonly_fields = ("page", "owner_name")
    inlines = (StepInline, ConfirmationInline)

    @admin.display(description=_("responsible"))
    def owner_name(self, row: Implementation) -> str:
        return row.owner.name

    @admin.display(description=pgettext_lazy("column", "people who confirmed"))
    def confirmed(self, row: Any) -> int:
        return row.confirmed_count

    @admin.display(description=_("page"))
    def page(self, row: Implementation) -> SafeString:
        return format_html(LINK, reverse("rules:plan", args=[row.edition_id]), row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Implementation]:
        return super().get_queryset(request).select_related("owner").annotate(confirmed_count=Count("confirmations"))


class OpinionInline(ReadOnlyInline):
    model = Remark
    fields = readonly_fields = ("clause_label", "text", "by", "at", "answered")
    verbose_name_plural = _("opinions on rules")

    @admin.display(description=_("clause"))
    def clause_label(self, row: Any) -> str:
        return row.label or "–"

    @admin.display(description=_("answer"))
    def answered(self, row: Remark) -> str:
        answer = getattr(row, "answer", None)
        return answer.text if answer else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        labels = ClauseText.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause")).values("label")
        return super().get_queryset(request).select_related("by", "answer").annotate(label=Subquery(labels[:1]))


@admin.register(Consultation)
class ConsultationAdmin(MakingAdmin):
    sidebar_icon = "forum"
    list_display = ("edition", "opened_at", "closes_on", "opinions_given", "closed_at")
    list_select_related = ("edition__rulebook",)
    search_fields = ("edition__rulebook__number", "edition__rulebook__title", "statement")
    ordering = ("-pk",)
    fields = ("edition", "page", "statement", "digest", "opened_by", "opened_at", "closes_on", "summary", "closed_by", "closed_at")
    readonly_fields = ("page", "digest", "opened_by", "opened_at", "closed_by", "closed_at")
    inlines = (OpinionInline,)

    @admin.display(description=pgettext_lazy("column", "opinions"))
    def opinions_given(self, row: Any) -> int:
        return row.given

    @admin.display(description=_("page"))
    def page(self, row: Consultation) -> SafeString:
        return format_html(LINK, reverse("rules:consultation", args=[row.pk]), row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consultation]:
        return super().get_queryset(request).select_related("opened_by", "closed_by").annotate(given=Count("opinions"))


@admin.register(ConsultationMeeting)
class MeetingAdmin(MakingAdmin):
    sidebar_icon = "groups"
    list_display = ("edition", "kind", "held_on", "recorded_by")
    list_filter = ("kind",)
    list_select_related = ("edition__rulebook", "recorded_by")
    search_fields = ("edition__rulebook__number", "edition__rulebook__title", "minutes")
    ordering = ("-held_on", "-pk")
    fields = readonly_fields = ("edition", "kind", "held_on", "present", "minutes", "file_link", "recorded_by", "at")

    @admin.display(description=_("file"))
    def file_link(self, row: ConsultationMeeting) -> SafeString | str:
        return file_link(row.file)


@admin.register(PilotResult)
class PilotResultAdmin(MakingAdmin):
    sidebar_icon = "rule"
    list_display = ("edition", "decision", "from_on", "by", "at")
    list_filter = ("decision",)
    list_select_related = ("edition__rulebook", "by")
    search_fields = ("edition__rulebook__number", "edition__rulebook__title", "result")
    ordering = ("-pk",)
    fields = readonly_fields = ("edition", "result", "decision", "from_on", "by", "at")


@admin.register(Repeal)
class RepealAdmin(MakingAdmin):
    sidebar_icon = "block"
    owner = "rulebook__owner"
    list_display = ("rulebook", "effective_on", "asked_by", "asked_at", "refused_at", "done_at")
    list_select_related = ("rulebook", "asked_by")
    search_fields = ("rulebook__number", "rulebook__title", "reason")
    ordering = ("-pk",)
    fields = ("rulebook", "reason", "effective_on", "approval", "asked_by", "asked_at", "refused_at", "done_at")
    readonly_fields = ("approval", "asked_by", "asked_at", "refused_at", "done_at")
