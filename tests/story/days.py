"""What the rule does once it hangs: a morning, a leave, a fapiao, a month."""

import re
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Page, expect

from attendance.models import MonthClosing, Slip
from finance.models import Claim
from people.models import Employee
from tests.finance import budgeting
from tests.story.stage import Stage, fill, press, work_off
from tests.story.wall import say_yes
from tests.support.browser import check

LEAVE = "事假"


def clock_in(stage: Stage, *, words: str, clause: str, why: str) -> None:
    """Li presses the button on her phone, reads what it means, and opens why."""
    page = stage.phone(stage.office.staff)
    page.goto("/clock/")
    page.locator(".clock-button").tap()
    page.get_by_role("status").get_by_text("已记录").wait_for()
    expect(page.locator("main")).to_contain_text(f"依据 {clause}")
    check(page)
    page.get_by_role("link", name=words).tap()
    page.wait_for_url("**/attendance/**")
    expect(page.locator("main")).to_contain_text(why)


def clock_out(stage: Stage) -> None:
    page = stage.phone(stage.office.staff)
    page.goto("/")
    page.locator(".clock-button").tap()
    page.get_by_role("status").get_by_text("已记录").wait_for()


def ask_leave(stage: Stage, day: date) -> Slip:
    """Li asks for the morning of the day, and sees who decides before she sends it."""
    page = stage.phone(stage.office.staff)
    page.goto("/slips/")
    page.locator(f"a[href='{reverse('attendance:slip-new', args=['leave'])}']").first.tap()
    page.locator("[name=type]").select_option(LEAVE)
    fill(page, first=day.isoformat(), begins="09:00", ends="12:00", reason="带孩子看病")
    expect(page.locator("#look")).to_contain_text(stage.office.head.name)
    check(page)
    page.locator("#send").tap()
    page.wait_for_url(re.compile(r"/slips/\d+/$"))
    return Slip.objects.get()


def allow_leave(stage: Stage, slip: Slip) -> None:
    say_yes(stage.phone(stage.office.head), LEAVE)
    slip.refresh_from_db()
    assert slip.state == "approved"


def hand_in(stage: Stage, who: Employee, file: SimpleUploadedFile, *, total: str, **typed: str) -> Claim:
    """The file fills the form, what only a person knows is typed, and the claim goes its way."""
    page, claim = filled_by(stage, who, file)
    line = claim.lines.get()
    expect(page.locator(f"[name=line-{line.pk}-amount]")).to_have_value(total)
    expect(page.locator(f"[name=line-{line.pk}-cost_on]")).to_have_value("2026-11-02")
    fill(page, title="拜访云栖项目", work_link="云栖项目", **{f"line-{line.pk}-{name}": value for name, value in typed.items()})
    press(page)
    page.wait_for_url(f"**/claims/{claim.pk}/")
    claim.refresh_from_db()
    assert (claim.state, claim.total) == ("submitted", Decimal(total))
    return claim


def filled_by(stage: Stage, who: Employee, file: SimpleUploadedFile) -> tuple[Page, Claim]:
    """The form of a new claim, as the file fills it."""
    page = stage.phone(who)
    page.goto("/expenses/")
    page.locator(".primary a").tap()
    page.wait_for_url("**/claims/new/")
    page.locator("input[type=file]").set_input_files({"name": file.name, "mimeType": file.content_type, "buffer": file.read()})
    page.wait_for_url("**/claims/*/edit/")
    return page, Claim.objects.latest("pk")


def hand_in_again(stage: Stage, file: SimpleUploadedFile) -> None:
    """The same fapiao a second time: nothing is handed in, and the page says why."""
    page, claim = filled_by(stage, stage.office.staff, file)
    fill(page, title="再次拜访", work_link="云栖项目")
    page.locator(".primary button").tap()
    expect(page.locator(".form-errors")).to_contain_text("已经报销")
    check(page)
    claim.refresh_from_db()
    assert claim.state == "draft"


def agree_at_the_desk(stage: Stage, who: Employee, claim: Claim) -> None:
    """In the admin: found in the list, looked at with its fapiao, agreed to."""
    page = stage.desktop(who)
    page.goto("/admin/finance/claim/")
    page.get_by_role("link", name=claim.number).first.click()
    page.locator(".claim-sheet").wait_for()
    page.get_by_role("link", name="同意").first.click()
    page.locator(".claim-decide").wait_for()
    page.locator(".claim-decide button.button-main").click()
    page.wait_for_url(f"**/admin/finance/claim/{claim.pk}/change/")
    claim.refresh_from_db()


def budget_line(stage: Stage, code: str) -> tuple[Decimal, Decimal]:
    """(reserved, left) of a line of the team's budget, as it stands on its page."""
    account = budgeting.account(stage.office.budget, code)
    page = stage.desktop(stage.office.accountant)
    page.goto(reverse("finance:budget-account", args=[account.pk]))
    _budget, reserved, _spent, left = page.locator(".budget-sums dd").all_inner_texts()
    return Decimal(reserved.replace(",", "")), Decimal(left.replace(",", ""))


def close_month(stage: Stage, month: date) -> MonthClosing:
    """HR looks at those of whom nothing is known and closes the month; the worker draws up the sheets."""
    page = stage.desktop(stage.office.hr)
    page.goto("/months/")
    page.locator(f"a[href='{reverse('attendance:closing', args=[month])}']").click()
    page.locator("[name=accepts_no_data]").check()
    check(page)
    press(page)
    work_off()
    page.goto(reverse("attendance:closing", args=[month]))
    expect(page.locator(".closing-state")).to_be_visible()
    return MonthClosing.objects.get(month=month)


def confirm_sheet(stage: Stage, *words: str) -> None:
    """Li finds her sheet on her first page, reads what November came to, and confirms it."""
    page = stage.phone(stage.office.staff)
    page.goto("/")
    page.locator("main a[href^='/sheets/']").first.tap()
    for told in words:
        expect(page.locator("main")).to_contain_text(told)
    check(page)
    press(page)
    expect(page.locator("section[aria-labelledby=answer] .badge-good")).to_be_visible()


def reads_of_the_day(stage: Stage, day: date, *words: str) -> None:
    """Li looks a day up: what it cost, and by which edition."""
    page = stage.phone(stage.office.staff)
    page.goto(reverse("attendance:day", args=[stage.office.staff.number, day.isoformat()]))
    for told in words:
        expect(page.locator("main")).to_contain_text(told)
