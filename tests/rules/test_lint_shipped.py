"""The rulebooks that come with the product, held against the law."""

import pytest

from rules import services
from rules.models import Edition
from rules.selectors.linting import legal_check
from rules.services.starting import Facts
from rules.shipped import names, shipped
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import on


@pytest.fixture(autouse=True)
def _today():
    with on(NOW.date()):
        yield


def started(office: Office, name: str) -> Edition:
    template = shipped(name)
    facts = Facts(number=template.number, title=template.title, owner=office.ours)
    return making.consulted(services.start_rulebook(facts=facts, by=office.director, at=NOW, template=template), office)


@pytest.mark.parametrize("name", names())
def test_shipped_rulebook_has_nothing_that_stops_publication(office: Office, name: str):
    found = legal_check(started(office, name), NOW.date())
    assert [(line.finding.rule.id, line.finding.excerpt) for line in found.stopping] == []


def test_warnings_of_the_shipped_attendance_rulebook_are_the_multiples(office: Office):
    found = legal_check(started(office, "attendance"), NOW.date())
    assert {(line.finding.rule.id, line.finding.key) for line in found.lines} == {
        ("L67", "att.late.major_deduct_days"), ("L67", "att.absence.halfday_deduct_days"), ("L67", "att.absence.fullday_deduct_days"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["expenses", "organisation"])
def test_shipped_rulebook_without_money_from_wages_has_no_finding(office: Office, name: str):
    assert legal_check(started(office, name), NOW.date()).lines == ()
