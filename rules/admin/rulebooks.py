"""Rulebooks with their editions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from common import clock
from common.errors import RuleBroken
from common.templatetags.show import state_badge
from people.access import may
from people.admin.base import LINK, ScopedAdmin
from rules import services
from rules.admin.acts import edition_url
from rules.admin.editions import ReadOnlyInline
from rules.choices import Regime
from rules.models import Edition, Rulebook
from rules.selectors.rulebooks import WITH_FORCES, stand
from rules.services.starting import Facts
from rules.views.opening import me


class EditionInline(ReadOnlyInline):
    model = Edition
    fields = readonly_fields = ("edition", "state_word", "effective_on", "published_at")
    ordering = ("-number",)

    @admin.display(description=_("edition"))
    def edition(self, row: Edition) -> SafeString:
        return format_html(LINK, edition_url(row), row)

    @admin.display(description=_("state"))
    def state_word(self, row: Edition) -> SafeString:
        return state_badge(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user).select_related("rulebook")


@admin.register(Rulebook)
class RulebookAdmin(ScopedAdmin):
    sidebar_icon = "menu_book"
    list_display = ("number", "title", "owner", "level", "today")
    list_filter = ("level",)
    list_select_related = ("owner",)
    search_fields = ("number", "title")
    ordering = ("number", "pk")
    fields = added_fields = changed_fields = (
        "number",
        "title",
        "purpose",
        "owner",
        "departments",
        "posts",
        "level",
        "fallback",
        "interpreter",
        "regimes",
    )
    autocomplete_fields = ("owner", "departments", "posts", "fallback", "interpreter")
    inlines = (EditionInline,)

    @admin.display(description=pgettext_lazy("column", "edition in force"))
    def today(self, row: Rulebook) -> str:
        published = [edition for edition in row.editions.all() if edition.is_published]
        standing = [edition for edition in published if stand(edition.forces.all(), clock.today())[0] == "in_force"]
        return "、".join(str(edition.number) for edition in standing) or "–"

    def department_of(self, row: Rulebook) -> int | None:
        return row.owner_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rulebook]:
        return super().get_queryset(request).prefetch_related(Prefetch("editions", Edition.objects.prefetch_related(WITH_FORCES)))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """The trail writes its own lines; the formsets were not saved, the services were asked."""
        return []

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """What it covers is ticked, not typed."""
        if db_field.name == "regimes":
            ticks, label = UnfoldAdminCheckboxSelectMultipleWidget, capfirst(db_field.verbose_name)
            return forms.MultipleChoiceField(choices=Regime.choices, required=False, label=label, widget=ticks)
        return super().formfield_for_dbfield(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Rulebook, form: Any, change: bool) -> None:
        given = form.cleaned_data
        facts = Facts(**{name: given[name] for name in self.fields})
        if not may(request.user, f"rules.{'change' if change else 'add'}_rulebook", facts.owner.pk):
            raise RuleBroken(_("You may not issue rulebooks for %(unit)s. Choose a unit of yours."), unit=facts.owner.name)
        if change:
            services.change_rulebook(rulebook=Rulebook.objects.get(pk=obj.pk), facts=facts)
            return
        obj.pk = services.start_rulebook(facts=facts, by=me(request), at=clock.now()).rulebook_id
        obj._state.adding = False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whom it binds was saved with it."""
