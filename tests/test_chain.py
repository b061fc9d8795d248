"""The chain: a clause, the value in force, the judgement of a day, its citation, and the poster's QR code.

The limit is changed with effect from 2026-12-01. The day before is judged by the old value and that day by the new one,
in this process and in another that held the old values; the poster of the old edition turns red on that day.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.policy import Lateness
from attendance.selectors.judging import judge_one
from attendance.services import punch
from common import clock
from rules import services
from rules.models import Edition
from rules.selectors.sheet import posted_url, sheet_of
from rules.services.starting import Facts
from rules.shipped import shipped
from tests.rules import making
from tests.rules.making import Office

BEFORE, DAY = date(2026, 11, 30), date(2026, 12, 1)  # a Monday and a Tuesday
DECIDED = {
    "work.schedule": [["09:00", "18:00"]],
    "work.day_starts": "05:00",
    "att.late.minor_max_minutes": 10,
    "att.late.minor_fine_cny": "20.00",
    "att.late.major_min_minutes": 30,
    "att.late.gap_rule": "major",
}
OTHER_PROCESS = """
import os, sys
from datetime import date
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.core.signals import request_started
from attendance.policy import Lateness
for line in sys.stdin:
    request_started.send(sender=None, environ={})
    day, department = line.split()
    rule = Lateness.on(date.fromisoformat(day), int(department))
    print(rule.minor_max, rule.cite("minor_max").edition, flush=True)
"""


def at(day: date, wall: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.strptime(wall, "%H:%M:%S").time()))  # noqa: DTZ007  made aware here


@contextmanager
def another_process() -> Iterator[object]:
    """A process that lives through the change and answers (limit, edition) for a day and a department."""
    command = [sys.executable, "-c", OTHER_PROCESS, connection.settings_dict["NAME"]]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, **pipes) as process:

        def ask(day: date, department: int) -> str:
            process.stdin.write(f"{day} {department}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()


def posted(office: Office) -> Edition:
    """The shipped attendance rulebook of the company, decided and on the wall since 2026-11-03."""
    facts = Facts(number="KQ", title="考勤管理制度", owner=office.company, level="public")
    edition = services.start_rulebook(facts=facts, by=office.director, at=making.NOW, template=shipped("attendance"))
    for key, raw in DECIDED.items():
        services.decide_value(edition=edition, key=key, raw=raw, by=office.director, at=making.NOW, reason="经法务同意")
    making.fit(edition)
    return making.publish(edition, office, on=date(2026, 11, 3))


def page(client: Client, path: str, day: date) -> str:
    with clock.stopped(at(day, "20:00:00")):
        response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_changed_limit_changes_everything_together_on_its_day(transactional_db):
    office = Office()
    first = posted(office)
    unit = office.team.pk
    for day in (BEFORE, DAY):
        for wall in ("09:12:59", "18:01:00"):
            punch(user_id=office.staff.user.pk, key=uuid4(), at=at(day, wall))
    with another_process() as ask:
        assert ask(DAY, unit) == "10 1"
        second = making.next_edition(first.rulebook, office, {"att.late.minor_max_minutes": 15})
        second = making.publish(second, office, at=at(date(2026, 11, 20), "10:00:00"), on=DAY)
        assert (ask(BEFORE, unit), ask(DAY, unit)) == ("10 1", "15 2")
    assert [Lateness.on(day, unit).minor_max for day in (BEFORE, DAY)] == [10, 15]

    old, new = (judge_one(office.staff.pk, day, at(DAY, "23:00:00")) for day in (BEFORE, DAY))
    assert (old.result.late_minutes, old.result.status, [line.unit for line in old.result.deductions]) == (12, "absent_half", ["day"])
    assert (new.result.status, [(str(line.amount), line.unit) for line in new.result.deductions]) == ("late", [("20.00", "CNY")])
    assert "第1版" in old.result.deductions[0].clause
    assert "第2版 四（二）" in new.result.deductions[0].clause

    staff = Client()
    staff.force_login(office.staff.user)
    for day, edition in ((BEFORE, "第1版"), (DAY, "第2版")):
        why = page(staff, reverse("attendance:day", args=[office.staff.number, day.isoformat()]), DAY)
        assert edition in why

    visitor, old_sheet, new_sheet = Client(), *(reverse("rules:posted", args=[edition.code]) for edition in (first, second))
    assert posted_url(first).endswith(old_sheet)
    assert "posted-good" in page(visitor, old_sheet, BEFORE)
    assert "posted-waiting" in page(visitor, new_sheet, BEFORE)
    assert "posted-wrong" in page(visitor, old_sheet, DAY)
    assert "posted-good" in page(visitor, new_sheet, DAY)

    printed = {
        edition: "".join(piece.text for clause in sheet_of(edition).clauses for piece in clause.pieces) for edition in (first, second)
    }
    assert "迟到或早退在10分钟以内" in printed[first]
    assert "迟到或早退在15分钟以内" in printed[second]


@pytest.mark.row("POL-20")
def test_an_undecided_fine_deducts_nothing_and_is_named(db):
    office = Office()
    facts = Facts(number="KQ", title="考勤管理制度", owner=office.company)
    edition = services.start_rulebook(facts=facts, by=office.director, at=making.NOW, template=shipped("attendance"))
    for key, raw in DECIDED.items():
        if key != "att.late.minor_fine_cny":
            services.decide_value(edition=edition, key=key, raw=raw, by=office.director, at=making.NOW, reason="经法务同意")
    making.fit(edition)
    making.publish(edition, office, on=date(2026, 11, 3))
    for wall in ("09:08:00", "18:01:00"):
        punch(user_id=office.staff.user.pk, key=uuid4(), at=at(BEFORE, wall))
    judged = judge_one(office.staff.pk, BEFORE, at(DAY, "09:00:00"))
    assert (judged.result.status, judged.result.deductions) == ("late", ())
    assert [(one.code, one.parameter) for one in judged.result.findings] == [("undecided", "att.late.minor_fine_cny")]
    director = Client()
    director.force_login(office.director.user)
    assert "att.late.minor_fine_cny" in page(director, reverse("rules:undecided"), BEFORE)
