"""What a rulebook is, and what a draft of it is for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import clock
from common.models import Level
from common.templatetags.show import day as day_in_words
from people.access import may
from people.fields import DepartmentField
from people.models import Department, User
from rules.choices import EffectiveRule, Numbering, Regime, Weight
from rules.forms.fields import DepartmentsField, posts_of, written_posts
from rules.models import Edition, Rulebook
from rules.selectors.writing import posts_in
from rules.services.starting import Facts


class RulebookForm(forms.Form):
    """A rulebook as a person enters it. user: must have the permission in the unit that issues it."""

    number = forms.CharField(
        label=pgettext_lazy("of a rulebook", "number"),
        max_length=32,
        help_text=_("By it the rulebook is known for good, such as YY-ZD-001."),
    )
    title = forms.CharField(label=pgettext_lazy("of a rulebook", "title"), max_length=60)
    purpose = forms.CharField(label=_("purpose"), max_length=120, required=False, help_text=_("One line, printed below the title."))
    owner = DepartmentField(label=_("issued by"))
    departments = DepartmentsField(
        label=_("applies to"), help_text=_("Names of units, with 、 between them. All below a unit is included. Empty: the whole company.")
    )
    posts = forms.CharField(
        label=_("applies to the posts"), max_length=1000, required=False,
        help_text=_("Titles of posts, with 、 between them. Empty: everybody there."),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("level"), choices=Level.choices, initial=Level.DEPARTMENT)
    fallback = forms.ModelChoiceField(
        Rulebook.objects.none(), label=_("falls back on"), required=False, empty_label=pgettext_lazy("rulebook", "none"),
        help_text=_("The rulebook that covers what this one does not say."),
    )  # fmt: skip
    interpreter = DepartmentField(
        label=_("interpreted by"), required=False,
        help_text=_("The unit whose members say how a clause is to be read. Empty: the unit that issues it."),
    )  # fmt: skip
    regimes = forms.MultipleChoiceField(
        label=_("covers"), choices=Regime.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Of what a company must have rules for."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, permission: str, rulebook: Rulebook | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.permission = user, permission
        seen = Rulebook.objects.visible_to(user).order_by("number")
        others = seen.exclude(pk=rulebook.pk) if rulebook else seen
        self.fields["fallback"].queryset = others  # type: ignore[attr-defined]
        if rulebook and rulebook.editions.filter(published_at__isnull=False).exists():
            for name in ("number", "title"):
                self.fields[name].widget.attrs["readonly"] = True
                self.fields[name].help_text = _("Stays as it is: it is printed on sheets and cited.")

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        for validate in Rulebook._meta.get_field("number").validators:
            validate(number)
        try:
            is_free = resolve(reverse("rules:rulebook", args=[number])).view_name == "rules:rulebook"
        except Resolver404:
            is_free = False
        if not is_free:
            raise ValidationError(_("“%(number)s” is the address of another page. Choose another number."), params={"number": number})
        return number

    def clean_owner(self) -> Department:
        owner: Department = self.cleaned_data["owner"]
        if not may(self.user, self.permission, owner.pk):
            raise ValidationError(_("You may not issue rulebooks for %(unit)s. Choose a unit of yours."), params={"unit": owner.name})
        return owner

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "departments" in data and "posts" in data:
            try:
                data["posts"] = posts_of(data["posts"], posts_in(data["departments"], clock.today())) if data["posts"].strip() else []
            except ValidationError as wrong:
                self.add_error("posts", wrong)
        return data

    def facts(self) -> Facts:
        """What was entered, for the service."""
        return Facts(**self.cleaned_data)


def initial_of(rulebook: Rulebook) -> dict[str, Any]:
    """What the form of a rulebook starts with."""
    plain = {
        name: getattr(rulebook, name) for name in ("number", "title", "purpose", "owner", "level", "fallback", "interpreter", "regimes")
    }
    return {**plain, "departments": list(rulebook.departments.all()), "posts": written_posts(rulebook.posts.all())}


class SourceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return gettext("Edition %(number)d, in force from %(day)s") % {"number": obj.number, "day": day_in_words(obj.effective_on)}


class DraftForm(forms.Form):
    """Why a new edition is made, and from which it is copied."""

    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Why this edition is made.")
    )
    source = SourceChoice(Edition.objects.none(), label=_("Start from"), empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args: Any, editions: QuerySet[Edition], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].queryset = editions  # type: ignore[attr-defined]


class SettingsForm(forms.Form):
    """What holds for a draft as a whole."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why this edition is made."),
    )
    weight = forms.ChoiceField(
        label=_("weight"), choices=Weight.choices, widget=forms.RadioSelect, required=False, initial=Weight.MAJOR,
        help_text=_("What corrects the wording only need not be read anew: whoever has acknowledged the edition before counts on."),
    )  # fmt: skip
    numbering = forms.ChoiceField(label=_("numbering"), choices=Numbering.choices, widget=forms.RadioSelect)
    effective_rule = forms.ChoiceField(label=_("takes effect"), choices=EffectiveRule.choices, widget=forms.RadioSelect)
    effective_on = forms.DateField(
        label=_("fixed date"), required=False, widget=forms.DateInput, help_text=_("Only when it takes effect from a fixed date.")
    )
    supersedes = forms.ModelMultipleChoiceField(
        Rulebook.objects.none(), label=_("replaces the rulebooks"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They end on the day on which this edition takes effect."),
    )  # fmt: skip

    def __init__(self, *args: Any, others: QuerySet[Rulebook], **options: Any) -> None:
        super().__init__(*args, **options)
        if others:
            self.fields["supersedes"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["supersedes"]

    def clean_weight(self) -> str:
        return self.cleaned_data["weight"] or Weight.MAJOR

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("effective_on")
        if data.get("effective_rule") == EffectiveRule.FIXED and "effective_on" not in self.errors:
            if day is None:
                self.add_error("effective_on", _("Name the day from which the edition is in force."))
            elif day < clock.today():
                self.add_error("effective_on", _("This day has passed. A rule is in force only from a later one."))
        return data
