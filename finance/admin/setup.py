"""What finance sets up at the desk: categories of expense in their groups, and the companies to which fapiao are made out."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from common.templatetags.show import badge
from finance.models import BillingEntity, ExpenseCategory
from people.admin.base import ScopedAdmin

SEPARATORS = re.compile(r"[\s,，、;；]+")


class WordsField(forms.CharField):
    """Words with spaces, commas or 、 between them."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        words = [word for word in SEPARATORS.split(super().clean(value)) if word]
        long = next((word for word in words if len(word) > 32), None)
        if long:
            raise forms.ValidationError(_("“%(word)s” is too long: at most 32 characters a word.") % {"word": long})
        return list(dict.fromkeys(words))


class CategoryForm(forms.ModelForm):
    keywords = WordsField(
        label=pgettext_lazy("category of expense", "words on a fapiao"), required=False,
        help_text=gettext_lazy("A line is proposed to be of this category when one of them stands in the items of its fapiao."),
    )  # fmt: skip

    class Meta:
        model = ExpenseCategory
        fields = ("code", "name", "group", "keywords", "is_claimable", "is_active", "order")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "group" in self.fields:
            self.fields["group"].queryset = ExpenseCategory.objects.filter(group=None).exclude(pk=self.instance.pk or 0)  # type: ignore[attr-defined]
            self.fields["group"].empty_label = pgettext("category of expense", "is a group itself")  # type: ignore[attr-defined]

    def clean_group(self) -> ExpenseCategory | None:
        """Two levels, not more."""
        group = self.cleaned_data["group"]
        if group is not None and self.instance.pk and self.instance.members.exists():
            raise forms.ValidationError(_("This is a group with categories of its own. Move them first."))
        return group


@admin.register(ExpenseCategory)
class ExpenseCategoryAdmin(ScopedAdmin):
    """The groups, each with its categories below. What is not used any more is switched off: old claims keep their category."""

    sidebar_icon = "category"
    form = CategoryForm
    list_display = ("tree_name", "code", "words", "claimable", "active")
    list_filter = ("is_active", "is_claimable", ("group", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "code")
    fields = added_fields = ("code", "name", "group", "keywords", "is_claimable", "is_active", "order")
    changed_fields = ("name", "group", "keywords", "is_claimable", "is_active", "order")
    prepopulated_fields: dict[str, Any] = {}
    list_disable_select_all = True

    def department_of(self, row: Any) -> None:
        """They hold for the whole company."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExpenseCategory]:
        return super().get_queryset(request).select_related("group").annotate(below=Count("members"))

    def get_ordering(self, request: HttpRequest) -> Any:
        """As a tree: a group, then its own."""
        return (Coalesce("group__order", "order"), Coalesce("group", "pk"), F("group").asc(nulls_first=True), "order", "pk")

    @admin.display(description=pgettext_lazy("of a thing", "name"))
    def tree_name(self, row: ExpenseCategory) -> SafeString:
        if row.group_id is None:
            return format_html("<strong>{}</strong>", row.name)
        return format_html('<span class="category-below">{}</span>', row.name)

    @admin.display(description=pgettext_lazy("category of expense", "words on a fapiao"))
    def words(self, row: ExpenseCategory) -> str:
        return "、".join(row.keywords)

    @admin.display(description=gettext_lazy("can be claimed"), boolean=True, ordering="is_claimable")
    def claimable(self, row: ExpenseCategory) -> bool | None:
        return row.is_claimable if row.group_id or not row.below else None  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("in use"), ordering="is_active")
    def active(self, row: ExpenseCategory) -> SafeString:
        if row.is_active:
            return badge(pgettext("category of expense", "in use"), "good")
        return badge(pgettext("category of expense", "switched off"), "quiet")

    class Media:
        css = {"all": ["css/claim_desk.css"]}


class EntityForm(forms.ModelForm):
    credit_code = forms.CharField(label=gettext_lazy("unified social credit code"), widget=UnfoldAdminTextInputWidget)  # blanks come off

    class Meta:
        model = BillingEntity
        fields = ("name", "credit_code", "is_active")

    def clean_credit_code(self) -> str:
        """As the licence prints it: capital letters, no blanks."""
        return re.sub(r"\s", "", self.cleaned_data["credit_code"]).upper()


@admin.register(BillingEntity)
class BillingEntityAdmin(ScopedAdmin):
    """Fapiao made out to another name or another credit code are refused."""

    sidebar_icon = "business"
    form = EntityForm
    list_display = ("name", "credit_code", "is_active")
    search_fields = ("name", "credit_code")
    ordering = ("pk",)
    fields = added_fields = changed_fields = ("name", "credit_code", "is_active")
    list_disable_select_all = True

    def department_of(self, row: Any) -> None:
        """They hold for the whole company."""
