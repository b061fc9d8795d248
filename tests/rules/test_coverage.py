"""By what the clauses of a rulebook are bound."""

import pytest

from common.bindings import Binding
from rules import services
from rules.selectors.coverage import Bar, kinds
from rules.selectors.rulebooks import shown_clauses
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import FIRST, TODAY, as_, on, said

MINOR, UNREAD = "att.late.minor_max_minutes", "rnp.sameday.fine_min"


@pytest.fixture(autouse=True)
def _today():
    with on(TODAY):
        yield


@pytest.fixture
def edition(office: Office):
    """Two limits, a record, what nobody enforces yet, and two principles."""
    draft = making.rulebook(office, {MINOR: 10, "att.late.minor_fine_cny": "20.00", UNREAD: "10.00"}, number="YY-1")
    punch = services.add_clause(edition=draft, heading="记录", text="打卡记到秒。")
    services.bind_clause(edition=draft, clause=punch.clause, codes=["attendance.punch"])
    for name in ("平等", "公开"):
        services.add_clause(edition=draft, heading=name, text="人人如此。")
    return making.publish(draft, office, on=FIRST)


def counted(edition) -> dict[str, int]:
    return {bar.kind: bar.count for bar in kinds(shown_clauses(edition)).bars}


def test_clauses_are_counted_by_kind(edition):
    assert counted(edition) == {"limit": 2, "record": 1, "waiting": 1, "principle": 2}


def test_kinds_add_up_to_the_clauses(edition):
    found = kinds(shown_clauses(edition))
    assert found.clauses == sum(bar.count for bar in found.bars) == 6
    assert found.bound == 3


def test_headings_with_clauses_below_are_not_counted(office: Office):
    draft = making.rulebook(office, {MINOR: 10})
    assert kinds(shown_clauses(draft)).clauses == 1


def test_clause_that_is_enforced_in_part_counts_as_enforced(office: Office):
    draft = making.rulebook(office, number="YY-2")
    services.add_clause(edition=draft, heading="两样", text=f"满{{{MINOR}}}分钟，罚{{{UNREAD}}}元。")
    assert counted(draft) == {"limit": 1, "principle": 1}


def test_bars_are_as_long_as_their_counts(edition):
    bars = {bar.kind: bar for bar in kinds(shown_clauses(edition)).bars}
    assert bars["limit"].width == 2 * bars["record"].width == 160
    assert [bar.y for bar in bars.values()] == [11, 33, 55, 77]
    assert isinstance(bars["limit"], Bar)


def test_chart_stands_on_the_page_of_the_rulebook_in_words(office: Office, edition):
    html = as_(office.staff).get("/rules/YY-1/").text
    assert 'aria-label="限定 2，记录 1，尚未执行 1，原则 2"' in html


def test_page_over_all_rulebooks_counts_each(office: Office, edition):
    making.published(office, {"pol.ack_days": "7"}, number="YY-2", title="管理制度", on=FIRST)
    page = said(as_(office.staff), "/rules/coverage/")
    assert "考勤管理制度 6条中4条应由系统执行，已执行3条 6 2 0 0 0 1 1 2" in page
    assert "管理制度" in page


def test_duty_and_promise_have_their_own_bars(office: Office, monkeypatch):
    from common import bindings

    for kind in ("duty", "promise", "gate"):
        monkeypatch.setitem(bindings._by_code, f"test.{kind}", Binding(code=f"test.{kind}", kind=kind, label=kind))
    draft = making.rulebook(office)
    for kind in ("duty", "promise", "gate"):
        row = services.add_clause(edition=draft, heading=kind, text="定期。")
        services.bind_clause(edition=draft, clause=row.clause, codes=[f"test.{kind}"])
    assert counted(draft) == {"duty": 1, "promise": 1, "gate": 1, "principle": 1}


def test_overview_costs_the_same_with_many_rulebooks(office: Office, edition, assert_queries_constant):
    client = as_(office.staff)

    def grow():
        for number in range(3):
            making.published(office, {}, number=f"M-{number}", on=FIRST)

    assert_queries_constant(lambda: client.get("/rules/coverage/"), grow, at_most=10)
