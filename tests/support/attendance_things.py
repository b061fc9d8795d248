"""One of everything of attendance, for the matrix of addresses: written past the services where a route of many steps leads to it."""

import uuid
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from attendance.choices import CaseKind, ClosingState, SlipKind, Source
from attendance.domain.sheet import Sums
from attendance.models import (
    Case,
    DutyMatter,
    DutyMember,
    DutyShift,
    HolidayRoster,
    LeaveLot,
    MonthClosing,
    MonthSheet,
    Punch,
    PunchImport,
    PunchPhoto,
    WorkPlace,
)
from attendance.selectors.closing import facts_json
from attendance.services.corrections import Forgotten, ask_correction
from attendance.services.journeys import JourneyFacts, ask_journey
from attendance.services.slips import Typed, start_slip
from common import clock
from common.models import Upload
from people.models import Department, Employee


def attendance_arguments(*, unit: int, who: Employee, head: Employee, hr: Employee, screen: str) -> dict[str, list[object]]:
    """By the whole name of the address. who: whose they are; head: who leads them; screen: the token of a display."""
    at, today = clock.now(), clock.today()
    soon = at + timedelta(days=3)
    typed = Typed(start=soon, end=soon + timedelta(hours=4), reason="办事", type="事假")
    draft = start_slip(kind=SlipKind.LEAVE, typed=typed, employee=who, key=uuid.uuid4(), by=who, at=at)
    facts = JourneyFacts("杭州", emergency_contact="家人")
    hours = Typed(start=soon, end=soon + timedelta(hours=4), reason="拜访")
    trip = ask_journey(kind=SlipKind.TRIP, typed=hours, facts=facts, key=uuid.uuid4(), by=who, at=at)
    correction = ask_correction(forgotten=Forgotten(today - timedelta(days=1), time(9), "漏打"), employee=who, key=uuid.uuid4(), at=at)
    lot = LeaveLot.objects.create(employee=who, type="年假", cause="annual:2026", granted=5, valid_from=date(2026, 1, 1))
    case = Case.objects.create(
        employee=who, kind=CaseKind.EXIT, cause="1", day=today, clause="", facts={"left_at": at.isoformat(), "text": "离岗"},
        opened_at=at, opened_by=head,
    )  # fmt: skip
    shift = _duty(unit, who, at, today)
    matter = DutyMatter.objects.create(shift=shift, key=uuid.uuid4(), by=who, at=at, with_whom="技术部", matter="网速慢")
    sheet = _sheet(unit, who, at)
    file = PunchImport.objects.create(upload=_upload(hr, "attendance.terminal", b"1\t2026-11-02 09:00:00\n"), by=hr, created_at=at)
    roster = _upload(hr, "attendance.roster", b"no sheet")
    number = who.number
    place = WorkPlace.objects.create(name="总部", department_id=unit, latitude="31.230400", longitude="121.473700")
    names = {
        "slip-new": ["leave"],
        **{name: [draft.pk] for name in ("slip", "slip-edit", "slip-discard", "slip-cancel", "slip-return", "slip-pdf")},
        "balance-adjust": [lot.pk], "balances-of": [number], "balance-grant": [number], "service": [number],
        **{f"slip-{act}": [trip.pk] for act in ("change", "safety", "sign-out", "sign-in", "report", "close", "seen")},
        **{name: [case.pk] for name in ("case", "case-examine", "case-object", "case-answer")}, "correction-edit": [correction.object_id],
        "wall-code": [screen], "code": ["nothing"], "terminal-file": [file.pk], "terminal-write": [file.pk],
        "terminal-set-aside": [file.pk], "sheet": [sheet.pk], "sheet-answer": [sheet.pk], "salary": [who.pk],
        **{f"closing{act}": ["2026-10"] for act in ("", "-close", "-continue", "-reopen", "-sign", "-payroll")},
        "duty-start": [unit, "2027-10-01"], "duty-solve": [matter.pk],
        **{f"duty-{act}": [shift.roster_id] for act in ("roster", "publish", "remove")},
        **{f"duty-{act}": [shift.pk] for act in ("shift", "shift-edit", "check", "matter")},
        "roster-import-look": [roster.pk], "place-edit": [place.pk], "outside-photo": [_outside(who, at)],
    }  # fmt: skip
    return {f"attendance:{name}": values for name, values in names.items()}


def _outside(who: Employee, at: datetime) -> int:
    """A punch outside with its photo."""
    punch = Punch.objects.create(
        employee=who, at=at, second=int(at.timestamp()), zone="Asia/Shanghai", offset_minutes=480, source=Source.FIELD, key=uuid.uuid4()
    )
    photo = PunchPhoto(punch=punch, sha256="0" * 64, created_at=at)
    photo.file.save("photo.jpg", ContentFile(b"photo"), save=True)
    return punch.pk


def _duty(unit: int, who: Employee, at: datetime, today: date) -> DutyShift:
    roster = HolidayRoster.objects.create(department_id=unit, name="元旦", first=today, last=today, published_at=at, published_by=who)
    during = TimestamptzRange(
        timezone.make_aware(datetime.combine(today, time(0))), timezone.make_aware(datetime.combine(today, time(23, 59)))
    )
    shift = DutyShift.objects.create(roster=roster, day=today, during=during, lead=who)
    DutyMember.objects.create(shift=shift, employee=who, during=during)
    return shift


def _sheet(unit: int, who: Employee, at: datetime) -> MonthSheet:
    closing = MonthClosing.objects.create(
        month=date(2026, 10, 1), state=ClosingState.CLOSED, started_at=at, closed_at=at, closed_by=who, digest="0" * 64, total=1, progress=1
    )
    return MonthSheet.objects.create(
        closing=closing, employee=who, department=Department.objects.get(pk=unit), facts=facts_json(Sums()), lines=[],
        days=[], late_count=0, absent_days=0,
        overtime_minutes=0, fines_cny=0, deduction_days=0, deduction_cny=None, digest="0" * 64,
    )  # fmt: skip


def _upload(by: Employee, purpose: str, content: bytes) -> Upload:
    upload = Upload(purpose=purpose, name="a.dat", content_type="text/plain", size=len(content), sha256="0" * 64, uploaded_by=by.user)
    upload.file.save("a.dat", ContentFile(content), save=True)
    return upload


def _on(day: date, wall: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, wall))
