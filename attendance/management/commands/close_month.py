"""`manage.py close_month 2026-10`: list what is open, and close the month for the whole company."""

import re
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from attendance.choices import ClosingState
from attendance.models import MonthClosing
from attendance.selectors.closing_blockers import Blockers, Group, blockers
from attendance.services.closing import run_close, start_close
from common import clock
from common.errors import RuleBroken
from common.periods import Period
from workdays.official import FIRST_YEAR, LAST_YEAR

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class Command(BaseCommand):
    help = "Close a month of attendance. Lists what is open first, and closes nothing while something is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", metavar="2026-10")
        parser.add_argument("--check", action="store_true", help="only list what is open")
        parser.add_argument("--without-data", action="store_true", help="close also the people of whom there is no data at all")
        parser.add_argument("--resume", action="store_true", help="go on with a closing that was interrupted")

    def handle(self, *, month: str, check: bool, without_data: bool, resume: bool, **options: Any) -> None:
        first = _month(month)
        if check:
            self._check(first)
            return
        try:
            closing = self._running(first) if resume else start_close(month=first, by=None, at=clock.now(), accepts_no_data=without_data)
        except RuleBroken as refusal:
            self._list(blockers(Period.month_of(first), clock.now()))
            raise CommandError(str(refusal)) from refusal
        done = run_close(closing=closing, at=clock.now())
        self.stdout.write(f"{first:%Y-%m}: {done.get_state_display()} · {done.progress} / {done.total} · {done.digest}")

    def _check(self, first: date) -> None:
        found = blockers(Period.month_of(first), clock.now())
        self._list(found)
        if not found.is_clear:
            raise CommandError("; ".join(f"{group.word}: {group.count}" for group in _groups(found)))
        self.stdout.write(_("Nothing of %(month)s is open.") % {"month": f"{first:%Y-%m}"})

    def _list(self, found: Blockers) -> None:
        for group in _groups(found):
            self.stdout.write(f"{group.word}: {group.count}")
            for one in group.listed:
                self.stdout.write(f"  {one.text}")

    def _running(self, first: date) -> MonthClosing:
        running = MonthClosing.objects.filter(month=first, state=ClosingState.RUNNING).first()
        if running is None:
            raise CommandError(_("No closing of %(month)s was interrupted.") % {"month": f"{first:%Y-%m}"})
        return running


def _groups(found: Blockers) -> list[Group]:
    return [*found.stops, *([found.without_data] if found.without_data else [])]


def _month(typed: str) -> date:
    match = MONTH.fullmatch(typed)
    if match is None or not (FIRST_YEAR < int(match[1]) < LAST_YEAR and 1 <= int(match[2]) <= 12):
        raise CommandError(_("A month is written like 2026-10."))
    return date(int(match[1]), int(match[2]), 1)
