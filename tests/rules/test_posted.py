"""The public page that the code on a printed sheet opens."""

import pytest
from django.test import Client

from common.models import Level
from rules import services
from rules.models import Edition
from tests.rules import making
from tests.rules.making import Office
from tests.rules.pages import FIRST, LATER, TODAY, as_, on, text_of

MINOR = "att.late.minor_max_minutes"

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {MINOR: 10}, number="YY-1", on=FIRST, level=Level.PUBLIC)


def opened(code: str) -> str:
    """What a stranger reads."""
    response = Client().get(f"/r/{code}")
    assert response.status_code == 200
    return response.text


def test_edition_in_force_is_green(edition: Edition):
    with on(TODAY):
        html = opened(edition.code)
    assert "posted-good" in html
    assert "现行有效 今天11月20日，这张制度牌有效。" in text_of(html)


def test_replaced_edition_is_red_from_its_last_day_on(office: Office, edition: Edition):
    making.publish(making.next_edition(edition.rulebook, office, {MINOR: 15}), office, on=LATER)
    with on(TODAY):
        assert "posted-good" in opened(edition.code)
    with on(LATER):
        html = opened(edition.code)
    assert "posted-wrong" in html
    assert "自12月1日起已被第2版替代" in text_of(html)


def test_edition_replaced_by_another_rulebook_names_it(office: Office, edition: Edition):
    other = making.rulebook(office, {MINOR: 8}, title="新考勤制度")
    other.supersedes.add(edition.rulebook)
    making.publish(other, office, on=LATER)
    with on(LATER):
        assert f"已被{other}替代" in text_of(opened(edition.code))


def test_edition_to_come_is_amber(edition: Edition):
    with on(FIRST.replace(day=2)):
        html = opened(edition.code)
    assert "posted-waiting" in html
    assert "尚未生效 自11月3日起施行。" in text_of(html)


def test_draft_says_that_it_binds_nobody_and_shows_no_text(office: Office):
    draft = making.rulebook(office, {MINOR: 10}, level=Level.PUBLIC)
    html = opened(draft.code)
    assert "草稿，未公布" in text_of(html)
    assert 'class="rule' not in html


def test_page_names_the_edition_and_its_digest(edition: Edition):
    text = text_of(opened(edition.code))
    for part in ("考勤管理制度", "YY-1", "第1版", "11月3日 周二", edition.digest[:8]):
        assert part in text


def test_public_text_is_read_by_everybody(edition: Edition):
    html = opened(edition.code)
    assert f'<strong class="clause-figure" id="{MINOR}">10</strong>' in html
    assert "系统执行" not in html


def test_other_text_is_for_staff_with_the_way_to_log_in(office: Office):
    edition = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    html = opened(edition.code)
    assert "正文仅供本公司员工查阅" in html
    assert "clause-figure" not in html
    assert 'href="/rules/YY-1/?edition=1"' in html
    assert as_(office.staff).get("/rules/YY-1/?edition=1").status_code == 200


def test_code_may_be_typed_in_small_letters(edition: Edition):
    assert Client().get(f"/r/{edition.code.lower()}").status_code == 200


@pytest.mark.parametrize("code", ["AAAAAAA", "x", "%E5%88%B6", "1' OR '1'='1"])
def test_unknown_code_is_not_found(edition: Edition, code: str):
    assert Client().get(f"/r/{code}").status_code == 404


def test_page_sets_no_cookie_and_is_kept_nowhere(edition: Edition):
    response = Client().get(f"/r/{edition.code}")
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_page_needs_no_script(edition: Edition):
    assert "<script" not in opened(edition.code)


def test_page_only_reads(edition: Edition):
    assert Client().post(f"/r/{edition.code}").status_code == 405


def test_page_costs_the_same_with_many_clauses(office: Office, edition: Edition, assert_queries_constant):
    client = Client()
    following = making.next_edition(edition.rulebook, office, {})
    for number in range(5):
        services.add_clause(edition=following, heading=f"条{number}", text="正文")
    paths = iter([f"/r/{edition.code}"] * 2 + [f"/r/{following.code}"])

    def grow():
        making.publish(following, office, on=LATER)

    assert_queries_constant(lambda: client.get(next(paths)), grow, at_most=6)
