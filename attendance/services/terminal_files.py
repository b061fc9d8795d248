"""A file of a terminal: looked at first, then its new punches are written, each once."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.choices import ImportState, Source
from attendance.domain.terminal_files import MOST_BYTES, Fault, NoSuchFile, Parsed, Stamp, Unclear, parse
from attendance.models import Punch, PunchImport, PunchNote
from attendance.services.nightly import store_days
from attendance.services.slips import day_of
from attendance.services.ways import fields_of
from common import jobs
from common.errors import RuleBroken
from common.models import Level
from common.periods import ONE_DAY, Period
from common.uploads import store_upload
from people.models import Employee

PURPOSE = "attendance.terminal"
MAY_TAKE_IN = "attendance.add_punchimport"
NAMESPACE = UUID("6f1d4f0e-1c53-4f4e-9d0a-5a9a6f2f8b11")  # keys of punches from files: of one person and second there is one
WRITING = 0x7465726D  # key of the lock: files are written one after the other
BATCH = 2000
SENTENCES = {
    Fault.UNREADABLE: _("This file cannot be read. Hand in the terminal's attlog.dat, or a .csv or .xlsx of its software."),
    Fault.TOO_LARGE: _("This file is too large: at most 10 MB and 100,000 lines. Export a shorter period."),
    Fault.NO_HEADINGS: _("No headings were found: one for the person's number (工号, 考勤号码) and one for the time (打卡时间, 日期时间)."),
    Fault.EMPTY: _("This file holds nothing."),
}

KNOWN = """
SELECT c.place FROM unnest(%(people)s::bigint[], %(days)s::date[], %(minutes)s::bigint[]) WITH ORDINALITY
    AS c(employee, day, minute, place)
WHERE EXISTS (
    SELECT 1 FROM attendance_punch p WHERE p.employee_id = c.employee AND p.local_on = c.day AND p.second / 60 = c.minute
)
"""


@dataclass(frozen=True, slots=True)
class Read:
    """A punch of the file with its person. at: aware."""

    stamp: Stamp
    employee: Employee
    at: datetime


@dataclass(slots=True)
class Look:
    """What writing the file would do. known: person and minute are recorded already, or stand in the file twice. ahead: later than now."""

    new: list[Read] = field(default_factory=list)
    known: list[Read] = field(default_factory=list)
    of_nobody: list[Stamp] = field(default_factory=list)
    ahead: list[Stamp] = field(default_factory=list)
    unclear: Sequence[Unclear] = ()

    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new), "known": len(self.known), "of_nobody": len(self.of_nobody), "ahead": len(self.ahead),
            "unclear": len(self.unclear),
        }  # fmt: skip


@transaction.atomic
def take_in(*, file: UploadedFile, by: Employee, at: datetime) -> PunchImport:
    """Keep the file, to be looked at. The same bytes again are the same file.

    Raises RuleBroken when it is no export of a terminal.
    """
    if by.user is None:
        raise RuleBroken(_("Only somebody with an account can hand in files."))
    if (file.size or 0) > MOST_BYTES:
        raise RuleBroken(SENTENCES[Fault.TOO_LARGE])
    content = file.read()
    parsed = _parsed(content)
    if not parsed.stamps:
        raise RuleBroken(_("No punch was understood in this file. The first line reads: %(line)s"), line=_first(parsed))
    digest = hashlib.sha256(content).hexdigest()
    before = PunchImport.objects.filter(digest=digest).order_by("pk").first()
    if before is not None:
        if before.state == ImportState.SET_ASIDE:
            _moved(before, ImportState.LOOKED_AT)
        return before
    file.seek(0)
    upload = store_upload(file=file, purpose=PURPOSE, by=by.user, level=Level.RESTRICTED)
    counts = _looked(parsed, by, at).counts()
    return PunchImport.objects.create(upload=upload, digest=digest, by=by, counts=counts, created_at=at)


def look_at(entry: PunchImport, by: Employee, at: datetime) -> Look:
    """The file as it would be written now. Raises RuleBroken when the stored bytes are not those that were handed in."""
    with entry.upload.file.open("rb") as kept:
        content = kept.read()
    if hashlib.sha256(content).hexdigest() != entry.digest:
        raise RuleBroken(_("The stored file has changed since it was handed in. Hand it in again."))
    return _looked(_parsed(content), by, at)


@transaction.atomic
def write_file(*, entry: PunchImport, by: Employee, at: datetime) -> int:
    """Write the new punches of the file; returns how many. Once more writes what has become known since, never anything twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
    entry = PunchImport.objects.select_for_update(of=("self",)).select_related("upload").get(pk=entry.pk)
    if entry.state == ImportState.SET_ASIDE:
        raise RuleBroken(_("This file was set aside. Hand it in again to write it."))
    look = look_at(entry, by, at)
    punches = Punch.objects.bulk_create([_punch(one) for one in look.new], batch_size=BATCH)
    PunchNote.objects.bulk_create([PunchNote(punch=one, by=by, source_file=entry, at=at) for one in punches], batch_size=BATCH)
    if entry.state != ImportState.WRITTEN:
        entry.state, entry.written_at, entry.counts = ImportState.WRITTEN, at, look.counts()
        entry.save(update_fields=["state", "written_at", "counts"])
    if punches:
        jobs.later("attendance.judge_import", import_id=entry.pk)
    return len(punches)


@transaction.atomic
def set_aside(*, entry: PunchImport) -> None:
    """The file is not wanted. Raises RuleBroken once it is written."""
    entry = PunchImport.objects.select_for_update().get(pk=entry.pk)
    if entry.state == ImportState.WRITTEN:
        raise RuleBroken(_("This file is written; punches are never taken back."))
    _moved(entry, ImportState.SET_ASIDE)


def _moved(entry: PunchImport, state: ImportState) -> None:
    entry.state = state
    entry.save(update_fields=["state"])


def judge_days(*, import_id: int, at: datetime) -> int:
    """Judge the days anew that the punches of the file touch; returns how many are kept."""
    touched = PunchNote.objects.filter(source_file=import_id)
    span = touched.aggregate(first=Min("punch__local_on"), last=Max("punch__local_on"))
    yesterday = day_of(at) - ONE_DAY
    if span["first"] is None or span["first"] - ONE_DAY > yesterday:
        return 0
    people = sorted(set(touched.values_list("punch__employee", flat=True)))
    return store_days(period=Period(span["first"] - ONE_DAY, min(span["last"], yesterday)), at=at, employee_ids=people)


def _punch(one: Read) -> Punch:
    fields = fields_of(one.employee.pk, one.at)
    return Punch(**fields, source=Source.TERMINAL, key=uuid5(NAMESPACE, f"{one.employee.pk}:{fields['second']}"))


# -- reading -------------------------------------------------------------------------------------------


def _parsed(content: bytes) -> Parsed:
    try:
        return parse(content)
    except NoSuchFile as error:
        raise RuleBroken(SENTENCES[error.fault]) from error


def _first(parsed: Parsed) -> str:
    return parsed.unclear[0].text if parsed.unclear else "–"


def _looked(parsed: Parsed, by: Employee, at: datetime) -> Look:
    """Each punch put where it belongs: two queries."""
    look, zone = Look(unclear=parsed.unclear), timezone.get_default_timezone()
    found = _people({stamp.number for stamp in parsed.stamps}, by)
    read = []
    for stamp in parsed.stamps:
        moment = timezone.make_aware(stamp.at, zone)
        if moment > at + timedelta(minutes=1):
            look.ahead.append(stamp)
        elif employee := found.get(stamp.number):
            read.append(Read(stamp, employee, moment))
        else:
            look.of_nobody.append(stamp)
    known, seen = _known(read), set[tuple[int, int]]()
    for place, one in enumerate(read, start=1):
        minute = one.employee.pk, int(one.at.timestamp()) // 60
        (look.known if place in known or minute in seen else look.new).append(one)
        seen.add(minute)
    return look


def _people(numbers: set[str], by: Employee) -> dict[str, Employee]:
    """The employee behind each number of the terminal: the same text, else the only one that differs by leading zeros.

    Of those for whom `by` may take in files; to everybody else they are of nobody.
    """
    everybody = list(Employee.objects.visible_to(by.user, MAY_TAKE_IN).only("number", "name")) if by.user else []
    exact = {one.number: one for one in everybody}
    bare: dict[str, list[Employee]] = defaultdict(list)
    for one in everybody:
        bare[one.number.lstrip("0")].append(one)
    found = {}
    for number in numbers:
        alike = bare.get(number.lstrip("0"), [])
        if number in exact:
            found[number] = exact[number]
        elif len(alike) == 1 and number.lstrip("0"):
            found[number] = alike[0]
    return found


def _known(read: Sequence[Read]) -> set[int]:
    """The places (from 1) of those whose minute is recorded already: one query."""
    values: dict[str, Any] = {
        "people": [one.employee.pk for one in read], "days": [day_of(one.at) for one in read],
        "minutes": [int(one.at.timestamp()) // 60 for one in read],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, values)
        return {place for (place,) in cursor.fetchall()}
