"""Who was asked, who acknowledged, with what evidence: to read. Nobody enters an acknowledgement here. Duties of units."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.access import may, within_scope
from people.admin.base import LINK, ScopedAdmin
from people.models import Employee
from rules.admin.postings import RecordAdmin
from rules.models import Acknowledgement, NoticeConsent, QuizAttempt, ReadingTask, Responsibility
from rules.services.roles import add_duty, change_duty


class OfPeopleAdmin(RecordAdmin):
    """Rows about people whom the reader may see by the right to see such rows."""

    search_fields = ("employee__number", "employee__search_key")
    list_disable_select_all = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        seen = Employee.objects.visible_to(request.user, f"rules.view_{self.opts.model_name}")
        return super().get_queryset(request).filter(employee__in=seen.values("pk"))


@admin.register(Acknowledgement)
class AcknowledgementAdmin(OfPeopleAdmin):
    sidebar_icon = "signature"
    list_display = ("employee", "edition", "kind", "signed_on", "seconds", "sheet")
    list_filter = ("kind",)
    list_select_related = ("employee", "edition__rulebook")
    date_hierarchy = "signed_on"
    ordering = ("-pk",)
    fields = (
        "edition", "employee", "kind", "at", "signed_on", "statement", "script", "edition_digest", "digest", "opened_at", "seconds",
        "signed_name", "consent", "quiz", "login_method", "scan", "recorded_by", "trace_digest", "sheet",
    )  # fmt: skip

    @admin.display(description=_("Evidence sheet"))
    def sheet(self, row: Acknowledgement) -> SafeString:
        url = reverse("rules:evidence-person", args=[row.edition_id, row.employee.number])
        return format_html(LINK, url, _("Evidence sheet"))


@admin.register(ReadingTask)
class ReadingTaskAdmin(OfPeopleAdmin):
    sidebar_icon = "chrome_reader_mode"
    list_display = ("employee", "edition", "because", "due_on", "is_done", "withdrawn_at", "escalated_to")
    list_filter = ("because", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("employee", "edition__rulebook", "escalated_to")
    date_hierarchy = "due_on"
    ordering = ("-pk",)
    fields = (
        "edition", "employee", "because", "asked_at", "due_on", "is_done", "carried", "withdrawn_at", "reminded_on", "escalated_at",
        "escalated_to",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        done = Acknowledgement.objects.filter(edition=OuterRef("edition"), employee=OuterRef("employee"))
        return super().get_queryset(request).annotate(done=Exists(done))

    @admin.display(description=_("acknowledged"), boolean=True)
    def is_done(self, row: Any) -> bool:
        return row.done or row.carried_id is not None


@admin.register(NoticeConsent)
class NoticeConsentAdmin(OfPeopleAdmin):
    sidebar_icon = "handshake"
    list_display = ("employee", "at")
    list_select_related = ("employee",)
    ordering = ("-pk",)
    fields = ("employee", "statement", "digest", "at")


@admin.register(QuizAttempt)
class QuizAttemptAdmin(OfPeopleAdmin):
    sidebar_icon = "quiz"
    list_display = ("employee", "edition", "right", "is_passed", "at")
    list_filter = ("is_passed",)
    list_select_related = ("employee", "edition__rulebook")
    ordering = ("-pk",)
    fields = ("edition", "employee", "answers", "right", "is_passed", "at")


@admin.register(Responsibility)
class ResponsibilityAdmin(ScopedAdmin):
    sidebar_icon = "assignment_ind"
    list_display = ("code", "name", "department", "is_shared", "is_active")
    list_filter = ("is_shared", "is_active")
    list_select_related = ("department",)
    search_fields = ("code", "name", "department__name")
    ordering = ("department__code", "code", "pk")
    fields = ("code", "name", "department", "is_shared", "source", "is_active")
    added_fields = ("name", "department", "is_shared", "source")
    changed_fields = ("name", "is_shared", "source", "is_active")
    autocomplete_fields = ("department",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Responsibility]:
        return super().get_queryset(request).filter(within_scope(request.user, "rules.view_responsibility", "department"))

    def save_model(self, request: HttpRequest, obj: Responsibility, form: Any, change: bool) -> None:
        given = {name: form.cleaned_data[name] for name in (self.changed_fields if change else self.added_fields)}
        if not change and not may(request.user, "rules.add_responsibility", given["department"].pk):
            raise RuleBroken(_("You may not write down duties of %(unit)s. Choose a unit of yours."), unit=given["department"].name)
        saved = change_duty(duty=obj, **given) if change else add_duty(**given)
        obj.pk, obj.code = saved.pk, saved.code
        obj._state.adding = False
