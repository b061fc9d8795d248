"""What the house takes in of results that changed after the fact: navigation, first page, rights, jobs, and the calendar's word."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.choices import ClosingState
from attendance.models import MonthClosing, ResultChange
from attendance.selectors.changes import ACCEPTS, SEES, acceptable
from attendance.services import slips
from attendance.services.changes import forget_slip
from attendance.services.locks import closed_months, in_words
from attendance.shell import AREA
from common import clock, jobs, menu, panels
from common.errors import RuleBroken
from common.menu import MenuItem
from common.panels import Panel
from people.builtin import give
from people.models import Department
from workdays import changes
from workdays.changes import DayChange, Move
from workdays.models import Calendar


def days_changed(told: Sequence[DayChange]) -> None:
    """In the transaction of the change: a job finds what it touches. Raises RuleBroken while a month of it is being closed."""
    _refuse_while_closing({one.day for one in told})
    names = Calendar.objects.in_bulk({one.calendar_id for one in told})
    causes: dict[int, dict[str, str]] = defaultdict(dict)
    for one in told:
        causes[one.calendar_id][one.day.isoformat()] = _cause(one, names[one.calendar_id])
    for calendar_id, by_day in causes.items():
        jobs.later("attendance.find_changed_days", calendar_id=calendar_id, causes=by_day)


def departments_moved(told: Sequence[Move]) -> None:
    """The same for departments that go by another calendar."""
    _refuse_while_closing({clock.today(), *MonthClosing.objects.filter(state=ClosingState.RUNNING).values_list("month", flat=True)})
    names = Calendar.objects.in_bulk({one.after for one in told} | {one.before for one in told})
    units = Department.objects.in_bulk([one.department_id for one in told])
    for one in told:
        with translation.override(settings.LANGUAGE_CODE):
            values = {"unit": units[one.department_id].name, "before": names[one.before], "after": names[one.after]}
            cause = _("%(unit)s goes by “%(after)s” instead of “%(before)s”") % values
        jobs.later("attendance.find_moved", department_id=one.department_id, calendar_id=one.after, cause=cause)


def _cause(one: DayChange, calendar: Calendar) -> str:
    """In the language of the house, because it is kept: equal changes are one group whoever made them."""
    with translation.override(settings.LANGUAGE_CODE):
        values = {"calendar": calendar, "day": one.day.isoformat(), "before": one.before.label, "after": one.after.label}
        words = _("%(calendar)s, %(day)s: %(before)s became %(after)s") % values
        return _("%(words)s (%(reason)s)") % {"words": words, "reason": one.reason} if one.reason else words


def _refuse_while_closing(days: Collection[date]) -> None:
    """The months that have begun are held, so that none is closed before the job is known; one that is being closed refuses."""
    begun = [day for day in days if day <= clock.today()]
    months = closed_months(min(begun), max(begun)) if begun else []
    running = MonthClosing.objects.filter(month__in=months, state=ClosingState.RUNNING).first()
    if running:
        raise RuleBroken(
            gettext_lazy("%(month)s is being closed just now. Change the calendar when that is done."), month=in_words(running.month)
        )


def _waiting(request: HttpRequest) -> QuerySet[ResultChange] | None:
    return acceptable(request.user) if request.user.has_perm(ACCEPTS) else None  # type: ignore[arg-type]


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """What the reader may accept: how many, of what."""
    found = _waiting(request)
    causes = list(found.order_by("cause").values("cause").annotate(count=Count("pk"))[:3]) if found is not None else []
    return {"causes": causes} if causes else None


def register() -> None:
    """Called once, when Django starts."""
    changes.register(days_changed)
    changes.register_moves(departments_moved)
    slips.register_follower(forget_slip)
    label = gettext_lazy("Changed results")
    menu.register(MenuItem(label=label, url_name="attendance:change-list", icon="calendar", order=40, permission=SEES, area=AREA))
    panels.register(
        Panel(
            name="attendance.changes", template="attendance/change_panel.html", context=waiting, order=13, asks=_waiting,
            title=gettext_lazy("Changed results to accept"), url_name="attendance:change-list", counts=True,
        )
    )  # fmt: skip
    give("supervisor", SEES, ACCEPTS)
    give("hr", SEES, ACCEPTS)
    for role in ("executive", "auditor"):
        give(role, SEES)
