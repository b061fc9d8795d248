"""Imported files, the documents in them and the remarks that somebody confirms."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from common import clock
from common.admin import DeskModelAdmin
from common.templatetags.show import badge
from people.admin.base import LINK, ScopedAdmin
from rules.admin.editions import ReadOnlyInline
from rules.choices import Script
from rules.models import ImportedDocument, ImportedNode, ImportedSource, NodeFlag
from rules.selectors.importing import ADD, STYLES, confirmable, documents_for, sources_for
from rules.services.importing import confirm_flags
from rules.views.opening import me


class ForImporters:
    """Opens to who may start rulebooks."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(ADD)


class DocumentInline(ReadOnlyInline):
    model = ImportedDocument
    fields = readonly_fields = ("document", "first_line", "is_truncated", "edition")
    ordering = ("first_line",)

    @admin.display(description=pgettext_lazy("import", "document"))
    def document(self, row: ImportedDocument) -> SafeString:
        return format_html(LINK, reverse("admin:rules_importeddocument_change", args=[row.pk]), row)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        shown = documents_for(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=shown).select_related("edition__rulebook")


@admin.register(ImportedSource)
class ImportedSourceAdmin(ForImporters, DeskModelAdmin):
    sidebar_icon = "upload_file"
    list_display = ("name", "container", "encoding", "imported_by", "imported_at")
    list_select_related = ("imported_by",)
    search_fields = ("name",)
    fields = readonly_fields = ("name", "container", "encoding", "sha256", "imported_by", "imported_at", "left_out", "lines")
    inlines = (DocumentInline,)

    @admin.display(description=_("left out"))
    def left_out(self, row: ImportedSource) -> str:
        return "、".join(f"{one['first_line']}–{one['last_line']}" for one in row.noise) or "–"

    @admin.display(description=_("text"))
    def lines(self, row: ImportedSource) -> SafeString:
        return linebreaksbr(row.text)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(pk__in=sources_for(request.user).values("pk"))


class NodeInline(ReadOnlyInline):
    model = ImportedNode
    fields = readonly_fields = ("label", "heading", "text", "kind", "depth")
    ordering = ("order",)
    verbose_name_plural = _("nodes as they were read")


class OfDocuments(ForImporters, ScopedAdmin):
    """Rows that are read here and changed on the pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ImportedDocument)
class ImportedDocumentAdmin(OfDocuments):
    sidebar_icon = "article"
    list_display = ("title", "source", "first_line", "is_truncated", "edition")
    list_select_related = ("source", "edition__rulebook")
    search_fields = ("title", "source__name")
    fields = readonly_fields = ("title", "source", "first_line", "is_truncated", "script_word", "numbering", "edition", "page")
    history_words = {"script": lambda code, _document: str(Script(code).label)}
    inlines = (NodeInline,)

    @admin.display(description=_("script"))
    def script_word(self, row: ImportedDocument) -> str:
        return str(Script(row.script).label) if row.script in Script else "–"

    @admin.display(description=_("markers"))
    def numbering(self, row: ImportedDocument) -> str:
        return "　".join(f"{marker}×{row.markers[marker]}" for marker in STYLES if row.markers.get(marker)) or "–"

    @admin.display(description=_("page"))
    def page(self, row: ImportedDocument) -> SafeString:
        return format_html(LINK, reverse("rules:import-document", args=[row.pk]), _("Source and tree side by side"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(pk__in=documents_for(request.user).values("pk")).defer("source__text")


@admin.register(NodeFlag)
class NodeFlagAdmin(OfDocuments):
    sidebar_icon = "flag"
    list_display = ("flag", "node", "document", "state", "confirmed_by", "confirmed_at", "note")
    list_filter = ("flag", ("confirmed_at", admin.EmptyFieldListFilter))
    list_select_related = ("node__document", "confirmed_by")
    search_fields = ("node__heading", "node__text", "node__document__title")
    ordering = ("confirmed_at", "pk")
    fields = readonly_fields = ("flag", "node", "words", "document", "confirmed_by", "confirmed_at", "note")
    actions = ("confirm",)

    @admin.display(description=pgettext_lazy("import", "document"))
    def document(self, row: NodeFlag) -> SafeString:
        return format_html(LINK, reverse("rules:import-flags", args=[row.node.document_id]), row.node.document)

    @admin.display(description=_("text"))
    def words(self, row: NodeFlag) -> str:
        return row.node.text

    @admin.display(description=_("state"))
    def state(self, row: NodeFlag) -> SafeString:
        return badge(_("confirmed"), "info") if row.confirmed_at else badge(_("to confirm"), "waiting")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(node__document__in=documents_for(request.user).values("pk"))

    @admin.action(description=_("Confirm the remarks, which I have looked at"), permissions=["view"])
    def confirm(self, request: HttpRequest, rows: QuerySet[NodeFlag]) -> None:
        """Each document's remarks with its own right; those that one may only see are told."""
        by, count, refused = me(request), 0, 0
        by_document: dict[ImportedDocument, list[int]] = {}
        for row in rows.select_related("node__document"):
            by_document.setdefault(row.node.document, []).append(row.pk)
        for document, flags in by_document.items():
            if confirmable(request.user, document):
                count += confirm_flags(document=document, flags=flags, by=by, at=clock.now())
            else:
                refused += len(flags)
        messages.success(request, ngettext("%(count)d remark is confirmed.", "%(count)d remarks are confirmed.", count) % {"count": count})
        if refused:
            said = ngettext("%(count)d remark is not yours to confirm.", "%(count)d remarks are not yours to confirm.", refused)
            messages.error(request, said % {"count": refused})
