"""The pages in a real browser: on a phone and a desktop, and without scripts."""

from datetime import date
from typing import Any

import pytest

from common import clock
from duties import services
from duties.models import Duty, DutyItem
from people.models import User
from tests.duties.conftest import MONDAY, at, duty
from tests.duties.test_done import PNG
from tests.rules import making
from tests.rules.making import Office
from tests.support.browser import DESKTOP, PHONE, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRIDAY, SATURDAY = date(2026, 11, 6), date(2026, 11, 7)


@pytest.fixture
def office(transactional_db: None) -> Office:
    """A wall with a periodic clause, a duty done, one overdue and brought up, one to be shown by a photo."""
    office = Office()
    making.published(office, {"sup.count_interval_days": "90"}, level="public")
    done, late = duty(office), duty(office, name="检查插座、灭火器和通道", plan="workdays", weekday=None, every=5)
    duty(office, name="拍摄公告栏", evidence="photo")
    services.complete_item(item=done.items.get(), by=office.staff, at=at(FRIDAY), note="已备份，校验一致")
    services.bring_up_overdue(at=at(SATURDAY, 1))
    assert late.items.get(due_on=FRIDAY).escalated_to == office.director
    User.objects.update(language="en")
    for person in (office.staff, office.director):
        person.user.refresh_from_db()
    return office


def paths(reader: str) -> list[str]:
    """Every page of the house that the reader opens."""
    done, late, _photo = Duty.objects.order_by("pk")
    items = [done.items.get(due_on=FRIDAY), late.items.get(due_on=FRIDAY)]
    own = ["/", "/my-duties/", done.get_absolute_url(), *(item.get_absolute_url() for item in items)]
    if reader == "staff":
        return own
    clause = making.Edition.objects.get().texts.order_by("-order").first().clause_id
    return [
        *own, "/duties/", "/duties/?show=overdue", "/duties/?show=ended", "/duties/clauses/", "/duties/new/",
        f"/duties/new/?clause={clause}", f"/duties/clauses/{clause}/no-duty/", f"/duties/{done.pk}/change/", f"/duties/{done.pk}/end/",
    ]  # fmt: skip


@pytest.mark.parametrize("reader", ["staff", "director"])
@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "desktop"])
def test_pages_read_well(open_page: Any, office: Office, reader: str, size: dict[str, int], dark: bool):
    page = open_page(getattr(office, reader).user, size, dark)
    with clock.stopped(at(SATURDAY)):
        for path in paths(reader):
            page.goto(path)
            check(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_photo_is_handed_in_from_a_phone(open_page: Any, office: Office, scripts: bool):
    page = open_page(office.staff.user, PHONE, java_script_enabled=scripts)
    with clock.stopped(at(SATURDAY)):
        page.goto("/my-duties/")
        page.get_by_role("link", name="拍摄公告栏").first.click()
        page.get_by_label("photo").set_input_files({"name": "wall.png", "mimeType": "image/png", "buffer": PNG})
        page.get_by_role("button", name="Record as done").click()
        page.get_by_text("Recorded: 拍摄公告栏").wait_for()
    assert DutyItem.objects.get(file__isnull=False).done_by == office.staff


def test_form_asks_only_for_what_the_plan_needs(open_page: Any, office: Office):
    page = open_page(office.director.user, PHONE)
    with clock.stopped(at(MONDAY)):
        page.goto("/duties/new/")
        page.get_by_label("every week").check()
        assert page.get_by_label("on which weekday").is_visible()
        assert not page.get_by_label("on which day of the month").is_visible()
        page.get_by_label("every year").check()
        assert page.get_by_label("in which month").is_visible()
        assert not page.get_by_label("on which weekday").is_visible()
