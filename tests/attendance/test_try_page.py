"""Trying rules out on example days, on a page."""

import json
from datetime import date

import pytest
from django.test import Client

from attendance.forms import EXAMPLE
from attendance.models import DayRecord
from tests import factories
from tests.rules.making import Office


@pytest.fixture
def client(office: Office) -> Client:
    """The director writes rules."""
    client = Client()
    client.force_login(office.director.user)
    return client


def test_example_is_filled_in_and_works(client: Client):
    page = client.get("/attendance/try/")
    assert page.context["form"]["text"].value() == EXAMPLE
    answer = client.post("/attendance/try/", {"text": EXAMPLE})
    assert answer.status_code == 200
    words = [row["word"] for row in answer.context["days"]]
    assert words == ["正常", "迟到", "旷工半天", "记录不全", "正常"]
    assert "迟到10分钟，预计扣20.00元" in answer.text
    assert "20.00元和0.5天工资" in answer.text


def test_answer_stands_there_as_json_too(client: Client):
    answer = client.post("/attendance/try/", {"text": EXAMPLE})
    told = json.loads(answer.context["answer"])
    assert [day["status"] for day in told["days"]][:2] == ["normal", "late"]
    assert "&quot;late_count&quot;: 1" in answer.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "第1行"),
        ("", "请填写"),
        ("[]", "{…}"),
        ('{"parameters": {"att.late.minor_max_minutes": "x"}, "days": []}', "att.late.minor_max_minutes"),
        ('{"days": [{"date": "2026-02-30"}]}', "days[0].date"),
    ],
)
def test_faults_stand_beside_what_was_typed(client: Client, text: str, sentence: str):
    response = client.post("/attendance/try/", {"text": text})
    assert response.status_code == 422
    assert sentence in "".join(response.context["form"].errors["text"])
    assert response.context["form"]["text"].value() == text


def test_every_fault_is_a_line_of_its_own(client: Client):
    text = '{"parameters": {"att.late.minor_max_minutes": -1, "att.late.gap_rule": "x"}, "days": 3}'
    assert len(client.post("/attendance/try/", {"text": text}).context["form"].errors["text"]) >= 3


def test_undecided_and_cases_are_told(client: Client):
    days = [{"date": f"2026-11-{day}", "punches": ["09:05", "18:00"]} for day in (16, 17, 18)]
    values = {"att.late.minor_max_minutes": 10, "att.late.major_min_minutes": 30, "att.late.monthly_dismissal_count": 3}
    text = json.dumps({"parameters": values, "shift": {"segments": [["09:00", "18:00"]]}, "days": days})
    page = client.post("/attendance/try/", {"text": text}).text
    assert "制度未定：轻微迟到或早退每次扣多少钱" in page
    assert "当月迟到早退次数过多" in page


def test_nothing_is_kept(client: Client):
    client.post("/attendance/try/", {"text": EXAMPLE})
    assert not DayRecord.objects.exists()


def test_long_input_is_refused_with_a_sentence(client: Client):
    assert client.post("/attendance/try/", {"text": "1" * 200_001}).status_code == 422


def test_who_may_try(office: Office):
    people = {"director": office.director, "hr": office.counsel, "staff": office.staff}
    factories.grant(office.counsel, "hr")
    found = {}
    for name, person in people.items():
        client = Client()
        client.force_login(person.user)
        found[name] = client.get("/attendance/try/").status_code
    assert found == {"director": 200, "hr": 200, "staff": 403}


def test_number_that_says_try_is_reached_by_its_days(office: Office):
    """`try` is a page, not a person; a person of that number still has days."""
    person = factories.holder(factories.post(office.team, "专员", 1), number="try")
    client = Client()
    client.force_login(person.user)
    assert client.get(f"/attendance/try/{date(2026, 11, 20)}/").status_code == 200
