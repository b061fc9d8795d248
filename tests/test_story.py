"""One day, end to end: from a document that somebody found on the web to the code on the wall that turns red.

Everything is done in a browser, on a phone or at a desk, by the people whose business it is; the files are files, and what a
worker does in the background is done by a worker. Only the other days of the month are punched past the button.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from attendance.services.nightly import store_days
from common.periods import ONE_DAY, Period
from common.scripts import to_simplified
from finance.demo.papers import as_ofd, as_pdf, as_xml
from rules.importing import import_file
from rules.models import Edition
from tests.attendance.clocking import clocked
from tests.finance.claiming import photo_bytes
from tests.finance.handing import paper
from tests.story import days, wall
from tests.story import document as found
from tests.story.office import Office, at
from tests.story.stage import Stage, station
from tests.support.browser import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLES = os.environ.get("OPSDEPT_SAMPLES", "")
SAMPLE = "000.txt"
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)
NOVEMBER, DECEMBER = Period.month(2026, 11), date(2026, 12, 2)
NEW_YEAR, FIRST_DAY_OF_WORK = date(2027, 1, 1), date(2027, 1, 4)
NUMBER = "YY-ZD-001"


@pytest.fixture
def stage(open_page, transactional_db) -> Stage:
    return Stage(open_page, Office())


def test_one_day(stage: Stage):
    edition = to_the_wall(stage, "运营部日常管理制度.txt", found.found_online().encode(), blanks=len(found.BLANKS), title=found.TITLE)
    on_the_wall(stage, edition)
    a_day_at_work(stage, edition)
    a_claim(stage)
    the_month(stage, edition)
    another_limit(stage, edition)


@pytest.mark.skipif(not SAMPLES, reason="OPSDEPT_SAMPLES names no folder with the samples")
def test_a_document_as_it_was_found_from_upload_to_poster(stage: Stage):
    content = (Path(SAMPLES) / SAMPLE).read_bytes()
    (document,) = import_file(content, SAMPLE).documents
    blanks = [blank for node in document.nodes for blank in node.blanks]
    edition = to_the_wall(stage, SAMPLE, content, blanks=len(blanks), title=to_simplified(document.title))
    with station("the poster is printed", MONDAY, "17:00"):
        poster = wall.print_poster(stage, edition)
    headings = {to_simplified(node.heading) for node in document.nodes if node.heading}
    assert len(headings) > 50
    assert not {heading for heading in headings if "".join(heading.split()) not in poster}


def to_the_wall(stage: Stage, name: str, content: bytes, *, blanks: int, title: str) -> Edition:
    """From the file to the published edition, in force from tomorrow."""
    with station("the file is brought in", MONDAY, "09:00"):
        document = wall.bring_in(stage, name, content)
        wall.look_through(stage, document, blanks=blanks)
        edition = wall.make_draft(stage, document, number=NUMBER, title=title, level="public")
        wall.say_what_it_fits(stage, edition)
    with station("the director decides the blanks", MONDAY, "10:00"):
        wall.decide(stage, edition, "work.schedule", "09:00-18:00")
        for key, value in wall.DECIDED.items():
            wall.decide(stage, edition, key, value)
        wall.say_what_is_between(stage, edition, "major")
    with station("the legal check is read", MONDAY, "10:30"):
        page = wall.found_by_the_check(stage, edition)
        expect(page.locator(".lint-line.lint-error", has_text="9:00至18:00")).to_be_visible()
        expect(page.locator(".lint-line", has_text="这里是20.00元")).to_be_visible()
        check(page)
        wall.decide(stage, edition, "work.schedule", "09:00-12:00 13:00-18:00")
        expect(wall.found_by_the_check(stage, edition).locator(".lint-line", has_text="9:00至")).to_have_count(0)
    with station("staff are asked", MONDAY, "11:00"):
        asked = wall.ask_staff(stage, edition)
        wall.say(stage, asked, "十分钟以内不要罚太多")
        wall.answer_staff(stage, asked)
    with station("counsel reviews, the general manager approves, it is published", MONDAY, "15:00"):
        wall.hand_to_counsel(stage, edition)
        wall.review(stage, edition)
        wall.approve(stage, edition)
        wall.publish(stage, edition, TUESDAY)
    return edition


def on_the_wall(stage: Stage, edition: Edition) -> None:
    with station("everybody is told, Li acknowledges", MONDAY, "16:00"):
        wall.told_to_read(edition, stage.office.staff, stage.office.colleague, stage.office.head, stage.office.director)
        wall.acknowledge(stage, edition)
    with station("the poster is printed and hangs", MONDAY, "17:00"):
        poster = wall.print_poster(stage, edition)
        assert "迟到或早退10分钟以内的，每次扣除" in poster
        wall.hang_up(stage, edition, photo_bytes())
        wall.scan(stage, edition, "waiting")
    with station("the code says current", TUESDAY, "08:30"):
        wall.scan(stage, edition, "good")
        check(stage.phone(None))


def a_day_at_work(stage: Stage, edition: Edition) -> None:
    with station("Li is eight minutes late", TUESDAY, "09:08"):
        words, clause = "迟到8分钟，预计扣20.00元", f"{edition} 二（一）3（1）"
        days.clock_in(stage, words=words, clause=clause, why="8分钟，在10分钟以内，属于轻微")
    with station("she asks for leave, her supervisor agrees", TUESDAY, "12:30"):
        days.allow_leave(stage, days.ask_leave(stage, WEDNESDAY))
    with station("she goes home", TUESDAY, "18:02"):
        days.clock_out(stage)


def a_claim(stage: Stage) -> None:
    office = stage.office
    with station("she and others claim, each with a fapiao", TUESDAY, "19:00"):
        before = days.budget_line(stage, "lodging")
        claim = days.hand_in(stage, office.staff, as_pdf(paper(11, "380.00", on=MONDAY)), total="380.00")
        days.hand_in_again(stage, as_ofd(paper(11, "380.00", on=MONDAY)))
        days.hand_in(stage, office.colleague, as_ofd(paper(23, "390.00", on=MONDAY)), total="390.00")
        days.hand_in(stage, office.head, as_xml(paper(35, "370.00", on=MONDAY)), total="370.00")
        assert (before, days.budget_line(stage, "lodging")) == ((0, 2000), (1140, 860))
    with station("her manager approves in the admin", TUESDAY, "20:00"):
        days.agree_at_the_desk(stage, office.head, claim)
        days.agree_at_the_desk(stage, office.accountant, claim)
        assert claim.state == "approved"
        assert days.budget_line(stage, "lodging") == (1140, 860)


def the_month(stage: Stage, edition: Edition) -> None:
    office = stage.office
    clocked(office.staff, WEDNESDAY, "12:58", "18:05")
    for person in (office.staff, office.colleague, office.head):
        first = WEDNESDAY + ONE_DAY if person == office.staff else TUESDAY
        for day in Period(first, NOVEMBER.last):
            if day.isoweekday() < 6:
                clocked(person, day, "08:55", "18:05")
    with station("the month closes, Li confirms her sheet", DECEMBER, "10:00"):
        store_days(period=NOVEMBER, at=at(DECEMBER, "10:00"))
        days.close_month(stage, NOVEMBER.first)
        days.confirm_sheet(stage, "20.00", f"{edition} 二（一）3（1）")


def another_limit(stage: Stage, edition: Edition) -> None:
    with station("the limit becomes fifteen minutes from the first of January", DECEMBER, "11:00"):
        second = wall.next_edition(stage, NUMBER, reason="地铁改造，放宽轻微迟到", first=NEW_YEAR)
        wall.decide(stage, second, "att.late.minor_max_minutes", "15")
        wall.answer_staff(stage, wall.ask_staff(stage, second))
        wall.hand_to_counsel(stage, second)
        wall.review(stage, second)
        wall.approve(stage, second)
        wall.publish(stage, second, NEW_YEAR)
    with station("on the day before, the sheet is still right", NEW_YEAR - ONE_DAY, "23:00"):
        wall.scan(stage, edition, "good")
    with station("on that day its code is red, and a copy is to be replaced", NEW_YEAR, "00:30"):
        wall.scan(stage, edition, "wrong")
        check(stage.phone(None))
        wall.scan(stage, second, "good")
        wall.told_to_replace(stage, second)
        days.reads_of_the_day(stage, TUESDAY, f"{edition} 二（一）3（1）", "20.00", "8分钟，在10分钟以内，属于轻微")
    with station("twelve minutes are minor now", FIRST_DAY_OF_WORK, "09:12"):
        words, clause = "迟到12分钟，预计扣20.00元", f"{second} 二（一）3（1）"
        days.clock_in(stage, words=words, clause=clause, why="12分钟，在15分钟以内，属于轻微")
