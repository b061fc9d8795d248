"""Full attendance (全勤奖): what earns it, what costs it, and where it is shown. A closed month's days stay as its sheet has them."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from attendance import bonus_words
from attendance.domain import evaluate
from attendance.domain.bonus import BonusDay, BonusRule, bonus_of
from attendance.domain.sheet import MORE_THAN_NOT_WORKED, SheetDay, Wage, sheet_of
from attendance.models import MonthSheet
from attendance.selectors.closing import bonus_json, facts_json, line_json
from attendance.selectors.kept_days import as_kept, results_on
from tests import factories
from tests.attendance.clocking import clocked
from tests.attendance.closing import ABSENT, LATER, SERIOUS, TO_THE_END, WALL, browser, closed, get, hr, worked
from tests.attendance.days import DAY, day_of, policy
from tests.rules import making
from tests.rules.making import Office

RULE = BonusRule(Decimal("300.00"), 2, "四（八）")
DECIDED = {"pay.full_attendance.bonus_cny": "300.00", "pay.full_attendance.lates_allowed": 1}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def one(punches="09:00 18:00", underpaid=(), **others):
    day = day_of(punches, **others)
    return BonusDay(evaluate(day, policy()), day, frozenset(underpaid))


def earned(*days, rule=RULE, whole=True):
    return bonus_of(days, rule, is_whole_month=whole)


def costs(*days, **others):
    return [cost.why for cost in earned(*days, **others).costs]


# -- what earns it --------------------------------------------------------------------------


def test_month_in_time_earns_the_bonus():
    found = earned(one(), one())
    assert (found.cny, found.costs, found.clause) == (Decimal("300.00"), (), "四（八）")


@pytest.mark.parametrize("amount", [None, Decimal(0)])
def test_without_a_decided_amount_there_is_none(amount):
    assert earned(one(), rule=BonusRule(amount, 2)) is None


def test_month_without_a_working_day_earns_nothing():
    assert earned(one("", kind="rest_day")).cny == 0


@pytest.mark.parametrize(
    ("day", "why"),
    [
        pytest.param(one(""), "absent", id="absent"),
        pytest.param(one("09:00 12:00"), "absent", id="half-a-day"),
        pytest.param(one("09:40 18:00"), "absent", id="half-a-day-by-lateness"),
        pytest.param(one("09:00"), "incomplete", id="one-punch"),
        pytest.param(one(None), "no_data", id="no-data"),
        pytest.param(one("", leave="09:00-18:00", underpaid=["personal"]), "leave", id="unpaid-leave"),
        pytest.param(one("09:00 12:00", leave="13:00-18:00", underpaid=["personal"]), "leave", id="unpaid-half"),
    ],
)
def test_bonus_is_cost_by(day, why):
    found = earned(one(), day)
    assert (found.cny, [cost.why for cost in found.costs], found.costs[0].day) == (0, [why], DAY)


def test_leave_in_full_pay_and_trips_cost_nothing():
    assert costs(one("", leave="09:00-18:00"), one("", trips="09:00-18:00")) == []


def test_unpaid_leave_outside_of_the_working_hours_costs_nothing():
    assert costs(one(leave="18:00-20:00", underpaid=["personal"])) == []


def test_post_for_a_part_of_the_month_does_not_earn_it():
    assert costs(one(), whole=False) == ["not_whole"]


def test_lateness_within_the_allowed_leaves_it_and_one_more_costs_it():
    assert costs(one("09:05 18:00"), one("09:00 17:55")) == []
    (cost,) = earned(one("09:05 17:55"), one("09:05 18:00")).costs
    assert (cost.why, cost.times) == ("late", 3)


def test_without_a_decided_number_no_lateness_is_allowed():
    assert costs(one("09:05 18:00"), rule=BonusRule(Decimal(300))) == ["late"]
    assert costs(one(), rule=BonusRule(Decimal(300))) == []


def test_bonus_is_never_netted_with_deductions():
    day = day_of("09:05 18:00")
    sheet = sheet_of([SheetDay(evaluate(day, policy()), day)], is_whole_month=True, bonus=RULE)
    assert (sheet.sums.bonus.cny, sheet.fines, sheet.total) == (Decimal("300.00"), Decimal("20.00"), Decimal("20.00"))


def test_sheet_without_a_decided_bonus_has_no_word_of_it():
    day = day_of("09:00 18:00")
    assert "bonus" not in facts_json(sheet_of([SheetDay(evaluate(day, policy()), day)], is_whole_month=True).sums)


def test_what_cost_it_is_told():
    told = bonus_json(earned(one(""), one("", leave="09:00-18:00", underpaid=["personal"]), one("09:05 17:55"), one("09:05 18:00")))
    assert bonus_words.figure(told) == "not earned"
    assert bonus_words.reasons(told) == ["absent: 20 Nov", "late or early 3 times", "personal: 20 Nov"]


# -- the limits of the law go by the judged minutes -------------------------------------------


def test_minutes_within_the_grace_are_worked_for_the_limits_of_the_law():
    rules = policy(grace=5)
    day = day_of("09:05 17:50")
    marks = sheet_of(
        [SheetDay(evaluate(day, rules), day, wage=Wage(Decimal(4350), Decimal("21.75")), policy=rules)], is_whole_month=True
    ).marks
    assert [(mark.rule, mark.limit) for mark in marks] == [(MORE_THAN_NOT_WORKED, Decimal("4.17"))]  # 10 of 480 minutes of 200 yuan


# -- in a closed month --------------------------------------------------------------------------


@pytest.fixture
def month(office: Office) -> Office:
    """李雯 was seriously late and absent; 孙晴, the head, is in time every day of the month with a post."""
    making.published(office, WALL | DECIDED, on=date(2026, 11, 3), owner=office.company, number="KQ")
    for day in [day for day in range(2, 31) if date(2026, 11, day).isoweekday() < 6]:
        clocked(office.staff, date(2026, 11, day), "08:58", "18:01")
    return office


def bonus_of_sheet(who):
    return MonthSheet.objects.filter(employee=who).latest("pk").facts.get("bonus")


def test_closed_month_keeps_what_was_earned(month: Office):
    closed()
    assert bonus_of_sheet(month.staff)["cny"] == "300.00"


def test_closed_month_keeps_what_cost_it(office: Office):
    making.published(office, WALL | DECIDED, on=date(2026, 11, 3), owner=office.company, number="KQ")
    clocked(office.staff, date(2026, 11, 2), "08:58", "18:01")
    closed()
    told = bonus_of_sheet(office.staff)
    assert (told["cny"], told["promised"]) == ("0", "300.00")
    assert {"why": "absent", "day": "2026-11-03", "word": "", "times": 0} in told["costs"]


def test_closed_month_without_a_decided_bonus_says_nothing_of_it(office: Office):
    worked(office)
    closed()
    assert bonus_of_sheet(office.staff) is None


def test_sheet_page_shows_the_bonus(month: Office):
    closed()
    text = get(month.staff, f"/sheets/{MonthSheet.objects.get(employee=month.staff).pk}/").text
    assert "Full-attendance bonus 300.00 yuan" in text


def test_my_month_shows_what_is_expected(month: Office):
    assert "300.00 yuan" in get(month.staff, "/attendance/?month=2026-11").text


def test_payroll_has_a_column_of_its_own(month: Office):
    closed()
    who = factories.holder(factories.post(month.company, "会计", 2), "会计甲")
    factories.grant(who, "finance")
    rows = csv.DictReader(io.StringIO(get(who, "/months/2026-11/payroll/?form=csv").content.decode("utf-8-sig")))
    row = next(row for row in rows if row["employee number"] == month.staff.number)
    assert (row["full-attendance bonus (CNY)"], row["deductions (CNY)"]) == ("300.00", "0.00")
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(who, "/months/2026-11/payroll/").content)).get_sheet_by_index(0).to_python()
    line = next(row for row in book if row[0] == month.staff.number)
    assert line[book[0].index("full-attendance bonus (CNY)")] == 300


# -- days of a closed month stay -------------------------------------------------------------------


def late_punch(office: Office) -> None:
    """A punch that arrives after the close, past every service."""
    clocked(office.staff, ABSENT, "08:50", "18:20")


def test_month_page_of_a_closed_month_says_what_the_sheet_says(office: Office):
    worked(office)
    closed()
    late_punch(office)
    text = get(office.staff, "/attendance/?month=2026-11").text
    assert "This month is closed, version 1." in text
    assert f'href="/sheets/{MonthSheet.objects.get(employee=office.staff).pk}/"' in text
    row = text.split(f"/{office.staff.number}/{ABSENT.isoformat()}/")[-1][:600]
    assert "absent" in row


def test_day_page_of_a_closed_month_says_what_the_sheet_says_and_that_today_differs(office: Office):
    worked(office)
    closed()
    late_punch(office)
    text = get(office.staff, f"/attendance/{office.staff.number}/{ABSENT.isoformat()}/").text
    assert "what counts is the sheet" in text
    assert "Judged again today, the day would come to something else:" in text
    assert "Judged again today" not in get(office.staff, f"/attendance/{office.staff.number}/{SERIOUS.isoformat()}/").text


def test_open_month_has_no_word_of_a_sheet(office: Office):
    worked(office)
    assert "is closed" not in get(office.staff, "/attendance/?month=2026-11").text


def test_pages_of_a_closed_month_cost_no_query_for_each_day(office: Office, django_assert_max_num_queries):
    worked(office)
    closed()
    get(office.staff, "/attendance/?month=2026-11")
    from tests.attendance.closing import clock

    client = browser(office.staff)
    with clock.stopped(LATER), django_assert_max_num_queries(10):
        client.get("/attendance/?month=2026-11")


def test_sheet_that_agrees_leaves_the_judgement_as_it_is():
    class Judged:
        result = evaluate(day_of("09:08 18:00"), policy())

    day = day_of("09:08 18:00")
    sheet = sheet_of([SheetDay(evaluate(day, policy()), day)], is_whole_month=True)
    kept = results_on(sheet.days, [line_json(line) for line in sheet.lines])
    assert as_kept(Judged, kept[DAY]) is Judged  # type: ignore[arg-type]
    assert kept[DAY].late_count == 1


def test_mark_of_serious_lateness_stands_in_the_kept_day():
    day, rules = day_of("09:20 18:00"), policy(serious_late=15)
    sheet = sheet_of([SheetDay(evaluate(day, rules), day)], is_whole_month=True)
    assert sheet.days[0]["seriously_late"] is True
    assert [found.code for found in results_on(sheet.days, [])[DAY].findings] == ["seriously_late"]


# -- the matrix --------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_closed", [False, True], ids=["judged", "sheet"])
def test_matrix_marks_serious_lateness_with_a_legend(office: Office, is_closed):
    making.published(office, WALL | {"att.late.serious_minutes": 15}, on=date(2026, 11, 3), owner=office.company, number="KQ")
    for day in TO_THE_END:
        clocked(office.staff, date(2026, 11, day), "09:20" if day == 19 else "08:58", "18:01")
    if is_closed:
        closed()
    boss = hr(office)
    page = get(boss, "/months/team/?month=2026-11")
    cells = {cell.sign for row in page.context["rows"] for cell in row.cells}
    assert "S" in cells
    assert "seriously late" in [sign.word for sign in page.context["legend"]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(boss, "/months/team/file/?month=2026-11").content))
    assert any("S" in row for row in book.get_sheet_by_index(0).to_python())
    assert ["S", "seriously late"] in book.get_sheet_by_index(1).to_python()
