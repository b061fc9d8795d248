"""Submissions of the pages, parsed and checked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from common.forms import empty_word
from common.templatetags.show import WEEKDAYS
from duties.choices import Evidence, Plan
from duties.intervals import keys
from duties.models import Duty, DutyItem
from duties.services import DutyFacts
from duties.services.keeping import NEEDS, PARTS
from people.fields import DepartmentField
from people.models import Post, Role
from rules.catalogue import text_of
from rules.models import Clause

NAMED = 12
EMPTY = ("", empty_word(is_required=True))


class DutyForm(forms.Form):
    """What is to be done, by whom, how often, with what proof. The parts of a plan that it does not need may stay empty."""

    name = forms.CharField(label=_("what is to be done"), max_length=80)
    department = DepartmentField(label=_("department"))
    post = forms.CharField(
        label=_("post that owns it"), max_length=64, required=False, help_text=_("The title of a post of that unit, or choose a role.")
    )
    role = forms.ModelChoiceField(
        Role.objects.none(), label=_("or role"), required=False, help_text=_("Whoever has it nearest to that unit.")
    )
    plan = forms.ChoiceField(label=_("how often"), choices=Plan.choices, widget=forms.RadioSelect, initial=Plan.MONTHLY)
    key = forms.ChoiceField(
        label=_("which parameter"), required=False, help_text=_("The rules in force say after how many days it is due again.")
    )
    every = forms.IntegerField(label=_("working days"), required=False, min_value=1, max_value=250, help_text=_("1: every working day."))
    weekday = forms.TypedChoiceField(label=_("on which weekday"), required=False, coerce=int, empty_value=None)
    month = forms.IntegerField(
        label=_("in which month"), required=False, min_value=1, max_value=12, help_text=_("Of a quarter 1 to 3, of the year 1 to 12.")
    )
    month_day = forms.IntegerField(
        label=_("on which day of the month"), required=False, min_value=1, max_value=31,
        help_text=_("31: always the last day. A day off moves to the next working day."),
    )  # fmt: skip
    evidence = forms.ChoiceField(label=_("evidence"), choices=Evidence.choices, initial=Evidence.NOTE)
    starts_on = forms.DateField(label=_("starts on"), widget=forms.DateInput)

    def __init__(self, *args: Any, duty: Duty | None = None, clause: Clause | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clause = clause
        self.fields["role"].queryset = Role.objects.exclude(code="staff")  # type: ignore[attr-defined]
        self.fields["key"].choices = [EMPTY, *((key, text_of(key)) for key in keys())]  # type: ignore[attr-defined]
        self.fields["weekday"].choices = [EMPTY, *enumerate(WEEKDAYS, start=1)]  # type: ignore[attr-defined]
        if duty is not None:
            del self.fields["starts_on"]
            self.initial = {
                "name": duty.name, "department": duty.department, "post": duty.post.title if duty.post else "", "role": duty.role_id,
                "plan": duty.plan, "evidence": duty.evidence, **{part: getattr(duty, part) for part in PARTS}, **self.initial,
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_owner(data)
        for part in NEEDS.get(data.get("plan", ""), ()):
            if part not in self.errors and data.get(part) in (None, ""):
                self.add_error(part, _("This is needed for how often it is due."))
        if data.get("plan") == Plan.QUARTERLY and (data.get("month") or 1) > 3:
            self.add_error("month", _("A quarter has the months 1 to 3."))
        return data

    def _clean_owner(self, data: dict[str, Any]) -> None:
        title, role, unit = data.get("post"), data.get("role"), data.get("department")
        if bool(title) == bool(role):
            self.add_error("post", _("Name either a post or a role that owns the duty."))
        elif title and unit:
            posts = list(Post.objects.on(clock.today()).filter(department=unit).order_by("-rank", "pk"))
            data["post"] = next((post for post in posts if post.title == title.strip()), None)
            if data["post"] is None:
                known = "、".join(post.title for post in posts[:NAMED]) or "—"
                self.add_error("post", _("There is no post “%(post)s” in %(unit)s. There are: %(known)s") % {
                    "post": title, "unit": unit.name, "known": known})  # fmt: skip

    def facts(self) -> DutyFacts:
        """What was typed, for the service."""
        data = self.cleaned_data
        parts: dict[str, Any] = {part: data.get(part) for part in PARTS}
        return DutyFacts(
            name=data["name"], department=data["department"], post=data["post"] or None, role=data["role"], plan=data["plan"],
            evidence=data["evidence"], clause=self.clause, **parts,
        )  # fmt: skip


class DoneForm(forms.Form):
    """The proof that an item asks for, and further words."""

    file = forms.FileField(label=_("file"), required=False)
    note = forms.CharField(label=_("note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, item: DutyItem, **options: Any) -> None:
        super().__init__(*args, **options)
        demands = Evidence(item.demands)
        if demands in (Evidence.NONE, Evidence.NOTE):
            self.order_fields(["note", "file"])
        if demands == Evidence.PHOTO:
            self.fields["file"].label = _("photo")
            self.fields["file"].widget.attrs |= {"accept": "image/*"}
        self.fields["file"].required = demands in (Evidence.PHOTO, Evidence.FILE)
        self.fields["note"].required = demands == Evidence.NOTE
        if demands == Evidence.NOTE:
            self.fields["note"].label = _("what was done")


class EndForm(forms.Form):
    last_on = forms.DateField(label=_("last day"), widget=forms.DateInput, help_text=_("Nothing falls due after it."))


class NoDutyForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200, help_text=_("Why this clause needs no duty of its own."))


class FilterForm(forms.Form):
    """Narrows the page of periodic duties."""

    department = forms.TypedChoiceField(label=_("department"), required=False, coerce=int, empty_value=None)
    show = forms.ChoiceField(
        label=_("show"), required=False,
        choices=[("", _("running")), ("overdue", pgettext_lazy("duties", "overdue")), ("ended", pgettext_lazy("duties", "ended"))],
    )  # fmt: skip

    def offer(self, units: list[tuple[int, str]]) -> None:
        """Let the reader choose among these units."""
        self.fields["department"].choices = [("", _("every department")), *units]  # type: ignore[attr-defined]


def first_start() -> date:
    """What the form of a new duty proposes."""
    return clock.today()
