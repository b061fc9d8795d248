"""Writing in a real browser: with a thumb, with the keyboard, without scripts, readable for everybody."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from rules import services
from rules.models import ClauseText, Edition
from rules.services.starting import Facts
from rules.shipped import shipped
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.writing import FINE, MINOR, SCHEDULE, clause_url, row, value_url, write
from tests.support.browser import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LATE = "轻微迟到早退"


@pytest.fixture
def draft(office: Office) -> Edition:
    """The shipped attendance rulebook as a draft of 运营部."""
    template = shipped("attendance")
    facts = Facts(number=template.number, title=template.title, owner=office.ours, departments=[office.ours])
    return services.start_rulebook(facts=facts, by=office.director, at=NOW, template=template)


def pages(office: Office, edition: Edition) -> list[str]:
    published = making.published(office, {"apl.window_days": "3"}, number="OLD-1", title="旧制度")
    plain = services.add_clause(edition=edition, heading="补充", text="超过30分钟的，每次补助20元。")
    services.decide_value(edition=edition, key=MINOR, raw=5, by=office.director, at=NOW, department=office.team)
    keys = (MINOR, FINE, SCHEDULE, "work.weekdays", "work.lunch_break", "work.day_starts", "att.late.gap_rule")
    return [
        "/rules/new/", "/rules/new/?template=attendance", reverse("rules:rulebook-change", args=["YY-ZD-001"]),
        reverse("rules:draft", args=["OLD-1"]), write(published), write(edition), f"{write(edition)}?at={row(edition, LATE).clause_id}",
        *(clause_url(name, edition, LATE) for name in ("clause-edit", "clause-bind", "clause-remove")),
        reverse("rules:clause-new", args=[edition.pk]), clause_url("clause-figures", edition, "补充"),
        reverse("rules:clause-figure", args=[edition.pk, plain.clause_id, 2, "ot.detect_minutes"]),
        *(value_url(edition, key) for key in keys), reverse("rules:value-unit-new", args=[edition.pk, MINOR]),
        reverse("rules:value-unit", args=[edition.pk, MINOR, office.team.pk]),
        reverse("rules:settings", args=[edition.pk]), reverse("rules:discard", args=[edition.pk]),
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("desktop", True)])
def test_pages_read_well(request, office: Office, draft: Edition, size: str, dark: bool):
    paths = pages(office, draft)
    page = request.getfixturevalue(size)(office.director.user, dark=dark)
    for path in paths:
        page.goto(path)
        check(page)


def test_refused_form_reads_well(phone, office: Office, draft: Edition):
    page = phone(office.director.user)
    page.goto(value_url(draft, SCHEDULE))
    page.locator("[name=start_0]").fill("9:00")
    page.locator(".primary .button-main").tap()
    page.wait_for_selector(".form-errors")
    check(page)
    assert page.locator("[name=start_0]").input_value() == "9:00"


def test_clause_is_moved_twice_with_the_same_button_by_keyboard(desktop, office: Office, draft: Edition):
    clause = row(draft, LATE).clause_id
    page = desktop(office.director.user)
    page.goto(write(draft))
    acts = page.locator(f"#c{clause} .write-acts > summary")
    acts.focus()
    page.keyboard.press("Enter")
    up = page.locator(f"#c{clause} button[value=up]")
    up.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"at={clause}.*#c{clause}$"))
    assert ClauseText.objects.get(edition=draft, clause=clause).label == "四（一）"
    assert page.locator(f"#c{clause} .write-acts").get_attribute("open") is not None
    down = page.locator(f"#c{clause} button[value=down]")
    down.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"way=down"))
    expect(page.locator(f"#c{clause} button[value=down]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#c{clause} .write-marker")).to_have_text("（三）")
    assert ClauseText.objects.get(edition=draft, clause=clause).label == "四（三）"


def test_clause_is_written_and_a_value_decided_without_scripts(phone, office: Office, draft: Edition):
    page = phone(office.director.user, java_script_enabled=False)
    page.goto(write(draft))
    clause = row(draft, LATE).clause_id
    page.locator(f"#c{clause} .write-acts > summary").tap()
    page.locator(f"#c{clause} .write-panel a[href*='after={clause}']").first.tap()
    page.locator("[name=heading]").fill("谈话")
    page.locator("[name=text]").fill("当月超过")
    page.locator("[name=parameter]").select_option("rnp.decision_days")
    page.locator("[name=insert]").tap()
    expect(page.locator("[name=text]")).to_have_value("当月超过{rnp.decision_days}")
    page.locator(".primary .button-main").tap()
    page.wait_for_url(re.compile(r"/write/#c\d+$"))
    page.locator(f"a.write-blank[href='{value_url(draft, 'rnp.decision_days')}']").tap()
    page.locator("[name=value]").fill("5")
    page.locator(".primary .button-main").tap()
    page.wait_for_url(re.compile(r"/write/#c\d+$"))
    assert draft.values.get(key="rnp.decision_days").raw == 5
    assert row(draft, "谈话").label == "四（三）"


def test_enter_decides_and_does_not_ask_for_more_rows(desktop, office: Office, draft: Edition):
    page = desktop(office.director.user)
    page.goto(value_url(draft, SCHEDULE))
    page.locator("[name=start_0]").fill("9")
    page.locator("[name=end_0]").fill("1800")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/write/#c\d+$"))
    assert draft.values.get(key=SCHEDULE).raw == [["09:00", "18:00"]]


def test_parameter_goes_where_the_cursor_stands(desktop, office: Office, draft: Edition):
    page = desktop(office.director.user)
    page.goto(clause_url("clause-edit", draft, "漏打"))
    text = page.locator("[name=text]")
    text.fill("满次的")
    text.evaluate("field => field.setSelectionRange(1, 1)")
    page.locator("[name=parameter]").select_option("rec.interview_rounds")
    page.locator("[name=insert]").click()
    assert text.input_value() == "满{rec.interview_rounds}次的"


def test_number_becomes_a_parameter_with_three_presses(phone, office: Office, draft: Edition):
    services.add_clause(edition=draft, heading="补充", text="未经批准，下班后超过30分钟的，不算加班。")
    page = phone(office.director.user)
    page.goto(clause_url("clause-figures", draft, "补充"))
    page.locator("a.row").first.tap()
    assert page.locator("[name=value]").input_value() == "30"
    page.locator(".primary .button-main").tap()
    page.wait_for_url(re.compile(r"/write/#c\d+$"))
    assert row(draft, "补充").text == "未经批准，下班后超过{ot.detect_minutes}分钟的，不算加班。"


def test_another_clause_starts_with_an_empty_form(desktop, office: Office, draft: Edition):
    page = desktop(office.director.user)
    page.goto(reverse("rules:clause-new", args=[draft.pk]))
    page.locator("[name=heading]").fill("附则二")
    page.locator("[name=another]").click()
    page.wait_for_url(re.compile(r"after=\d+$"))
    assert page.locator("[name=heading]").input_value() == ""
