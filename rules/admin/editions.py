"""Editions with their clauses, values and reviews. Wording and values change in a draft only, by the services."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet, TextField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from common import clock
from common.admin import DeskModelAdmin
from common.templatetags.show import state_badge
from people.admin.base import LINK, ScopedAdmin
from people.templatetags.people_show import days
from rules import services
from rules.admin.acts import EditionActs
from rules.catalogue import text_of
from rules.models import ClauseText, Edition, Force, LegalityReview, Value
from rules.selectors.reading import url_of
from rules.views.opening import me
from rules.words import in_measure


class ReadOnlyInline(TabularInline):
    """Rows to read."""

    extra = 0
    can_delete = False
    show_title = False  # the columns say it

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True  # whoever sees the edition


class DraftInline(ReadOnlyInline):
    """Rows that change while their edition is a draft."""

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return obj is not None and obj.is_draft and admin.site.get_model_admin(Edition).has_change_permission(request, obj)


class ClauseInline(DraftInline):
    model = ClauseText
    fields = ("label", "heading", "text", "kind")
    readonly_fields = ("label",)
    ordering = ("order",)
    verbose_name_plural = _("clauses")
    formfield_overrides = {TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 2})}}


class ValueForm(forms.ModelForm):
    """A value as it is stored: a figure, a word, or JSON for lists and tables."""

    raw = forms.CharField(label=_("value"), required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Value
        fields = ("raw", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        stored = self.instance.raw
        self.initial["raw"] = "" if stored is None else stored if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False)

    def clean_raw(self) -> Any:
        typed = self.cleaned_data["raw"].strip()
        if not typed:
            return None
        if typed[0] not in "[{":
            return typed
        try:
            return json.loads(typed)
        except json.JSONDecodeError as error:
            raise forms.ValidationError(_("A list or table is written as JSON, such as [1, 2].")) from error


class ValueInline(DraftInline):
    model = Value
    form = ValueForm
    fields = ("what", "department", "words", "reason", "decided_by")
    readonly_fields = ("what", "what_and_key", "department", "words", "decided_by")

    def get_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """Whoever writes sees the key that the text may name, and the value as it is stored."""
        if self.has_change_permission(request, obj):
            return ("what_and_key", "department", "words", "raw", "reason", "decided_by")
        return self.fields

    @admin.display(description=_("parameter"))
    def what(self, row: Value) -> str:
        return text_of(row.key)

    @admin.display(description=_("parameter"))
    def what_and_key(self, row: Value) -> SafeString:
        return format_html('{}<small class="parameter-key">{}</small>', text_of(row.key), row.key)

    @admin.display(description=_("in words"))
    def words(self, row: Value) -> str:
        return in_measure(row.key, row.raw) or "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("department", "decided_by", "edition__rulebook")


class ReviewInline(ReadOnlyInline):
    model = LegalityReview
    fields = readonly_fields = ("reviewed_on", "reviewer", "verdict", "law_cited", "opinion")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("reviewer")


class ForceInline(ReadOnlyInline):
    model = Force
    fk_name = "edition"
    fields = readonly_fields = ("department", "spell", "replaced_by")

    @admin.display(description=_("in force"))
    def spell(self, row: Force) -> str:
        return days(row.during)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("department", "replaced_by__rulebook")


@admin.register(Edition)
class EditionAdmin(EditionActs, ScopedAdmin):
    sidebar_icon = "library_books"
    list_display = ("rulebook_title", "number", "state_word", "effective_on", "prepared_by", "published_at")
    list_filter = ("state",)
    list_select_related = ("rulebook", "prepared_by")
    search_fields = ("rulebook__number", "rulebook__title", "reason")
    ordering = ("rulebook__number", "-number")
    fields = (
        "rulebook", "number", "state_word", "page", "reason", "weight", "numbering", "effective_rule", "effective_on", "prepared_by",
        "created_at",
        "reviewer", "approval", "approved_by", "published_by", "published_at", "digest",
    )  # fmt: skip
    changed_fields = ("reason", "weight", "numbering", "effective_rule", "effective_on")
    inlines = (ClauseInline, ValueInline, ReviewInline, ForceInline)
    actions_detail = ("next_edition", "ask_for_review", "record_review", "submit_it", "publish_it", "reopen_it", "export_it")

    @admin.display(description=_("rulebook"), ordering="rulebook__number")
    def rulebook_title(self, row: Edition) -> str:
        return f"{row.rulebook.number} {row.rulebook.title}"

    @admin.display(description=_("state"), ordering="state")
    def state_word(self, row: Edition) -> SafeString:
        return state_badge(row)

    @admin.display(description=_("page"))
    def page(self, row: Edition) -> SafeString:
        return format_html(LINK, url_of(row), _("Read the text"))

    def department_of(self, row: Edition) -> int | None:
        return row.rulebook.owner_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """The trail writes its own lines; the formsets were not saved, the services were asked."""
        return []

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        if form.has_changed():
            given = {name: getattr(obj, name) for name in self.changed_fields}
            services.change_edition(edition=obj, supersedes=list(obj.supersedes.all()), **given)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        edition = form.instance
        changed = [one for formset in formsets for one in formset.forms if one.has_changed()]
        for one in changed:
            if isinstance(one.instance, ClauseText):
                row = one.instance
                services.change_clause(edition=edition, clause=row.clause, heading=row.heading, text=row.text, kind=row.kind)
        for one in changed:
            if isinstance(one.instance, Value):
                row = one.instance
                services.decide_value(
                    edition=edition, key=row.key, raw=row.raw, by=me(request), at=clock.now(), department=row.department, reason=row.reason
                )


@admin.register(LegalityReview)
class LegalityReviewAdmin(DeskModelAdmin):
    """The record: to read, never to change."""

    sidebar_icon = "balance"
    list_display = ("edition", "reviewed_on", "reviewer", "verdict")
    list_filter = ("verdict",)
    list_select_related = ("edition__rulebook", "reviewer")
    search_fields = ("edition__rulebook__number", "edition__rulebook__title", "reviewer__search_key", "opinion")
    date_hierarchy = "reviewed_on"
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalityReview]:
        return super().get_queryset(request).filter(edition__in=Edition.objects.visible_to(request.user).values("pk"))
