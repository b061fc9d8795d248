"""Slips as pages show them: mine, the team's, who is away; and what a slip would come to before it is sent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import ngettext

from attendance.choices import AWAY, COUNTS, SlipKind, SlipState
from attendance.leave_types import LeaveType
from attendance.models import EmergencyCall, LeaveLot, Slip
from attendance.policy import Leave
from attendance.selectors.asking import Asked, Outlook, outlook
from common.periods import ONE_DAY, Period
from common.policy import Citation
from common.templatetags.show import minutes
from people.models import Employee, User

VIEW = "attendance.view_slip"
MOST_AWAY = 400
AHEAD = timedelta(days=14)
NONE = Decimal(0)
STATE_TONES = {
    SlipState.DRAFT: "quiet", SlipState.SUBMITTED: "waiting", SlipState.SENT_BACK: "waiting", SlipState.APPROVED: "good",
    SlipState.REFUSED: "wrong", SlipState.WITHDRAWN: "quiet", SlipState.CANCELLED: "quiet", SlipState.CLOSED: "good",
}  # fmt: skip


# -- which slips ---------------------------------------------------------------------------------------------


def mine(person: Employee) -> QuerySet[Slip]:
    """One's own and those one filed for others, the latest first."""
    return Slip.objects.filter(Q(employee=person) | Q(filed_by=person)).select_related("employee").order_by("-changed_at", "-pk")


def readable(user: User) -> QuerySet[Slip]:
    """Those that the account may open; somebody else's draft is theirs alone."""
    drafts = Q(state=SlipState.DRAFT) & ~Q(employee__user=user) & ~Q(filed_by__user=user)
    return Slip.objects.visible_to(user).exclude(drafts).select_related("employee", "filed_by")


def of_team(user: User, typed: str = "", state: str = "") -> QuerySet[Slip]:
    """Those of the people whom the account looks after, without its own."""
    rows = readable(user).exclude(employee__user=user).exclude(state=SlipState.DRAFT)
    if typed:
        rows = rows.filter(employee__in=Employee.objects.matching(typed))
    return (rows.filter(state=state) if state else rows).order_by("-during", "-pk")


def to_return_from(user_id: int | None, now: datetime) -> QuerySet[Slip]:
    """Leave of the account that has begun and from which nobody came back yet (LEV-08)."""
    begun = Slip.objects.filter(employee__user=user_id, kind=SlipKind.LEAVE, state=SlipState.APPROVED, during__startswith__lt=now)
    return begun.order_by("during", "pk")


# -- who is away ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AwayDay:
    """A day of the team calendar, and the slips that touch it."""

    day: date
    is_today: bool
    slips: list[Slip]


@dataclass(frozen=True, slots=True)
class Away:
    """The coming two weeks. is_cut: there were more slips than are shown."""

    days: list[AwayDay]
    is_cut: bool


def away(user: User, today: date) -> Away:
    """Who is away today and in the next two weeks, day by day: one query."""
    period = Period(today, today + AHEAD)
    rows = Slip.objects.visible_to(user).filter(
        kind__in=AWAY, state__in=COUNTS, during__overlap=(_midnight(period.first), _midnight(period.last + ONE_DAY))
    )
    found = list(rows.select_related("employee").order_by("employee__name_key", "during", "pk")[: MOST_AWAY + 1])
    shown = found[:MOST_AWAY]
    days = [AwayDay(day, day == today, [slip for slip in shown if _touches(slip, day)]) for day in period]
    return Away(days, len(found) > MOST_AWAY)


def _touches(slip: Slip, day: date) -> bool:
    return bool(slip.during.lower < _midnight(day + ONE_DAY) and _midnight(day) < slip.during.upper)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)), timezone.get_default_timezone())


# -- what is left --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeLeft:
    """A leave type of somebody and what is left of it; left None: it has no balance."""

    name: str
    type: LeaveType
    left: Decimal | None

    @property
    def words(self) -> str:
        return "" if self.left is None else amount_words(self.left, self.type)


def types_left(person: Employee, day: date) -> list[TypeLeft]:
    """The leave types that the wall has for somebody, with what is left of each on that day: two queries."""
    types = leave_of(person, day).types or {}
    lots = LeaveLot.objects.filter(employee=person, valid_from__lte=day).exclude(expires_on__lt=day)
    left = dict(lots.values("type").annotate(left=Sum(F("granted") - F("used"))).values_list("type", "left"))
    return [TypeLeft(name, kind, left.get(name, NONE) if kind.has_balance else None) for name, kind in types.items()]


def leave_of(person: Employee, day: date) -> Leave:
    """What the wall says of leave for somebody on that day."""
    held = person.on(day)
    return Leave.on(day, held.department_id if held else None, held.post_id if held else None)


def amount_words(amount: Decimal, kind: LeaveType | None) -> str:
    """`5 days`, `3.5 hours`: in the unit of the type."""
    if kind is not None and kind.is_in_hours:
        return ngettext("%(amount)s hour", "%(amount)s hours", 1 if amount == 1 else 2) % {"amount": _plain(amount)}
    return ngettext("%(amount)s day", "%(amount)s days", 1 if amount == 1 else 2) % {"amount": _plain(amount)}


def length_words(slip: Slip) -> str:
    """How long a slip is: days where it has any, else working time."""
    return amount_words(slip.days, None) if slip.days and slip.days == int(slip.days) else minutes(slip.minutes)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


# -- before it is sent ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a slip of leave would come to. notice: days that the rules ask for, None while they say nothing.

    call: that announced the time (LEV-04). needs_proof: a proof belongs to this length. clause, notice_clause: where it stands.
    """

    outlook: Outlook
    type: LeaveType
    notice: Decimal | None
    notice_clause: Citation | None
    clause: Citation | None
    call: EmergencyCall | None
    needs_proof: bool

    @property
    def is_short(self) -> bool:
        """Whether the next higher superior is asked, too: later than the rules ask for, and nobody called before."""
        return self.outlook.is_short and self.call is None

    @property
    def before(self) -> str:
        return "" if self.outlook.left is None else amount_words(self.outlook.left, self.type)

    @property
    def after(self) -> str:
        left, amount = self.outlook.left, self.outlook.amount
        return "" if left is None or amount is None or amount > left else amount_words(left - amount, self.type)

    @property
    def is_too_much(self) -> bool:
        left, amount = self.outlook.left, self.outlook.amount
        return left is not None and amount is not None and amount > left

    @property
    def asked(self) -> str:
        """`3 days`, `4 h`: working time, or calendar days where the type counts those."""
        found = self.outlook.quantity
        return minutes(found.minutes) if self.type.is_in_hours else amount_words(found.days, self.type)

    @property
    def is_nothing(self) -> bool:
        return not self.outlook.quantity.minutes and not self.type.calendar


def forecast(asked: Asked, now: datetime) -> Forecast | None:
    """Everything that is shown before sending; None when the wall has no such leave on that day."""
    rules = leave_of(asked.employee, asked.start.astimezone(timezone.get_default_timezone()).date())
    kind = (rules.types or {}).get(asked.type)
    if kind is None:
        return None
    found = outlook(asked, now)
    calls = EmergencyCall.objects.filter(employee=asked.employee, lapsed_at=None, slip=None, during__overlap=(asked.start, asked.end))
    needs_proof = kind.evidence_from is not None and found.quantity.days >= kind.evidence_from
    return Forecast(found, kind, rules.min_notice, rules.cite("min_notice"), rules.cite("types"), calls.first(), needs_proof)
