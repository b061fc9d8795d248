"""Reading and signing in a real browser: with a finger, with the keyboard, without scripts, readable for everybody."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from common import clock
from rules.domain.signing import is_drawing
from rules.models import Acknowledgement, Edition
from rules.services.quizzes import add_question
from rules.services.roles import add_duty, start_role_description
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import FIRST
from tests.support.browser import PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition(office: Office) -> Edition:
    draft = making.rulebook(office, {"att.late.minor_max_minutes": 10, "pol.ack_days": "7"}, departments=[office.ours])
    clause = draft.texts.get(heading="pol.ack_days").clause
    add_question(edition=draft, question="几天内确认？", options=["7天", "30天"], right=0, clause=clause)
    return making.publish(Edition.objects.get(pk=draft.pk), office, on=FIRST)


@pytest.fixture(autouse=True)
def _today():
    with clock.stopped(NOW):
        yield


def url(edition: Edition) -> str:
    return f"/rules/{edition.rulebook.number}/?edition={edition.number}"


def draw(page: Page) -> None:
    """Two strokes with the mouse, which sends the same pointer events as a finger."""
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    for start in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(box["x"] + box["width"] * (start + step * 0.03), box["y"] + box["height"] * (0.3 + 0.05 * step))
        page.mouse.up()


def test_drawn_signature_on_a_phone_from_the_first_page_to_the_end(phone, office: Office, edition: Edition):
    page = phone(office.staff.user)
    page.goto("/")
    page.get_by_role("link", name="考勤管理制度").first.tap()
    page.wait_for_selector("#acknowledge")
    page.get_by_label("7天", exact=True).check()
    page.get_by_role("checkbox").check()
    draw(page)
    check(page)
    page.get_by_role("button", name="我已阅读并知晓").tap()
    page.wait_for_url("**/rules/read/")
    done = Acknowledgement.objects.get()
    assert is_drawing(done.drawing)
    assert (done.drawing.count("M"), done.signed_name, done.quiz.is_passed) == (2, "", True)
    expect(page.locator("main")).to_contain_text("已记录")


def test_refused_form_keeps_the_drawing(desktop, office: Office, edition: Edition):
    page = desktop(office.staff.user)
    page.goto(url(edition))
    page.get_by_label("30天", exact=True).check()
    page.get_by_role("checkbox").check()
    draw(page)
    page.get_by_role("button", name="我已阅读并知晓").click()
    page.wait_for_selector(".form-errors")
    expect(page.locator("main")).to_contain_text("答案不对")
    assert is_drawing(page.locator("[name=drawing]").input_value())
    check(page)
    page.get_by_label("7天", exact=True).check()
    page.get_by_role("button", name="我已阅读并知晓").click()
    page.wait_for_url("**/rules/read/")


def test_drawing_can_be_cleared_and_the_name_typed_by_keyboard(desktop, office: Office, edition: Edition):
    page = desktop(office.staff.user)
    page.goto(url(edition))
    draw(page)
    page.get_by_role("button", name="重写").press("Enter")
    assert page.locator("[name=drawing]").input_value() == ""
    page.get_by_label("7天", exact=True).press("Space")
    page.get_by_role("checkbox").press("Space")
    page.get_by_label("你的姓名").press_sequentially("李雯")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rules/read/")
    assert Acknowledgement.objects.get().signed_name == "李雯"


def test_without_scripts_one_types_the_name_and_the_server_counts(open_page, office: Office, edition: Edition):
    page = open_page(office.staff.user, PHONE, java_script_enabled=False)
    page.goto(url(edition))
    assert not page.locator("canvas").is_visible()
    page.get_by_label("7天", exact=True).check()
    page.get_by_role("checkbox").check()
    page.get_by_label("你的姓名").fill("李雯")
    page.get_by_role("button", name="我已阅读并知晓").click()
    page.wait_for_url("**/rules/read/")
    assert Acknowledgement.objects.get().seconds == 0  # the clock of the test stands still


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desktop", False)])
def test_pages_read_well(request, office: Office, edition: Edition, size: str, dark: bool):
    hr = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(hr, "hr")
    post = office.staff.assignments.get().post
    role = start_role_description(post=post, by=office.director, at=NOW)
    add_duty(department=office.team, name="回复邮件")
    clause = role.texts.order_by("order")[0].clause_id
    staff = [url(edition), "/rules/read/"]
    director = [
        "/rules/readers/", reverse("rules:readers", args=[edition.pk]), reverse("rules:readers-person", args=[office.staff.number]),
        "/rules/roles/", reverse("rules:role-matrix", args=[office.team.pk]), reverse("rules:role-duty-new", args=[office.team.pk]),
        reverse("rules:role-links", args=[role.pk]), reverse("rules:role-link", args=[role.pk, clause]),
        reverse("rules:questions", args=[role.pk]),
    ]  # fmt: skip
    for who, paths in ((office.staff, staff), (office.director, director), (hr, [reverse("rules:paper", args=[edition.pk])])):
        page = request.getfixturevalue(size)(who.user, dark=dark)
        for path in paths:
            page.goto(path)
            check(page)
