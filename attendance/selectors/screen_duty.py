"""Duty as a display on the wall tells it: posts for everybody, names and phone only where the company wants them there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import batched, groupby

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.models import DutyMember, DutyShift
from people.models import Assignment, Employee
from rules.screen_panels import Page
from rules.selectors.screens import OnWall

SOON = timedelta(days=7)  # a duty that comes within these is announced
ON_A_PAGE = 2
NAMED_AT_MOST = 6  # beside the lead


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift. lead, others: posts, each with the name where names are shown. phone: only beside names, it may be somebody's own."""

    unit: str
    holiday: str
    day: date
    start: datetime
    end: datetime
    place: str
    phone: str
    lead: str
    others: Sequence[str]
    is_now: bool


@dataclass(frozen=True, slots=True)
class DutyPage:
    """The shifts of today; is_next: those of the next day that has any."""

    unit: str
    duties: Sequence[Duty]
    is_next: bool

    @property
    def day(self) -> date:
        return self.duties[0].day

    @property
    def holiday(self) -> str:
        return self.duties[0].holiday


def duty_pages(wall: OnWall) -> list[Page]:
    """The panel of duty: today's shifts of the unit and those below it, else the next ones within a week, else no page."""
    shifts = list(_shifts(wall))
    tomorrow = _midnight(wall.day + timedelta(days=1))
    today = [one for one in shifts if one.during.lower < tomorrow]
    told = today or [one for one in shifts if one.day == shifts[0].day]
    duties = [_duty(shift, wall) for shift in told]
    pages = [DutyPage(wall.screen.department.name, group, not today) for group in batched(duties, ON_A_PAGE)]
    return [Page("attendance/screen_duty.html", page, "roster") for page in pages]


def _shifts(wall: OnWall) -> QuerySet[DutyShift]:
    """Published shifts from today's first minute on, those that began yesterday and still run among them: three queries."""
    held = Assignment.objects.on(wall.day).select_related("post").order_by("-kind", "pk")  # regular, concurrent, acting
    posts = Prefetch("employee__assignments", queryset=held, to_attr="held")
    members = DutyMember.objects.select_related("employee").prefetch_related(posts).order_by("employee__name_key", "pk")
    rows = DutyShift.objects.filter(
        roster__published_at__isnull=False, roster__department__in=wall.below, during__endswith__gt=wall.now,
        during__startswith__lt=_midnight(wall.day) + SOON + timedelta(days=1),
    )  # fmt: skip
    return (
        rows.select_related("roster__department")
        .prefetch_related(Prefetch("members", queryset=members))
        .order_by("during", "roster__department__code", "pk")
    )


def _duty(shift: DutyShift, wall: OnWall) -> Duty:
    members = [one.employee for one in shift.members.all()]
    named = wall.screen.shows_names
    return Duty(
        unit=shift.roster.department.name,
        holiday=shift.roster.name,
        day=shift.day,
        start=shift.during.lower,
        end=shift.during.upper,
        place=shift.place,
        phone=shift.phone if named else "",
        lead=next((_together(_post(one), [one.name], named) for one in members if one.pk == shift.lead_id), ""),
        others=_others([one for one in members if one.pk != shift.lead_id], named),
        is_now=shift.during.lower <= wall.now < shift.during.upper,
    )


def _others(people: Iterable[Employee], named: bool) -> list[str]:
    """Each post with those who hold it, or without names with how many do."""
    everybody = sorted(people, key=_post)
    told = everybody[:NAMED_AT_MOST] if named else everybody
    words = [_together(post, [one.name for one in group], named) for post, group in groupby(told, _post)]
    rest = len(everybody) - len(told)
    return [*words, _("and %(count)d more") % {"count": rest}] if rest else words


def _together(post: str, names: Sequence[str], named: bool) -> str:
    if named:
        return f"{post} {'、'.join(names)}"
    return _("%(post)s × %(count)d") % {"post": post, "count": len(names)} if len(names) > 1 else post


def _post(person: Employee) -> str:
    held = person.held  # type: ignore[attr-defined]
    return held[0].post.title if held else _("without a post")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
