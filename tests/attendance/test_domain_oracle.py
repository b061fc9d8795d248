"""The evaluation beside a second one that walks the day minute by minute and was written from the rules alone."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings

from attendance.choices import ShiftHours
from attendance.domain import DayFacts, Status, evaluate
from tests.attendance.days import days, policies
from workdays.choices import DayKind

HALF = Decimal("0.5")


def inside(minute, spans):
    return any(span.start <= minute < span.end for span in spans)


def halves_by_minute(segments):
    """The scheduled minutes of the two halves."""
    if len(segments) == 1:
        minutes = list(range(segments[0].start, segments[0].end))
        return minutes[: len(minutes) // 2], minutes[len(minutes) // 2 :]
    longest, cut = -1, 0
    for at in range(1, len(segments)):
        gap = len(range(segments[at - 1].end, segments[at].start))
        if gap > longest:
            longest, cut = gap, at
    return tuple([m for s in part for m in range(s.start, s.end)] for part in (segments[:cut], segments[cut:]))


class Walk:
    """One day, told minute by minute."""

    def __init__(self, day: DayFacts, policy) -> None:
        self.day, self.policy = day, policy
        self.status = ""
        self.late = self.early = self.worked = self.leave = self.overtime = self.count = 0
        self.absent = Decimal(0)
        self.money: list[tuple[str, Decimal]] = []
        self.codes: set[tuple[str, str]] = set()
        self.lost = 0  # minutes of unworked halves that nothing covers
        self.on_trip = 0
        self.walk()

    def walk(self):
        day = self.day
        distinct = sorted(set(day.punches or ()))
        first, last = (distinct[0], distinct[-1]) if distinct else (0, 0)
        is_off = day.kind in (DayKind.REST_DAY, DayKind.STATUTORY_HOLIDAY)
        for minute in range(first, last):
            if inside(minute, day.overtime) and (is_off or not inside(minute, day.segments)):
                self.overtime += 1
        if is_off:
            self.status = "rest"
            return
        scheduled = [m for segment in day.segments for m in range(segment.start, segment.end)]
        covered = {m for m in scheduled if inside(m, day.leave) or inside(m, day.trips)}
        self.leave = sum(inside(m, day.leave) for m in scheduled)
        self.on_trip = len(covered) - self.leave
        self.worked = sum(first <= m < last and m not in covered for m in scheduled)
        if len(covered) == len(scheduled):
            self.status = "trip" if any(inside(m, day.trips) for m in scheduled) else "leave"
        elif day.punches is None:
            self.status = "no_data"
        elif len(distinct) == 1:
            self.status = "incomplete"
            self.codes.add(("missing_punch", ""))
        else:
            self.judge(halves_by_minute(day.segments), covered, first, last)

    def judge(self, halves, covered, first, last):
        unworked = []
        for half in halves:
            is_there = any(first <= m < last for m in half)
            missing = [m for m in half if m not in covered]
            if missing and not is_there:
                unworked.append(half)
                self.lost += len(missing)
        if len(unworked) == 2:
            self.absent += 1
            self.take("att.absence.fullday_deduct_days", self.policy.fullday_deduct)
        elif unworked:
            self.absent += HALF
            self.take("att.absence.halfday_deduct_days", self.policy.halfday_deduct)
        for half in halves:
            if half not in unworked:
                self.judge_half(half, covered, first, last)
        self.status = self.worst()

    def judge_half(self, half, covered, first, last):
        late = sum(m < first and m not in covered for m in half)
        early = sum(m >= last and m not in covered for m in half)
        self.late += late
        self.early += early
        verdicts = [self.verdict(minutes) for minutes in (late, early) if minutes]
        if "absent" in verdicts:
            self.absent += HALF
            self.take("att.late.major_deduct_days", self.policy.major_deduct)
        self.count += sum(verdict != "absent" for verdict in verdicts)

    def verdict(self, minutes):
        p = self.policy
        if p.major_min is not None and minutes > p.major_min:
            return "absent"
        if p.minor_max is not None and minutes <= p.minor_max:
            self.take("att.late.minor_fine_cny", p.minor_fine)
            return "fine"
        if p.minor_max is None:
            self.codes.add(("undecided", "att.late.minor_max_minutes"))
        if p.major_min is None:
            self.codes.add(("undecided", "att.late.major_min_minutes"))
        if p.minor_max is None or p.major_min is None:
            return "open"
        if p.gap_rule == "major":
            return "absent"
        if p.gap_rule == "minor":
            self.take("att.late.minor_fine_cny", p.minor_fine)
            return "fine"
        self.codes.add(("undecided", "att.late.gap_rule"))
        return "open"

    def take(self, key, amount):
        if amount is None:
            self.codes.add(("undecided", key))
        elif amount != 0:
            self.money.append((key, amount))

    def worst(self):
        if self.absent:
            return "absent" if self.absent == 1 else "absent_half"
        names = [name for name, minutes in (("late", self.late), ("early", self.early)) if minutes]
        return "_and_".join(names) or "normal"


def owners(segments, punches):
    """Which stretch each punch belongs to, by number."""
    owner = {at: sum(at - a.end > b.start - at for a, b in pairwise(segments)) for at in punches}
    for left, (a, b) in enumerate(pairwise(segments)):
        inside = sorted(at for at in owner if a.end <= at <= b.start and owner[at] in (left, left + 1))
        sides = {owner[at] for at in inside}
        held = Counter(owner.values())
        if len(inside) > 1 and sides == {left}:
            owner[inside[-1]] = left + 1
        elif len(inside) > 1 and sides == {left + 1}:
            owner[inside[0]] = left
        elif len(inside) == 1 and sides == {left} and held[left] > 2 and held[left + 1] == 1:
            owner[inside[0]] = left + 1
        elif len(inside) == 1 and sides == {left + 1} and held[left + 1] > 2 and held[left] == 1:
            owner[inside[0]] = left
    return owner


class EachWalk(Walk):
    """Each stretch by punches of its own."""

    def walk(self):
        super().walk()
        day = self.day
        if self.status in ("rest", "no_data") or len(day.segments) == 1:
            return
        owner = owners(day.segments, set(day.punches or ()))
        self.pieces = []
        for number, segment in enumerate(day.segments):
            own = sorted(at for at in owner if owner[at] == number)
            minutes = range(segment.start, segment.end)
            missing = [m for m in minutes if not inside(m, day.leave) and not inside(m, day.trips)]
            there = [m for m in minutes if own and own[0] <= m < own[-1]]
            self.pieces.append((segment, own, missing, there))
        self.worked = sum(len(set(missing) & set(there)) for _segment, _own, missing, there in self.pieces)
        if self.status in ("trip", "leave"):
            return
        lone = [segment for segment, own, missing, _there in self.pieces if len(own) == 1 and missing]
        if lone or self.status == "incomplete":
            self.clear("incomplete", [("missing_punch", "")])
            return
        self.clear("", [])
        self.judge_pieces()

    def clear(self, status, codes):
        self.status, self.codes, self.money = status, set(codes), []
        self.late = self.early = self.count = self.lost = 0
        self.absent = Decimal(0)

    def judge_pieces(self):
        first, second = halves_by_minute(self.day.segments)
        halves = [[piece for piece in self.pieces if piece[0].start in half] for half in (first, second)]
        unworked = [half for half in halves if self.is_unworked(half)]
        self.lost = sum(len(missing) for half in unworked for _segment, _own, missing, _there in half)
        if unworked:
            self.absent += HALF * len(unworked)
            key, name = {1: ("halfday", "halfday_deduct"), 2: ("fullday", "fullday_deduct")}[len(unworked)]
            self.take(f"att.absence.{key}_deduct_days", getattr(self.policy, name))
        for half in halves:
            if half not in unworked:
                self.judge_worked(half)
        self.status = self.worst()

    def is_unworked(self, half):
        wanted = [(missing, there) for _segment, _own, missing, there in half if missing]
        return bool(wanted) and not any(there for _missing, there in wanted)

    def judge_worked(self, half):
        verdicts = []
        has_come = False
        for _segment, own, missing, there in half:
            has_come |= bool(own)
            if not missing:
                continue
            if there:
                late, early = sum(m < own[0] for m in missing), sum(m >= own[-1] for m in missing)
            else:
                late, early = (0, len(missing)) if has_come else (len(missing), 0)
            self.late, self.early = self.late + late, self.early + early
            verdicts += [self.verdict(minutes) for minutes in (late, early) if minutes]
        if "absent" in verdicts:
            self.absent += HALF
            self.take("att.late.major_deduct_days", self.policy.major_deduct)
        self.count += sum(verdict != "absent" for verdict in verdicts)


class FreeWalk(Walk):
    """Hours without a clock."""

    def walk(self):
        super().walk()
        day = self.day
        if self.status in ("rest", "no_data"):
            return
        distinct = sorted(set(day.punches or ()))
        span = range(distinct[0], distinct[-1]) if distinct else range(0)
        hull = range(day.segments[0].start, day.segments[-1].end)
        present = sum(inside(m, day.segments) or m not in hull for m in span)
        scheduled = [m for segment in day.segments for m in range(segment.start, segment.end)]
        asked = sum(not inside(m, day.leave) and not inside(m, day.trips) for m in scheduled)
        self.overtime = min(sum(inside(m, day.overtime) for m in span), max(present - asked, 0))
        self.worked = present - self.overtime if asked else 0
        if len(distinct) > 1 and asked:
            self.late = self.early = self.count = self.lost = 0
            self.absent, self.money, self.status = Decimal(0), [], "normal"
            self.codes = {("short_hours", "")} if self.worked < asked else set()
            self.lost = max(asked - self.worked, 0)


WALKS = {ShiftHours.FIXED: Walk, ShiftHours.EACH: EachWalk, ShiftHours.FREE: FreeWalk}


@settings(max_examples=900, deadline=None)
@given(days(tuple(ShiftHours)), policies())
def test_evaluation_agrees_with_a_walk_through_every_minute(day, policy):
    result, walk = evaluate(day, policy), WALKS[day.hours](day, policy)

    assert result.status == walk.status
    assert (result.late_minutes, result.early_minutes, result.worked_minutes) == (walk.late, walk.early, walk.worked)
    assert (result.leave_minutes, result.overtime_minutes) == (walk.leave, walk.overtime)
    assert (result.absent_days, result.late_count) == (walk.absent, walk.count)
    assert sorted((line.parameter, line.amount) for line in result.deductions) == sorted(walk.money)
    assert {(finding.code, finding.parameter) for finding in result.findings} == walk.codes


JUDGED = set(Status) - {Status.REST, Status.NO_DATA, Status.INCOMPLETE}


@settings(max_examples=200, deadline=None)
@given(days((ShiftHours.FIXED, ShiftHours.EACH)), policies())
def test_every_scheduled_minute_is_in_exactly_one_place(day, policy):
    """Worked, leave, trip, late, early and lost in an unworked half make up the schedule."""
    result, walk = evaluate(day, policy), WALKS[day.hours](day, policy)

    if result.status in JUDGED:
        places = result.worked_minutes + result.leave_minutes + walk.on_trip + result.late_minutes + result.early_minutes + walk.lost
        assert places == sum(segment.end - segment.start for segment in day.segments)
