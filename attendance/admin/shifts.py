"""Shift groups and their members, kept by human resources."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from attendance import labels, services
from attendance.choices import ShiftHours
from attendance.models import ShiftGroup, ShiftMember
from attendance.models.shifts import SEGMENTS
from common import clock
from common.sorting import InPinyinOrder
from common.templatetags.show import WEEKDAYS
from people.access import may
from people.admin.base import ScopedAdmin
from people.domain.dates import first_and_last
from rules.choices import ClauseKind
from rules.models import Clause, ClauseText
from rules.words import weekdays

TIMES = re.compile(r"\s*(?:-|–|—|~|～|至|到)\s*")
STRETCHES = re.compile(r"\s*[,，、;；\n]\s*")
ONE_DAY = timedelta(days=1)


def written(segments: list[list[str]]) -> str:
    """`22:00-06:00`: hours as they are typed."""
    return ", ".join("-".join(pair) for pair in segments)


def read_hours(text: str) -> list[list[str]]:
    """What was typed, raw. Raises ValidationError with the sentence of the first fault."""
    raw = [TIMES.split(stretch.replace("：", ":")) for stretch in STRETCHES.split(text.strip()) if stretch]
    try:
        SEGMENTS.parse(raw)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    return raw


def clauses_in_force(today: date, own: int | None) -> dict[int, str]:
    """The clauses that stand on the wall today, and the group's own, in the words of a list."""
    rows = ClauseText.objects.filter(kind=ClauseKind.CLAUSE, edition__forces__during__contains=today)
    if own is not None:
        rows |= ClauseText.objects.filter(clause=own)
    rows = rows.select_related("edition__rulebook").order_by("edition__rulebook__number", "edition__number", "order")
    return {row.clause_id: " ".join(filter(None, (row.edition.rulebook.title, row.label, row.heading))) for row in rows}


class ShiftGroupForm(forms.ModelForm):
    """Hours as one types them; the clause from those on the wall."""

    stretches = forms.CharField(
        label=_("working hours"), max_length=200, widget=UnfoldAdminTextInputWidget,
        help_text=_("From–to, several with a comma: 22:00-06:00. An end before the start is on the next morning."),
    )  # fmt: skip
    days = forms.TypedMultipleChoiceField(
        label=_("working days"), coerce=int, choices=list(enumerate(WEEKDAYS, start=1)), widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("Statutory holidays stay days off."),
    )  # fmt: skip
    clause = forms.ModelChoiceField(
        label=_("allowed by the clause"), queryset=Clause.objects.none(), widget=UnfoldAdminSelectWidget,
        help_text=_("Hours that differ need a clause on the wall that says so."),
    )  # fmt: skip

    hours = forms.ChoiceField(
        label=_("how exactly they are meant"), choices=ShiftHours, initial=ShiftHours.FIXED, required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("With free hours nobody is late: the stretches say how long a day is."),
    )  # fmt: skip

    class Meta:
        model = ShiftGroup
        fields = ("name", "clause", "hours", "day_starts")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "stretches" not in self.fields:  # only to read
            return
        if self.instance.pk:
            self.initial |= {"stretches": written(self.instance.segments), "days": self.instance.weekdays}
        words = clauses_in_force(clock.today(), self.instance.clause_id)
        self.fields["clause"].queryset = Clause.objects.filter(pk__in=words)
        self.fields["clause"].choices = [("", _("Select value")), *words.items()]

    def clean_stretches(self) -> str:
        self.instance.segments = read_hours(self.cleaned_data["stretches"])
        return self.cleaned_data["stretches"]

    def clean_hours(self) -> str:
        return self.cleaned_data["hours"] or ShiftHours.FIXED

    def clean_days(self) -> list[int]:
        self.instance.weekdays = sorted(self.cleaned_data["days"])
        return self.cleaned_data["days"]


class MemberForm(forms.ModelForm):
    start = forms.DateField(label=_("from"), widget=UnfoldAdminDateWidget)
    last_day = forms.DateField(label=_("last day"), required=False, widget=UnfoldAdminDateWidget)

    class Meta:
        model = ShiftMember
        fields = ("employee",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["start"], self.initial["last_day"] = first_and_last(self.instance.during)

    def clean(self) -> Any:
        given = super().clean() or self.cleaned_data
        start, last = given.get("start"), given.get("last_day")
        if start and last and last < start:
            self.add_error("last_day", _("The last day lies before the first."))
        elif start:
            self.instance.during = (start, last + ONE_DAY if last else None)
        return given


class MemberInline(TabularInline):
    model = ShiftMember
    show_title = False  # the columns say it
    form = MemberForm
    extra = 1
    fields = ("employee", "start", "last_day")
    autocomplete_fields = ("employee",)
    can_delete = False
    ordering = ("-during", "pk")


@admin.register(ShiftGroup)
class ShiftGroupAdmin(ScopedAdmin):
    """Groups whose hours differ from those of their department."""

    sidebar_icon = "bedtime"
    form = ShiftGroupForm
    list_display = ("name", "hours_word", "meant_word", "days_word", "member_count")
    search_fields = ("name",)
    ordering = (InPinyinOrder("name"), "pk")
    added_fields = changed_fields = ("name", "clause", "stretches", "hours", "days", "day_starts")
    inlines = (MemberInline,)
    history_words = {
        "clause_id": lambda clause, _group: clauses_in_force(clock.today(), clause)[clause],
        "segments": lambda raw, _group: labels.hours(SEGMENTS.parse(raw)),
        "weekdays": lambda days, _group: weekdays(frozenset(days)),
    }

    def get_fields(self, request: HttpRequest, obj: ShiftGroup | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ("name", "hours_word", "meant_word", "days_word", "day_starts")
        return self.added_fields

    def department_of(self, row: ShiftGroup) -> int | None:
        """A group may hold people of any unit: it is kept for the whole company."""
        return None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, self.permission("add"), None)

    @admin.display(description=_("working hours"))
    def hours_word(self, row: ShiftGroup) -> str:
        return labels.hours(SEGMENTS.parse(row.segments))

    @admin.display(description=_("how exactly they are meant"))
    def meant_word(self, row: ShiftGroup) -> str:
        return row.get_hours_display()

    @admin.display(description=_("working days"))
    def days_word(self, row: ShiftGroup) -> str:
        return weekdays(frozenset(row.weekdays))

    @admin.display(description=_("people today"))
    def member_count(self, row: ShiftGroup) -> int:
        return row.today  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> Any:
        today = Count("members", filter=Q(members__during__contains=clock.today()))
        return super().get_queryset(request).annotate(today=today)

    def save_model(self, request: HttpRequest, obj: ShiftGroup, form: Any, change: bool) -> None:
        services.save_shift_group(group=obj, today=clock.today())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for member in formset.save(commit=False):
            services.save_shift_member(member=member)
        formset.save_m2m()
