"""Deciding values on their pages, each type in its own form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rules import services
from rules.models import Edition, Value
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import as_
from tests.rules.writing import FINE, MINOR, SCHEDULE, page, typed, value_url, write, wrong_at
from tests.support.remembered import remembered

WEIGHTS = ("apr.weight.superior_pct", "apr.weight.peer_pct", "apr.weight.self_pct")
QUOTA, LUNCH, DAYS, GAP = "org.headcount_quota", "work.lunch_break", "work.weekdays", "att.late.gap_rule"
KEYS = (MINOR, FINE, SCHEDULE, QUOTA, LUNCH, DAYS, GAP, "work.day_starts", "doc.number_pattern", "att.late.major_deduct_days")


@pytest.fixture
def draft(office: Office) -> Edition:
    return remembered(f"a draft of {KEYS}", lambda: making.rulebook(office, dict.fromkeys(KEYS), departments=[office.ours]))


@pytest.fixture
def desk(office: Office, draft: Edition) -> Client:
    return as_(office.director)


def raw(edition: Edition, key: str) -> Any:
    return edition.values.get(key=key, department=None).raw


def rows(*pairs: tuple[str, str], names: tuple[str, str] = ("start", "end")) -> dict[str, str]:
    """As many rows as pairs, as the form sends them."""
    sent = {f"{name}_{number}": text for number, pair in enumerate(pairs) for name, text in zip(names, pair, strict=True)}
    return sent | {"rows": str(len(pairs))}


# -- one form for each type ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "sent", "kept"),
    [
        pytest.param(MINOR, {"value": "10"}, 10, id="minutes"),
        pytest.param(MINOR, {"value": " １０ "}, 10, id="minutes-full-width"),
        pytest.param(FINE, {"value": "20.00", "reason": "法务意见"}, "20.00", id="money"),
        pytest.param("att.late.major_deduct_days", {"value": "0.5", "reason": "法务意见"}, "0.5", id="days"),
        pytest.param("work.day_starts", {"value": "05:00"}, "05:00", id="time"),
        pytest.param(LUNCH, rows(("12:00", "13:00")), ["12:00", "13:00"], id="time-range"),
        pytest.param(DAYS, {"value": ["5", "1", "3"]}, [1, 3, 5], id="weekdays"),
        pytest.param(SCHEDULE, rows(("9:00", "12:00"), ("13:00", "18:00"), ("", "")), [["09:00", "12:00"], ["13:00", "18:00"]],
                     id="schedule-with-a-spare-row"),
        pytest.param(SCHEDULE, rows(("1800", "26:00")), [["18:00", "26:00"]], id="schedule-over-midnight"),
        pytest.param(GAP, {"value": "minor"}, "minor", id="choice"),
        pytest.param(QUOTA, rows(("专员", "4"), ("美工", "1"), names=("name", "cell")), {"专员": 4, "美工": 1}, id="table"),
        pytest.param("doc.number_pattern", {"value": "HT-年-序号"}, "HT-年-序号", id="text"),
    ],
)  # fmt: skip
def test_value_is_decided(office: Office, desk: Client, draft: Edition, *, key: str, sent: dict[str, Any], kept: Any):
    response = desk.post(value_url(draft, key), sent)
    value = draft.values.get(key=key)
    assert (value.raw, value.decided_by) == (kept, office.director)
    assert response.url == f"{write(draft)}#c{value.clause_id}"


@pytest.mark.parametrize(
    ("key", "sent", "field"),
    [
        pytest.param(MINOR, {"value": "很久"}, "value", id="not-a-number"),
        pytest.param(MINOR, {"value": ""}, "value", id="empty"),
        pytest.param(MINOR, {"value": "-5"}, "value", id="below-zero"),
        pytest.param(FINE, {"value": "1.005", "reason": "x"}, "value", id="more-than-fen"),
        pytest.param(FINE, {"value": "20", "reason": " "}, "reason", id="no-reason-against-the-law"),
        pytest.param("work.day_starts", {"value": "25:00"}, "value", id="no-time"),
        pytest.param(LUNCH, rows(("13:00", "12:00")), "start_0", id="ends-before-it-starts"),
        pytest.param(DAYS, {}, "value", id="no-weekday"),
        pytest.param(SCHEDULE, rows(("9:00", "12:00"), ("11:00", "18:00")), "start_0", id="stretches-overlap"),
        pytest.param(SCHEDULE, rows(("", "")), "start_0", id="no-stretch"),
        pytest.param(SCHEDULE, rows(("9:00", "")), "start_0", id="no-end"),
        pytest.param(SCHEDULE, rows(("上午", "12:00")), "start_0", id="no-clock"),
        pytest.param(GAP, {"value": "medium"}, "value", id="unknown-choice"),
        pytest.param(QUOTA, rows(("美工", "两个"), names=("name", "cell")), "cell_0", id="cell-does-not-fit"),
        pytest.param(QUOTA, rows(("美工", "1"), ("美工", "2"), names=("name", "cell")), "name_1", id="name-twice"),
        pytest.param(QUOTA, rows(("", "2"), names=("name", "cell")), "name_0", id="cell-without-a-name"),
        pytest.param(QUOTA, rows(("美工", ""), names=("name", "cell")), "cell_0", id="name-without-a-cell"),
        pytest.param(QUOTA, rows(("", ""), names=("name", "cell")), "name_0", id="empty-table"),
    ],
)
def test_refused_value_says_why_beside_its_field(desk: Client, draft: Edition, key: str, sent: dict[str, Any], field: str):
    assert wrong_at(desk.post(value_url(draft, key), sent), field)
    assert raw(draft, key) is None


def test_what_was_typed_stays_in_a_refused_form(desk: Client, draft: Edition):
    response = desk.post(value_url(draft, SCHEDULE), rows(("9:00", "12:00"), ("11:00", "18:00")))
    assert [typed(response, name) for name in ("start_0", "end_0", "start_1", "end_1")] == ["9:00", "12:00", "11:00", "18:00"]


def test_more_rows_come_without_scripts_and_keep_what_was_typed(desk: Client, draft: Edition):
    response = desk.post(value_url(draft, SCHEDULE), rows(("9:00", "12:00")) | {"more": "1"})
    assert response.status_code == 200
    assert (typed(response, "start_0"), page(response).count('name="start_')) == ("9:00", 3)
    assert raw(draft, SCHEDULE) is None


@pytest.mark.parametrize("count", ["99999", "x", "-3"])
def test_any_number_of_rows_can_be_claimed(desk: Client, draft: Edition, count: str):
    assert desk.post(value_url(draft, SCHEDULE), {"start_0": "9:00", "end_0": "12:00", "rows": count}).status_code in (302, 422)


def test_headcount_suggests_the_posts_of_the_unit_and_those_left_empty_do_not_count(office: Office, desk: Client, draft: Edition):
    shown = desk.get(value_url(draft, QUOTA))
    assert [typed(shown, f"name_{number}") for number in (0, 1)] == ["运营总监", "专员"]
    desk.post(value_url(draft, QUOTA), rows(("运营总监", "1"), ("专员", ""), names=("name", "cell")))
    assert raw(draft, QUOTA) == {"运营总监": 1}


def test_decided_value_stands_in_its_form(office: Office, desk: Client, draft: Edition):
    services.decide_value(edition=draft, key=SCHEDULE, raw=[["09:00", "12:00"]], by=office.director, at=NOW)
    assert typed(desk.get(value_url(draft, SCHEDULE)), "end_0") == "12:00"


# -- what the page tells ---------------------------------------------------------------------------


def test_advice_of_the_law_stands_beside_the_field(desk: Client, draft: Edition):
    shown = page(desk.get(value_url(draft, FINE)))
    assert 'role="note"' in shown
    assert 'name="reason"' in shown


def test_no_advice_no_reason(desk: Client, draft: Edition):
    shown = page(desk.get(value_url(draft, MINOR)))
    assert 'role="note"' not in shown
    assert 'name="reason"' not in shown


def test_value_in_force_is_shown_with_its_citation(office: Office, desk: Client):
    first = making.published(office, {MINOR: 10}, departments=[office.ours], on=NOW.date())
    second = making.next_edition(first.rulebook, office, {MINOR: 15})
    shown = page(desk.get(value_url(second, MINOR)))
    assert "考勤管理制度 第1版 一（一）" in shown
    assert f"?edition=1#{MINOR}" in shown


def test_who_decided_is_named(office: Office, desk: Client, draft: Edition):
    desk.post(value_url(draft, MINOR), {"value": "10"})
    assert f"10 · {office.director.name}" in page(desk.get(value_url(draft, MINOR)))


def test_value_that_no_clause_names_is_a_404(desk: Client, draft: Edition):
    assert desk.get(value_url(draft, "att.late.serious_count")).status_code == 404


# -- undecided is a choice ------------------------------------------------------------------------------


def test_value_can_be_left_undecided(office: Office, desk: Client, draft: Edition):
    services.decide_value(edition=draft, key=MINOR, raw=10, by=office.director, at=NOW)
    desk.post(value_url(draft, MINOR), {"value": "abc", "undecided": "1"})
    assert raw(draft, MINOR) is None


def test_deciding_leads_on_to_the_next_blank(desk: Client, draft: Edition):
    assert desk.post(value_url(draft, MINOR), {"value": "10", "next": "1"}).url == value_url(draft, FINE)


def test_after_the_last_blank_it_leads_back_to_the_text(office: Office, desk: Client):
    edition = making.rulebook(office, {MINOR: None})
    assert desk.post(value_url(edition, MINOR), {"value": "10", "next": "1"}).url.startswith(write(edition))


# -- contradictions ----------------------------------------------------------------------------------------


def test_contradiction_stands_beside_the_field(office: Office, desk: Client):
    edition = making.rulebook(office, dict.fromkeys(WEIGHTS))
    for key, share in zip(WEIGHTS[:2], ("50", "30"), strict=True):
        desk.post(value_url(edition, key), {"value": share})
    response = desk.post(value_url(edition, WEIGHTS[2]), {"value": "30"})
    assert "110" in wrong_at(response, "value")
    assert typed(response, "value") == "30"


def test_bounds_out_of_order_stand_beside_the_field(office: Office, desk: Client):
    edition = making.rulebook(office, {MINOR: 10, "att.late.major_min_minutes": None})
    response = desk.post(value_url(edition, "att.late.major_min_minutes"), {"value": "5"})
    assert "10" in wrong_at(response, "value")


# -- units that differ ----------------------------------------------------------------------------------------


def test_unit_gets_its_own_value(office: Office, desk: Client, draft: Edition):
    desk.post(reverse("rules:value-unit-new", args=[draft.pk, MINOR]), {"department": "客服组", "value": "5"})
    assert draft.values.get(key=MINOR, department=office.team).raw == 5
    assert "客服组" in page(desk.get(value_url(draft, MINOR)))


def test_unknown_unit_is_refused_beside_its_field(desk: Client, draft: Edition):
    response = desk.post(reverse("rules:value-unit-new", args=[draft.pk, MINOR]), {"department": "没有这个组", "value": "5"})
    assert "没有这个组" in wrong_at(response, "department")
    assert typed(response, "value") == "5"


def test_unit_whom_the_rulebook_does_not_bind_is_a_sentence(office: Office, desk: Client, draft: Edition):
    factories.department("市场部", office.company)
    response = desk.post(reverse("rules:value-unit-new", args=[draft.pk, MINOR]), {"department": "市场部", "value": "5"})
    assert "市场部" in wrong_at(response, "department")


def test_value_of_a_unit_is_changed_and_taken_back(office: Office, desk: Client, draft: Edition):
    services.decide_value(edition=draft, key=MINOR, raw=5, by=office.director, at=NOW, department=office.team)
    url = reverse("rules:value-unit", args=[draft.pk, MINOR, office.team.pk])
    assert typed(desk.get(url), "value") == "5"
    desk.post(url, {"value": "3"})
    assert Value.objects.get(edition=draft, department=office.team).raw == 3
    desk.post(reverse("rules:value-unit-remove", args=[draft.pk, MINOR, office.team.pk]))
    assert not draft.values.exclude(department=None).exists()


def test_unit_without_a_value_of_its_own_is_a_404(office: Office, desk: Client, draft: Edition):
    assert desk.get(reverse("rules:value-unit", args=[draft.pk, MINOR, office.team.pk])).status_code == 404
