"""The pages: my duties, every duty, one of them, its forms, the file."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Value
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from common import clock
from common.models import AuditEntry
from duties import services, sources
from duties.models import Duty, DutyItem
from duties.selectors.holders import Holder
from duties.shell import due_this_week
from duties.sources import DutySource, SourceItem
from people.models import User
from rules.services import add_clause, bind_clause
from tests import factories
from tests.duties.conftest import MONDAY, at, duty
from tests.duties.test_done import photo
from tests.rules import making
from tests.rules.making import Office

FRIDAY, SATURDAY = date(2026, 11, 6), date(2026, 11, 7)
NOON = at(FRIDAY, 12)


def as_(person: Any) -> Client:
    """The person's browser, in English."""
    User.objects.filter(pk=person.user.pk).update(language="en")
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def noon():
    with clock.stopped(NOON):
        yield


@pytest.fixture
def nature(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another house whose things fall due by themselves."""
    one = SourceItem(
        title="公告栏二楼", url="/rules/", department_id=office.team.pk, department=office.team.name, owner="专员", rhythm="when replaced",
        due_on=date(2026, 11, 5), holders=(Holder(office.staff.pk, office.staff.name),), last_on=MONDAY, last_words="已贴第1版",
    )  # fmt: skip
    monkeypatch.setattr(sources, "_sources", {})
    sources.register(
        DutySource(
            "test.posters",
            "replacing posters",
            lambda day, user: [one],
            lambda day, user: Value(1),
            lambda answer, day: answer,
            keys=("pol.review_interval_days",),
        )
    )


@pytest.mark.row("SYS-01")
def test_page_lists_every_duty_with_owner_next_due_and_last_evidence(office: Office, nature: None):
    done, fresh = duty(office), duty(office, name="查看灭火器", plan="monthly", weekday=None, month_day=20)
    services.complete_item(item=done.items.get(), by=office.staff, at=at(FRIDAY), note="已备份，校验一致")
    with clock.stopped(at(SATURDAY)):
        page = as_(office.director).get("/duties/")
    lines = {line.title: line for line in page.context["lines"]}
    assert set(lines) == {"备份数据", "查看灭火器", "公告栏二楼"}
    assert (lines["备份数据"].owner, lines["备份数据"].owner_names) == ("专员", office.staff.name)
    assert (lines["备份数据"].due_on, lines["备份数据"].last_on, lines["备份数据"].last_words) == (
        date(2026, 11, 13),
        FRIDAY,
        "已备份，校验一致",
    )
    assert (lines["查看灭火器"].due_on, lines["查看灭火器"].last_on) == (date(2026, 11, 20), None)
    assert (lines["公告栏二楼"].owner_names, lines["公告栏二楼"].due_on) == (office.staff.name, date(2026, 11, 5))
    for words in (office.staff.name, "已备份，校验一致", "13 Nov", "20 Nov", "已贴第1版", fresh.get_absolute_url()):
        assert words in page.text


@pytest.mark.row("SYS-01")
def test_advancing_the_clock_makes_the_item_due(office: Office):
    made = duty(office)
    client = as_(office.staff)
    seen = []
    for day in (MONDAY, FRIDAY, SATURDAY):
        with clock.stopped(at(day, 8)):
            [owed] = [*(mine := client.get("/my-duties/").context["mine"]).late, *mine.soon]
            seen.append((owed.item, owed.state))
    assert seen == [(made.items.get(), state) for state in ("open", "due", "overdue")]


def test_my_duties_say_what_is_empty(office: Office, noon: None):
    assert "You owe nothing" in as_(office.staff).get("/my-duties/").text


def test_my_duties_of_an_account_without_employee(office: Office, noon: None):
    client = Client()
    client.force_login(factories.UserFactory(language="en"))
    assert "No employee stands behind" in client.get("/my-duties/").text


def test_owner_hands_in_a_photo(office: Office, noon: None):
    item = duty(office, evidence="photo").items.get()
    client = as_(office.staff)
    answer = client.post(item.get_absolute_url(), {"note": "完好", "file": photo()}, follow=True)
    item.refresh_from_db()
    assert (item.note, item.file.name) == ("完好", "a.png")
    assert "Recorded: 备份数据" in answer.text
    answer = client.get(reverse("common:file", args=[item.file_id]))
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_form_without_evidence_is_refused_beside_its_field(office: Office, noon: None):
    item = duty(office).items.get()
    answer = as_(office.staff).post(item.get_absolute_url(), {"note": ""})
    assert answer.status_code == 422
    assert "note" in answer.context["form"].errors


def test_wrong_kind_of_file_is_a_sentence(office: Office, noon: None):
    item = duty(office, evidence="photo").items.get()
    answer = as_(office.staff).post(item.get_absolute_url(), {"file": SimpleUploadedFile("a.png", b"MZ\0\0\0")})
    assert answer.status_code == 422
    assert DutyItem.objects.get().done_at is None


def test_what_was_brought_up_stands_with_the_superior(office: Office):
    made = duty(office)
    services.bring_up_overdue(at=at(SATURDAY))
    with clock.stopped(at(SATURDAY)):
        page = as_(office.director).get("/my-duties/")
        assert [owed.item for owed in page.context["mine"].brought_up] == [made.items.get()]
        assert office.staff.name in page.text


def test_first_page_shows_what_is_due_this_week(office: Office):
    duty(office), duty(office, name="年度盘点", plan="yearly", weekday=None, month=12, month_day=31)
    with clock.stopped(at(MONDAY)):
        text = as_(office.staff).get("/").text
    assert "备份数据" in text
    assert "年度盘点" not in text


# -- rights ------------------------------------------------------------------------------------------


def test_staff_see_their_own_duty_and_no_other(office: Office, noon: None):
    own, other = duty(office), duty(office, department=office.ours, post=office.director.assignments.get().post)
    client = as_(office.staff)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(own.items.get().get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(other.items.get().get_absolute_url()).status_code == 404
    assert client.get("/duties/").status_code == 403


def test_duties_of_another_unit_are_not_seen(office: Office, noon: None):
    elsewhere = factories.department("市场部", office.company)
    stranger = factories.holder(factories.post(elsewhere, "经理", 5, is_head=True), "经理")
    factories.grant(stranger, "manager", elsewhere)
    made = duty(office)
    client = as_(stranger)
    assert client.get("/duties/").context["lines"] == []
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(f"/duties/{made.pk}/change/").status_code == 404


@pytest.mark.parametrize("path", ["change/", "end/"])
def test_owner_does_not_change_the_duty(office: Office, noon: None, path: str):
    assert as_(office.staff).get(f"{duty(office).get_absolute_url()}{path}").status_code == 403


def test_supervisor_sees_but_enters_nothing(office: Office, noon: None):
    supervisor = factories.holder(factories.post(office.ours, "主管"), "主管")
    factories.grant(supervisor, "supervisor", office.ours)
    client = as_(supervisor)
    assert client.get("/duties/").status_code == 200
    assert client.get("/duties/new/").status_code == 403


def test_colleague_cannot_record_it(office: Office, noon: None):
    item = duty(office).items.get()
    auditor = factories.holder(factories.post(office.company, "审计"), "审计")
    factories.grant(auditor, "auditor")
    answer = as_(auditor).post(item.get_absolute_url(), {"note": "已备份"})
    assert answer.status_code == 422
    assert "Only the owner" in answer.text


# -- forms -------------------------------------------------------------------------------------------

TYPED = {
    "name": "盘点办公用品", "department": "客服组", "post": "专员", "role": "", "plan": "quarterly", "month": "3", "month_day": "20",
    "evidence": "file", "starts_on": "2026-11-09",
}  # fmt: skip


def test_manager_enters_a_duty(office: Office, noon: None):
    answer = as_(office.director).post("/duties/new/", TYPED)
    made = Duty.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert (made.code, made.post, made.items.get().due_on) == ("YW-2026-0001", office.staff.assignments.get().post, date(2026, 12, 21))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"post": ""}, "post"),
        ({"post": "厨师"}, "post"),
        ({"department": "没有"}, "department"),
        ({"month": "4"}, "month"),
        ({"month_day": ""}, "month_day"),
        ({"plan": "weekly"}, "weekday"),
        ({"plan": "parameter"}, "key"),
        ({"plan": "nonsense"}, "plan"),
        ({"starts_on": "2026-11-01"}, "__all__"),
        ({"name": ""}, "name"),
    ],
)
def test_unfit_duty_is_refused_with_a_sentence(office: Office, noon: None, changed: dict[str, str], field: str):
    answer = as_(office.director).post("/duties/new/", {**TYPED, **changed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Duty.objects.exists()


def test_duty_of_a_unit_outside_ones_scope_is_forbidden(office: Office, noon: None):
    assert as_(office.director).post("/duties/new/", {**TYPED, "department": "公司", "post": "法务"}).status_code == 403


def test_change_keeps_what_was_typed_before(office: Office, noon: None):
    made = duty(office)
    client = as_(office.director)
    assert client.get(f"/duties/{made.pk}/change/").context["form"]["post"].value() == "专员"
    client.post(f"/duties/{made.pk}/change/", {**TYPED, "plan": "weekly", "weekday": "3"})
    made.refresh_from_db()
    assert (made.name, made.weekday, made.items.undone().get().due_on) == ("盘点办公用品", 3, date(2026, 11, 11))


def test_ended_duty_leaves_the_page(office: Office, noon: None):
    made = duty(office)
    client = as_(office.director)
    client.post(f"/duties/{made.pk}/end/", {"last_on": "2026-11-06"})
    with clock.stopped(at(SATURDAY)):
        assert client.get("/duties/").context["lines"] == []
        assert [line.title for line in client.get("/duties/?show=ended").context["lines"]] == ["备份数据"]
        assert client.get(f"/duties/{made.pk}/").status_code == 200


def test_filter_by_unit_and_overdue(office: Office):
    head = office.director.assignments.get().post
    late, other = duty(office), duty(office, name="巡查", department=office.ours, post=head, weekday=None, plan="monthly", month_day=20)
    client = as_(office.director)
    with clock.stopped(at(SATURDAY)):
        titles = {
            query: [line.title for line in client.get(f"/duties/?{query}").context["lines"]]
            for query in ("show=overdue", f"department={office.ours.pk}", "department=x&show=y", "")
        }
    assert titles["show=overdue"] == [late.name]
    assert titles[f"department={office.ours.pk}"] == [other.name]
    assert titles["department=x&show=y"] == titles[""] == [late.name, other.name]


def test_excel_file_holds_the_list_and_is_written_to_the_trail(office: Office, noon: None):
    duty(office)
    answer = as_(office.director).get("/duties/excel/")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert sheet[1][:2] == ["YW-2026-0001", "备份数据"]
    assert office.staff.name in sheet[1]
    assert AuditEntry.objects.filter(verb="export", table_name="duties_duty").exists()


# -- clauses -----------------------------------------------------------------------------------------


@pytest.fixture
def wall(office: Office) -> dict[str, int]:
    """Clauses on the wall, by heading: id of the clause."""
    edition = making.rulebook(office, {"pol.review_interval_days": "365"}, level="public")
    after = edition.texts.order_by("-order").first().clause
    for heading, text in (
        ("盘点", "每季度末盘点办公用品。"),
        ("检查", "各组应定期检查用电。"),
        ("礼貌", "接待客户应当礼貌。"),
        ("作息", "每天{work.day_starts}换日。"),
        ("备份", "数据要备份。"),
    ):
        after = add_clause(edition=edition, after=after, heading=heading, text=text).clause
    bind_clause(edition=edition, clause=after, codes=["duties.periodic"])
    making.publish(edition, office, on=date(2026, 11, 3))
    return dict(edition.texts.values_list("heading", "clause"))


def figure(client: Client) -> tuple[int, int]:
    found = client.get("/duties/").context["figure"]
    return found.with_duty, found.clauses


def test_periodic_clauses_are_found_by_words_and_by_binding(office: Office, wall: dict[str, int], nature: None, noon: None):
    client = as_(office.director)
    page = client.get("/duties/clauses/")
    assert [one.row.heading for one in page.context["without"]] == ["盘点", "检查", "备份"]
    assert [one.row.heading for one in page.context["with_duty"]] == ["pol.review_interval_days"], "it has its duty by nature"
    assert figure(client) == (1, 4)


def test_clause_becomes_a_duty(office: Office, wall: dict[str, int], nature: None, noon: None):
    client = as_(office.director)
    form = client.get(f"/duties/new/?clause={wall['盘点']}").context["form"]
    assert (form["name"].value(), form["plan"].value(), form["department"].value()) == ("盘点", "quarterly", "运营部")
    client.post(f"/duties/new/?clause={wall['盘点']}", TYPED)
    assert Duty.objects.get().clause_id == wall["盘点"]
    assert figure(client) == (2, 4)
    assert "盘点" in client.get("/duties/").context["lines"][-1].clause


def test_clause_that_needs_no_duty_counts_no_more(office: Office, wall: dict[str, int], nature: None, noon: None):
    client = as_(office.director)
    path = f"/duties/clauses/{wall['检查']}/no-duty/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "由物业负责"}).status_code == 302
    assert client.post(path, {"reason": "由物业负责"}).status_code == 422
    assert figure(client) == (1, 3)


@pytest.mark.parametrize("clause", ["0", "x", "99999999999999999999"])
def test_clause_that_is_none_is_a_404(office: Office, noon: None, clause: str):
    assert as_(office.director).get(f"/duties/new/?clause={clause}").status_code == 404


def test_rulebook_shows_how_the_duties_were_kept(office: Office, wall: dict[str, int]):
    made = duty(office)
    services.complete_item(item=made.items.get(), by=office.staff, at=at(FRIDAY), note="已备份")
    number = making.Edition.objects.get().rulebook.number
    with clock.stopped(at(SATURDAY)):
        page = as_(office.director).get(f"/rules/{number}/")
    assert "periodic duties" in page.text
    assert "100" in page.text


# -- the number of queries -----------------------------------------------------------------------------


PAGES = [  # who reads it, what, and at most how many; the frame of a page takes seven
    ("staff", "/my-duties/", 10), ("staff", "/duties/{duty}/", 10), ("staff", "/duties/items/{item}/", 10),
    ("director", "/my-duties/", 10), ("director", "/duties/", 10), ("director", "/duties/clauses/", 10),
    ("director", "/duties/items/{item}/", 12),  # who stands above the owner takes three
    ("director", "/duties/{duty}/change/", 12),
]  # fmt: skip


@pytest.mark.usefixtures("nature")
@pytest.mark.parametrize(("who", "path", "at_most"), PAGES)
def test_page_costs_the_same_for_one_duty_and_for_five(office: Office, who: str, path: str, at_most: int, assert_queries_constant: Any):
    made = duty(office)
    client = as_(getattr(office, who))
    path = path.format(duty=made.pk, item=made.items.get().pk)

    def four_more() -> None:
        for number in range(4):
            duty(office, FRIDAY, name=f"职责{number}")

    with clock.stopped(at(FRIDAY)):
        assert_queries_constant(lambda: client.get(path), four_more, at_most)


def test_panel_of_the_first_page_costs_one_query(office: Office, noon: None, rf: Any, count_queries: Any):
    for number in range(5):
        duty(office, FRIDAY, name=f"职责{number}")
    request = rf.get("/")
    request.user = User.objects.select_related("employee").get(pk=office.staff.user.pk)
    assert count_queries(lambda: due_this_week(request)) == 1
