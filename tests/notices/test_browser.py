"""The pages of this house in a real browser."""

from datetime import UTC, datetime

import pytest

from common import clock
from notices import services
from tests.factories import department, grant, holder, post
from tests.support.browser import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def boss():
    """A supervisor with a team, notices read and unread, and a channel."""
    company = department("云帆贸易有限公司")
    own = department("运营部", parent=company)
    boss = holder(post(own, "运营主管", rank=3), name="周敏")
    grant(boss, "supervisor", own)
    team = department("客服一组", parent=own)
    crew = [holder(post(team, "客服专员"), name=name) for name in ("李雯", "王芳", "赵强")]
    with clock.stopped(NOON):
        for kind, subject, level in NOTICES:
            services.notify(recipients=[boss, *crew], kind=kind, subject=subject, level=level, sender=crew[0], at=NOON)
        mine = services.notify(
            recipients=crew, kind="meeting_change", subject="周一例会改到周二上午九点", body="地点不变：三楼会议室。\n请带上周报。",
            link="/calendar/", sender=boss, at=NOON,
        )  # fmt: skip
        services.mark_read(notice=mine, by=crew[0].user, at=NOON)
        services.mark_read(notice=boss.notices.order_by("pk").first().notice, by=boss.user, at=NOON)
        channel = services.add_channel(
            owner=boss, label="运营部钉钉群", address="https://oapi.dingtalk.com/robot/send?access_token=abc", at=NOON
        )
        services.try_channel(channel=channel, at=NOON)
    boss.mine, boss.channel = mine, channel
    return boss


NOTICES = [
    ("announcement", "周五下午消防演练，请提前十分钟到场", "info"),
    ("rule_change", "考勤管理制度第3版于12月1日起执行", "important"),
    ("closure", "12月5日系统维护，22:00后无法打卡", "urgent"),
]


@pytest.mark.parametrize(
    "path",
    [
        "/notices/", "/notices/?show=unread&kind=penalty", "/notices/{mine}/", "/notices/send/", "/notices/sent/",
        "/notices/{mine}/recipients/", "/notices/channels/", "/notices/channels/{channel}/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_page_reads_well(request, boss, path, size):
    page = request.getfixturevalue(size)(boss.user)
    page.goto(path.format(mine=boss.mine.pk, channel=boss.channel.pk))
    check(page)


def test_a_notice_is_sent_from_a_phone(boss, phone):
    page = phone(boss.user)
    page.goto("/notices/send/")
    page.fill("[name=subject]", "明天上午盘点")
    page.get_by_label("客服一组").check()
    page.locator(".primary button").click()
    page.wait_for_selector("[name=confirmed]", state="attached")
    check(page)
    page.locator(".primary button").click()
    page.wait_for_url("**/notices/*/")
    assert "明天上午盘点" in page.inner_text("main")
    assert boss.notices_sent.get(subject="明天上午盘点").recipients.count() == 3
