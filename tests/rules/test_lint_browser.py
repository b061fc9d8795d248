"""The legal check in a real browser: on a phone and on a desktop, readable for everybody, answered with a thumb."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from rules import services
from rules.models import Edition, LintAnswer
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.support.browser import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def in_review(office: Office) -> Edition:
    edition = making.consulted(making.rulebook(office, {"att.late.minor_fine_cny": "20"}, number="YY-1"), office)
    services.add_clause(edition=edition, heading="工牌", text="新员工须缴纳工牌押金100元。")
    return services.ask_review(edition=edition, reviewer=office.counsel, at=NOW)


@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("desktop", True)])
def test_pages_read_well(request, office: Office, in_review: Edition, size: str, dark: bool):
    page = request.getfixturevalue(size)(office.counsel.user, dark=dark)
    for path in (reverse("rules:lint", args=[in_review.pk]), reverse("rules:lint-rules")):
        page.goto(path)
        check(page)


def test_counsel_answers_with_a_thumb(phone, office: Office, in_review: Edition):
    page = phone(office.counsel.user)
    page.goto(reverse("rules:lint", args=[in_review.pk]))
    line = page.locator(".lint-line").filter(has_text="押金100元")
    line.locator("summary").tap()
    line.locator("textarea").fill("押金已经取消，仅登记借用")
    line.locator("form button").tap()
    expect(page.locator(".lint-answer")).to_contain_text("仅登记借用")
    assert LintAnswer.objects.get().by == office.counsel
