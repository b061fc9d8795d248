"""What a rule must fit, studies, plans, pilots and repeals, as people enter them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.fields import EmployeeField, colleagues, suggest
from common import clock
from common.templatetags.show import day as day_in_words
from rules.choices import PilotDecision
from rules.forms.fields import DepartmentsField
from rules.forms.making import lines
from rules.models import Brief, Implementation, Study
from rules.services.planning import Line

MORE_LINES = 3


class BriefForm(forms.Form):
    """What the rule must fit (POL-23)."""

    company_size = forms.CharField(label=_("size of the company"), max_length=120, help_text=_("Such as 13 people."))
    company_nature = forms.CharField(
        label=_("nature of the company"), max_length=120, help_text=_("Such as a limited company that offers services.")
    )
    business_range = forms.CharField(label=_("range of business"), max_length=300)
    posts_and_duties = forms.CharField(
        label=_("posts and duties"), max_length=2000, widget=lines(4),
        help_text=_("Which posts the rule concerns, and what each does."),
    )  # fmt: skip


def brief_of(brief: Brief | None) -> dict[str, str]:
    """What the form starts with."""
    return {name: getattr(brief, name) for name in BriefForm.base_fields} if brief else {}


class StudyForm(forms.Form):
    """What was looked at before a redesign (POL-18)."""

    current_state = forms.CharField(
        label=_("survey of the present state"), max_length=4000, widget=lines(5),
        help_text=_("What was asked and counted, and what does not work well today."),
    )  # fmt: skip
    benchmark = forms.CharField(
        label=_("how others do it"), max_length=4000, widget=lines(5), help_text=_("Whom you looked at, and what of it fits here.")
    )
    proposal = forms.CharField(label=_("what is proposed"), max_length=4000, widget=lines(5))


class PlanForm(forms.Form):
    """How an edition is put into practice (POL-19)."""

    goals = forms.CharField(
        label=_("goals"),
        max_length=2000,
        widget=lines(4),
        help_text=_("What is to be better, in words that everybody concerned can confirm."),
    )
    owner = EmployeeField(label=_("responsible"))
    starts_on = forms.DateField(label=_("begins on"))
    completes_on = forms.DateField(label=_("complete by"))
    resources = forms.CharField(label=_("resources"), max_length=1000, required=False, widget=lines(2))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        suggest(self, colleagues(clock.today()))


class LineForm(forms.Form):
    """A line of the timetable; an empty one is left out."""

    what = forms.CharField(label=_("what"), max_length=200, required=False)
    responsible = EmployeeField(label=_("responsible"), required=False, help_text="")
    due_on = forms.DateField(label=_("due on"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("what", "responsible", "due_on")):
            for name in ("what", "responsible", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A step names what is done, who does it, and until when."))
        return data


LinesForm = forms.formset_factory(LineForm, extra=MORE_LINES, max_num=30, absolute_max=30)


def plan_of(plan: Implementation | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form of a plan and its lines start with."""
    if plan is None:
        return {}, []
    head = {name: getattr(plan, name) for name in ("goals", "starts_on", "completes_on", "resources")}
    steps = plan.steps.select_related("responsible")
    return {**head, "owner": plan.owner}, [{"what": one.what, "responsible": one.responsible, "due_on": one.due_on} for one in steps]


def lines_of(formset: Any) -> list[Line]:
    """The lines that were filled in."""
    return [Line(**form.cleaned_data) for form in formset.forms if form.cleaned_data.get("what")]


class StudyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return gettext("%(day)s, %(who)s: %(what)s") % {"day": day_in_words(obj.at), "who": obj.by.name, "what": obj.proposal[:40]}


class PilotForm(forms.Form):
    """Where and how long a draft is tried first (POL-17)."""

    study = StudyChoice(Study.objects.none(), label=_("study record"), empty_label=None, widget=forms.RadioSelect)
    departments = DepartmentsField(
        label=_("tried in"), required=True, help_text=_("Names of units, with 、 between them. All below a unit is included.")
    )
    until = forms.DateField(
        label=_("last day"), help_text=_("Afterwards what holds elsewhere holds there again, unless the pilot is promoted.")
    )

    def __init__(self, *args: Any, studies: QuerySet[Study], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["study"].queryset = studies  # type: ignore[attr-defined]


class PilotResultForm(forms.Form):
    """What came of a pilot, and what follows."""

    result = forms.CharField(
        label=_("Result"), max_length=4000, widget=lines(5), help_text=_("What was observed, in figures where there are any.")
    )
    decision = forms.ChoiceField(label=_("What follows"), choices=PilotDecision.choices, widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("From or until"), required=False,
        help_text=_("The first day for everybody, or the last day of a pilot that is given up."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") in (PilotDecision.PROMOTE, PilotDecision.STOP) and data.get("day") is None and "day" not in self.errors:
            self.add_error("day", _("Name the day."))
        return data


class RepealForm(forms.Form):
    """Why a rulebook ends, and from which day."""

    reason = forms.CharField(label=pgettext_lazy("repeal", "reason"), max_length=1000, widget=lines(3))
    effective_on = forms.DateField(label=_("ends on"), help_text=_("The first day on which it is not in force any more."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("effective_on", clock.today() + timedelta(days=1))

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day <= clock.today():
            raise ValidationError(_("A rulebook ends on a day to come: what holds today was relied on today."))
        return day
