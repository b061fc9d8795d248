"""The base of every admin: scoped to what the reader may see, careful with facts, with the audit trail as history."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR, ActionLocation
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from common import audit, exporting
from common.admin_tables import all_rows, export_selected
from common.history import Words, entries_of, lines_of, models_by_table, names_of_rows
from common.models import AuditEntry, SealedDay, Upload, Verb, verbs
from common.scripts import to_simplified
from common.sorting import InPinyinOrder
from common.templatetags.show import moment

LINES_ON_A_PAGE = 50


def file_link(upload: Upload | None) -> SafeString | str:
    """A file to open, for a column."""
    if upload is None:
        return "–"
    address = reverse("common:file", args=[upload.pk])
    return format_html('<a class="text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>', address, upload)


class DeskList(ChangeList):
    """A list whose names are sorted as a Chinese reader expects it, and whose rows know what the admin says besides their fields."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = self.model_admin.with_marks(request, list(self.result_list))  # type: ignore[attr-defined]

    def get_ordering_field(self, field_name: Any) -> Any:
        found = super().get_ordering_field(field_name)
        if found != "name":
            return found
        return "name_key" if any(one.name == "name_key" for one in self.lookup_opts.concrete_fields) else InPinyinOrder("name")


class DeskModelAdmin(ModelAdmin):
    """Rows as `visible_to` gives them; append-only rows only to read; one row deleted at a time, or none.

    sidebar_icon: a Material Symbols name for the navigation. history_words: what the values of a column mean that is kept as a code.
    """

    sidebar_icon = ""
    history_words: Words = {}
    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    list_filter_submit = True
    list_after_template = "admin/export_all.html"

    def with_marks(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Some rows with what the list's columns say besides the fields; the page and the file take it from here."""
        return rows

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    @property
    def is_append_only(self) -> bool:
        return getattr(self.model, "append_only", False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not self.is_append_only and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.is_append_only and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.is_append_only and super().has_delete_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Of a fact every column is shown."""
        if self.is_append_only and not self.fields and not self.fieldsets:
            return [field.name for field in self.opts.concrete_fields if not field.primary_key]
        return super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if self.is_append_only:
            return self.get_fields(request, obj)
        return super().get_readonly_fields(request, obj)

    def get_actions(self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST) -> dict[str, Any]:
        """No deleting of many at once: each row says what depends on it. What is ticked can be taken out as a file."""
        actions = super().get_actions(request, action_location=action_location)
        actions = {name: action for name, action in actions.items() if name != "delete_selected"}
        if action_location == ActionLocation.CHANGE_LIST and IS_POPUP_VAR not in request.GET and self.has_view_permission(request):
            actions["export_selected"] = (export_selected, "export_selected", _("Export the ticked rows to Excel"))
        return actions

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = None, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> list[tuple[str, str]]:
        """Django's own: unfold's does not know yet that actions have a location."""
        choices = default_choices or [("", _("Select action"))]
        return admin.ModelAdmin.get_action_choices(self, request, choices, action_location)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **options: Any) -> Any:
        """Labels of a form's own fields begin as those of the model's columns do."""
        form = super().get_form(request, obj, change=change, **options)
        for field in form.base_fields.values():
            if field.label and not hasattr(field, "is_capital"):
                field.label, field.is_capital = capfirst(field.label), True
        return form

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """What was typed in traditional characters is found in simplified ones too."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        simple = to_simplified(search_term)
        if simple == search_term:
            return found, may_repeat
        others, _may_repeat = super().get_search_results(request, queryset, simple)
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=others.order_by().values("pk"))), False

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return DeskList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, or all of it as a file."""
        if request.method == "GET" and exporting.is_asked(request):
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            return all_rows(self, request)
        return super().changelist_view(request, extra_context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Who changed this row, when, from what to what: the audit trail, which nobody can shorten."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = Paginator(entries_of(row), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(row)s") % {"row": row},
            "subtitle": None,
            "opts": self.opts,
            "object": row,
            "page": page,
            "is_fact": bool(getattr(self.model, "audit_exempt", "")),
            "lines": lines_of(list(page), self.model, request.user, self.history_words),
            "module_name": str(self.opts.verbose_name_plural),
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/desk_history.html", context)

    def log_addition(self, *args: Any) -> None:
        """The trail writes its own lines; Django's log would repeat them."""

    log_change = log_deletions = log_addition


class VerbFilter(admin.SimpleListFilter):
    """What was done, in words."""

    title = gettext_lazy("act")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(verbs().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(DeskModelAdmin):
    """The trail itself: to read, never to change. Looking into it is written down too."""

    sidebar_icon = "history"
    list_display = ("when", "who", "verb_word", "table_in_words", "row_in_words", "note")
    list_filter = (VerbFilter,)
    search_fields = ("actor_label", "table_name", "row_id", "request_id")
    fields = ("when", "who", "verb_word", "table_in_words", "row_in_words", "changes", "note", "request_number")
    date_hierarchy = "at"
    ordering = ("-id",)
    list_disable_select_all = True

    @admin.display(description=gettext_lazy("time"), ordering="at")
    def when(self, entry: AuditEntry) -> str:
        return f"{moment(entry.at)}:{entry.at:%S}"

    @admin.display(description=gettext_lazy("who"), ordering="actor_label")
    def who(self, entry: AuditEntry) -> str:
        return entry.who

    @admin.display(description=gettext_lazy("act"), ordering="verb")
    def verb_word(self, entry: AuditEntry) -> str:
        return entry.get_verb_display()

    @admin.display(description=pgettext_lazy("of the web", "request"))
    def request_number(self, entry: AuditEntry) -> str:
        return entry.request_id

    @admin.display(description=gettext_lazy("table"), ordering="table_name")
    def table_in_words(self, entry: AuditEntry) -> str:
        model = models_by_table().get(entry.table_name)
        return str(model._meta.verbose_name) if model else entry.table_name

    @admin.display(description=gettext_lazy("row"), ordering="row_id")
    def row_in_words(self, entry: AuditEntry) -> str:
        return entry.row_name  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=gettext_lazy("changes"))
    def changes(self, entry: AuditEntry) -> SafeString:
        model = models_by_table().get(entry.table_name, AuditEntry)
        words = getattr(self.admin_site._registry.get(model), "history_words", None)
        changes = lines_of([entry], model, entry.reader, words)[0].changes  # type: ignore[attr-defined]
        return format_html_join("", "<p>{} {} → {}</p>", ((change.label, change.before or "–", change.after or "–") for change in changes))

    def with_marks(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """With who reads them: rows that a line is about or points to are named to those who may see them."""
        names = names_of_rows(rows, request.user)
        for entry in rows:
            entry.reader = request.user
            entry.row_name = names.get((entry.table_name, entry.row_id), entry.row_id)
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditEntry | None:
        found = super().get_object(request, object_id, from_field)
        return found and self.with_marks(request, [found])[0]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        if self.has_view_permission(request):
            audit.record(Verb.VIEW, AuditEntry, note=request.GET.urlencode()[:200])
        return super().changelist_view(request, extra_context)


@admin.register(SealedDay)
class SealedDayAdmin(DeskModelAdmin):
    """The nightly seals, to read and to note the digest; `manage.py verify` says whether the facts still fit them."""

    sidebar_icon = "verified"
    list_display = ("day", "when", "rows", "head")
    search_fields = ("head",)
    fields = ("day", "when", "rows", "head")
    date_hierarchy = "day"
    ordering = ("-pk",)
    list_disable_select_all = True

    @admin.display(description=gettext_lazy("time"), ordering="at")
    def when(self, sealed: SealedDay) -> str:
        return moment(sealed.at)
