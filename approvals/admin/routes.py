"""Kinds and routes at the managers' desk, saved by the same acts as on the pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminSelectWidget

from approvals import kinds
from approvals.kinds import name_of
from approvals.models import RequestKind, Route, RouteStep
from approvals.models.general import GENERAL
from approvals.selectors.routes import conditions_in_words
from approvals.services.routes import save_kind, save_route
from common.admin import DeskModelAdmin


@admin.register(RequestKind)
class RequestKindAdmin(DeskModelAdmin):
    sidebar_icon = "category"
    list_display = ("__str__", "code", "text", "amount", "dates", "attachments", "level", "is_active")
    fields = ("name", "code", "hint", "text", "amount", "dates", "attachments", "level", "order", "is_active")
    history_words = {"name": lambda name, _kind: gettext(name)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("code", "__str__") if obj.is_builtin else ("code",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The name of the one that came with the program stands in the reader's language."""
        return ("__str__", *self.fields[1:]) if obj and obj.is_builtin else self.fields

    def save_model(self, request: HttpRequest, obj: RequestKind, form: Any, change: bool) -> None:
        save_kind(kind=obj)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class NamedForm(forms.ModelForm):
    """A name that came with the program stands in the reader's language, and stays as it was while nobody changes it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.name:
            self.initial["name"] = gettext(self.instance.name)

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        stored = self.instance.name
        return stored if stored and typed == gettext(stored) else typed


class RouteForm(NamedForm):
    """The kind is one of those that somebody can submit."""

    kind = forms.ChoiceField(label=_("kind"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Route
        fields = "__all__"  # noqa: DJ007  the admin names them

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "kind" in self.fields:
            self.fields["kind"].choices = kinds.choices()  # type: ignore[attr-defined]


class StepInline(StackedInline):
    """At least one step; who needs what is checked on the row."""

    model = RouteStep
    form = NamedForm
    extra = 0
    min_num = 1
    validate_min = True
    autocomplete_fields = ("person", "fallback")
    fields = ("order", "name", "who", "level", "department", "person", "post", "role", "mode", "fallback")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **options)


@admin.register(Route)
class RouteAdmin(DeskModelAdmin):
    sidebar_icon = "route"
    form = RouteForm
    inlines = (StepInline,)
    list_display = ("name_word", "kind_word", "when", "priority", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("department",)
    search_fields = ("name", "kind")
    fields = ("kind", "name", "amount_from", "amount_below", "days_from", "days_below", "department", "priority", "is_active")
    history_words = {"name": lambda name, _route: gettext(name), "kind": lambda code, _route: name_of(code)}

    @admin.display(description=_("route"), ordering="name")
    def name_word(self, row: Route) -> str:
        return row.label

    @admin.display(description=_("kind"), ordering="kind")
    def kind_word(self, row: Route) -> str:
        name = row.kind_name  # type: ignore[attr-defined]
        return gettext(name) if name else str(kinds.kind_of(row.kind).label)

    @admin.display(description=_("conditions"))
    def when(self, row: Route) -> str:
        return conditions_in_words(row)

    def save_model(self, request: HttpRequest, obj: Route, form: Any, change: bool) -> None:
        """Saved together with its steps, in `save_related`."""

    def save_related(self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool) -> None:
        (formset,) = formsets
        formset.save(commit=False)
        kept = [f.instance for f in formset.forms if f.has_changed() or f.instance.pk]
        kept = [step for step in kept if step not in formset.deleted_objects]
        for step in sorted(kept, key=lambda step: step.order):
            step.pk, step._state.adding = None, True
        save_route(route=form.instance, steps=sorted(kept, key=lambda step: step.order))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Route]:
        codes = RequestKind.objects.annotate(full=Concat(Value(f"{GENERAL}:"), "code")).filter(full=OuterRef("kind"))
        return super().get_queryset(request).annotate(kind_name=Subquery(codes.values("name")[:1]))
