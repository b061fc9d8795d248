"""The forms of kinds and routes."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.choices import Mode, Who
from approvals.fields import EmployeeField
from approvals.models import RequestKind, Route, RouteStep
from approvals.models.routes import MOST_LEVELS
from common import clock
from people.models import Department, Post, Role

NEEDS = {Who.SUPERIOR: "level", Who.PERSON: "person", Who.POST: "post", Who.ROLE: "role"}


class KindForm(forms.ModelForm):
    """A kind of general request; its code is given once."""

    class Meta:
        model = RequestKind
        fields = ("name", "code", "hint", "text", "amount", "dates", "attachments", "level", "order", "is_active")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            del self.fields["code"]
        if self.instance.is_builtin:
            del self.fields["name"]


class RouteForm(forms.ModelForm):
    """The conditions of a route."""

    class Meta:
        model = Route
        fields = ("name", "amount_from", "amount_below", "days_from", "days_below", "department", "priority", "is_active")

    @property
    def has_conditions(self) -> bool:
        """Whether the route is not simply always taken."""
        conditions = ("amount_from", "amount_below", "days_from", "days_below", "department")
        return any(self[name].value() not in (None, "") for name in conditions)


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.department.name} · {obj.title}"


class StepForm(forms.Form):
    """One step of a route: who, and what that needs."""

    name = forms.CharField(label=_("Name of the step"), max_length=64)
    who = forms.ChoiceField(label=_("who decides"), choices=Who.choices, initial=Who.SUPERIOR)
    level = forms.IntegerField(
        label=_("which superior"), min_value=1, max_value=MOST_LEVELS, initial=1, required=False, help_text=_("1 is the nearest.")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("head of"), required=False, empty_label=_("the applicant's department")
    )
    person = EmployeeField(label=_("person"), required=False)
    post = PostChoice(Post.objects.none(), label=_("post"), required=False)
    role = forms.ModelChoiceField(Role.objects.all(), label=_("role"), required=False)
    mode = forms.ChoiceField(label=_("when several are asked"), choices=Mode.choices, initial=Mode.ANY)
    fallback = EmployeeField(label=_("fall-back person"), required=False, help_text=_("Decides when nobody else can be found."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        posts = Post.objects.on(clock.today()).select_related("department").order_by("department__code", "-rank", "pk")
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = NEEDS.get(data.get("who", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Say who decides this step."))
        return data

    def step(self) -> RouteStep:
        """The step as a row; what its choice does not need is left empty."""
        data = self.cleaned_data
        wanted = {Who.HEAD: "department", **NEEDS}[Who(data["who"])]
        return RouteStep(name=data["name"], who=data["who"], mode=data["mode"], fallback=data["fallback"], **{wanted: data[wanted]})


class BaseStepFormSet(forms.BaseFormSet):
    """The steps in the order of their numbers."""

    ordering_widget = forms.NumberInput

    def steps(self) -> list[RouteStep]:
        filled = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in filled if not form.cleaned_data.get("DELETE")]
        ordered = sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 99)
        return [form.step() for form in ordered]


def step_formset(extra: int) -> type[forms.BaseFormSet]:
    return forms.formset_factory(StepForm, BaseStepFormSet, extra=extra, can_delete=True, can_order=True, max_num=20)


def initial_of(step: RouteStep) -> dict[str, Any]:
    """What a step's form starts with."""
    fields = ("who", "level", "department", "post", "role", "mode")
    return {**{name: getattr(step, name) for name in fields}, "name": gettext(step.name), "person": step.person, "fallback": step.fallback}


class PreviewForm(forms.Form):
    """For whom, and how much: who would decide?"""

    applicant = EmployeeField(label=_("applicant"))
    amount = forms.DecimalField(label=_("amount (CNY)"), required=False, max_digits=12, decimal_places=2)
    days = forms.DecimalField(label=_("days"), required=False, max_digits=6, decimal_places=1)
