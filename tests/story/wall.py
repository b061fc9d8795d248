"""How a rule comes to the wall: from a file that somebody found to the sheet that hangs there."""

import re
from datetime import date

from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from common import clock
from notices.models import NoticeRecipient
from people.models import Employee
from rules.models import Consultation, Edition, ImportedDocument, ReadingTask, ReplaceTask
from tests.story.stage import Stage, fill, main_act, press
from tests.support.browser import check
from tests.support.pdf import pdf_words

DECIDED = {
    "att.late.minor_max_minutes": "10",
    "att.late.minor_fine_cny": "20",
    "att.late.major_min_minutes": "30",
    "att.late.monthly_dismissal_count": "3",
}
ADVICE = "法务意见：金额从绩效中扣，不低于最低工资"
A2 = (420, 594)  # mm


def bring_in(stage: Stage, name: str, content: bytes) -> ImportedDocument:
    """The director finds the page of imports and gives the file."""
    page = stage.desktop(stage.office.director)
    page.goto("/rules/")
    page.locator(f"a[href='{reverse('rules:import')}']").click()
    page.locator("[name=upload]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.locator(".import-submit button").click()
    page.wait_for_url(re.compile(r"/rules/imports/\d+/$"))
    return ImportedDocument.objects.get()


def look_through(stage: Stage, document: ImportedDocument, *, blanks: int) -> None:
    """The tree stands there; blanks are taken as guessed, and every remark is looked at."""
    page = stage.desktop(stage.office.director)
    expect(page.locator(".import-spot.is-open")).to_have_count(blanks)
    check(page)
    page.locator(f"form[action='{reverse('rules:import-guesses', args=[document.pk])}'] button").click()
    expect(page.locator(".import-spot.is-set")).to_have_count(blanks)
    page.locator(f".import-todo a[href='{reverse('rules:import-flags', args=[document.pk])}']").click()
    page.wait_for_url("**/remarks/")
    while (left := page.locator(".import-remark .import-confirm").count()) > 0:
        group = page.locator(".import-confirm-all")
        press(page, (group if group.count() else page.locator(".import-confirm")).first.locator("button"))
        assert page.locator(".import-remark .import-confirm").count() < left


def make_draft(stage: Stage, document: ImportedDocument, **facts: str) -> Edition:
    """The document becomes a rulebook of its own."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:import-document", args=[document.pk]))
    press(page)
    fill(page, **facts)
    press(page)
    page.wait_for_url(re.compile(r"/rules/editions/\d+/write/$"))
    return Edition.objects.get(rulebook__number=facts["number"])


def say_what_it_fits(stage: Stage, edition: Edition) -> None:
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    press(page)
    fill(page, company_size="13人", company_nature="有限责任公司", business_range="运营服务", posts_and_duties="总监、组长、专员")
    press(page)


def decide(stage: Stage, edition: Edition, key: str, value: str) -> None:
    """A blank is decided from the text; where the law has something to say, it stands beside the field."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:value-decide", args=[edition.pk, key]))
    if key == "work.schedule":
        for row, hours in enumerate(value.split()):
            first, last = hours.split("-")
            fill(page, **{f"start_{row}": first, f"end_{row}": last})
    else:
        fill(page, value=value)
    if page.locator("[name=reason]").count():
        fill(page, reason=ADVICE)
    press(page)
    page.wait_for_url(re.compile(r"/write/#c\d+$"))


def say_what_is_between(stage: Stage, edition: Edition, between: str) -> None:
    """The page says that the draft leaves a gap between the two bounds; the director writes what holds there, and decides it."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    expect(page.locator("main .toast-warning", has_text="请写明迟到超过10分钟、未超过30分钟时按哪一款处理")).to_be_visible()
    clause = edition.texts.get(text__contains="{att.late.major_min_minutes}")
    page.goto(reverse("rules:clause-edit", args=[edition.pk, clause.clause_id]))
    text = page.locator("[name=text]")
    text.fill(f"{text.input_value()}介于两者之间的，按{{att.late.gap_rule}}处理。")
    press(page)
    decide(stage, edition, "att.late.gap_rule", between)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    expect(page.locator("main .toast-warning", has_text="请写明迟到超过")).to_have_count(0)


def found_by_the_check(stage: Stage, edition: Edition) -> Page:
    """The page of the legal check, as the director opens it from the edition."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    page.locator(f"a[href='{reverse('rules:lint', args=[edition.pk])}']").first.click()
    page.locator(".lint-lines").first.wait_for()
    return page


def ask_staff(stage: Stage, edition: Edition) -> Consultation:
    """Everybody whom it binds is asked until this evening."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:consult", args=[edition.pk]))
    fill(page, statement="请看考勤一章：迟到怎样算，是否合理？", closes_on=clock.today().isoformat())
    press(page)
    page.wait_for_url(re.compile(r"/rules/(consultations|editions)/"))
    return Consultation.objects.get(edition=edition)


def say(stage: Stage, asked: Consultation, text: str) -> None:
    """Li finds on her phone that she is asked, and says something on the whole."""
    page = stage.phone(stage.office.staff)
    page.goto("/")
    page.locator(f"a[href='{reverse('rules:consultation', args=[asked.pk])}']").first.tap()
    page.locator("#whole summary").tap()
    page.locator("#whole [name=text]").fill(text)
    check(page)
    press(page, page.locator("#whole form button"))
    expect(page.locator("#whole")).to_contain_text(text)


def answer_staff(stage: Stage, asked: Consultation) -> None:
    """Every opinion is answered, both meetings are on record, and the outcome is told."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:answers", args=[asked.pk]))
    while page.locator("form.opinion-answer").count():
        form = page.locator("form.opinion-answer").first
        form.locator("[name$=accepted][value=yes]").check()
        form.locator("textarea").fill("采纳：十分钟以内算轻微")
        press(page, form.locator("button"))
    fill(page, summary="大家同意，轻微迟到按十分钟算")
    press(page)
    for kind in ("all_staff", "representatives"):
        page.goto(reverse("rules:meeting", args=[asked.edition_id]))
        fill(page, kind=kind, held_on=clock.today().isoformat(), present="全体", minutes="逐条讨论，没有不同意见")
        press(page)


def hand_to_counsel(stage: Stage, edition: Edition) -> None:
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    fill(page, reviewer=stage.office.counsel.number)
    press(page)


def review(stage: Stage, edition: Edition) -> None:
    """Counsel says of every finding that stops the rule why it can stand, and passes it."""
    page = stage.desktop(stage.office.counsel)
    page.goto(reverse("rules:lint", args=[edition.pk]))
    errors = page.locator(".lint-line.lint-error")
    for number in range(errors.count()):
        line = errors.nth(number)
        line.locator("summary").click()
        line.locator("textarea").fill(ADVICE)
        press(page, line.locator("form button"))
        expect(errors.nth(number).locator(".lint-answer")).to_contain_text(ADVICE)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    fill(page, law_cited="劳动合同法第四条", opinion="经民主程序，内容合法", verdict="pass")
    press(page)


def approve(stage: Stage, edition: Edition) -> None:
    """The director submits it, the general manager says yes on a phone."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    press(page)
    edition.refresh_from_db()
    say_yes(stage.phone(stage.office.manager), edition.rulebook.title)
    edition.refresh_from_db()
    assert edition.state == "approved"


def say_yes(page: Page, title: str) -> None:
    """From the first page to the request that names it, and yes."""
    page.goto("/")
    page.locator("a.row[href^='/inbox/']", has_text=title).first.tap()
    page.wait_for_url(re.compile(r"/inbox/\d+/$"))
    press(page, page.locator("button[form=approve]"))


def next_edition(stage: Stage, number: str, *, reason: str, first: date) -> Edition:
    """A copy of the edition that holds, with its own first day."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:draft", args=[number]))
    fill(page, reason=reason)
    press(page)
    edition = Edition.objects.filter(rulebook__number=number).latest("number")
    page.goto(reverse("rules:settings", args=[edition.pk]))
    fill(page, effective_rule="fixed", effective_on=first.isoformat())
    press(page)
    return edition


def publish(stage: Stage, edition: Edition, first: date) -> None:
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:edition", args=[edition.pk]))
    press(page)
    edition.refresh_from_db()
    assert (edition.state, edition.effective_on) == ("published", first)


def told_to_read(edition: Edition, *people: Employee) -> None:
    """Those whom it binds have a notice and a task to read it, and nobody else has."""
    assert {task.employee for task in ReadingTask.objects.filter(edition=edition)} == set(people)
    told = NoticeRecipient.objects.filter(notice__kind="rule_change", notice__subject__contains=str(edition))
    assert {one.recipient for one in told} == set(people)


def acknowledge(stage: Stage, edition: Edition) -> None:
    """Li finds the rule on her phone, reads it, and writes her name under it."""
    page = stage.phone(stage.office.staff)
    page.goto("/")
    page.get_by_role("link", name=edition.rulebook.title).first.tap()
    page.wait_for_selector("#acknowledge")
    page.get_by_role("checkbox").check()
    page.get_by_label("你的姓名").fill(stage.office.staff.name)
    check(page)
    page.get_by_role("button", name="我已阅读并知晓").tap()
    page.wait_for_url("**/rules/read/")


def print_poster(stage: Stage, edition: Edition) -> str:
    """The A2 sheet is laid out and taken as a file; its text."""
    page = stage.desktop(stage.office.director)
    page.goto(reverse("rules:sheet", args=[edition.pk]))
    with page.expect_download() as taken:
        main_act(page).click()
    content = taken.value.path().read_bytes()
    poster = PdfDocument(content)
    assert tuple(round(float(side) * 25.4 / 72) for side in poster[0].get_size()) == A2
    return pdf_words(content)


def hang_up(stage: Stage, edition: Edition, photo: bytes) -> None:
    """A place is named and the copy recorded with a photo, on the phone in front of the wall."""
    page = stage.phone(stage.office.director)
    page.goto(reverse("rules:posting-place-new"))
    fill(page, name="一楼前台", department=stage.office.ours.name, size="A2")
    press(page)
    page.locator("a[href$='/post/']").first.tap()
    page.locator("[name=edition]").select_option(str(edition.pk))
    page.locator("[name=photo]").set_input_files({"name": "墙.jpg", "mimeType": "image/jpeg", "buffer": photo})
    check(page)
    press(page)
    expect(page.locator(".wall-photo")).to_have_js_property("complete", True)


def scan(stage: Stage, edition: Edition, word: str) -> None:
    """Somebody without an account scans the code of the sheet on the wall."""
    page = stage.phone(None)
    page.goto(reverse("rules:posted", args=[edition.code]))
    expect(page.locator(f".posted-{word}")).to_be_visible()


def told_to_replace(stage: Stage, edition: Edition) -> None:
    """From the first page the head of the unit comes to the copies that are out of date, and to the task to replace this one."""
    page = stage.phone(stage.office.director)
    page.goto("/")
    page.locator(f"main a[href='{reverse('rules:postings')}']").first.tap()
    page.locator(".wall-alarm .wall-due", has_text=str(edition)).locator("a.button").tap()
    page.wait_for_url("**/rules/postings/tasks/*/")
    check(page)
    task = ReplaceTask.objects.get()
    assert (task.edition, task.done_at) == (edition, None)
