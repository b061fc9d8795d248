"""Evidence sheets, reports by unit and their sheets: what they say, and to whom."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from common.bindings import of_key
from common.models import AuditEntry
from common.periods import Period
from people.models import Employee
from rules.models import AcknowledgementTrace, Edition
from rules.services.acknowledging import Circumstances, Signature, acknowledge, opened, record_paper
from rules.services.telling import follow_scope
from tests import factories
from tests.rules import making, reading
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import LATER, TODAY, as_, on, said
from tests.rules.reading import STROKES
from tests.rules.test_acknowledge import scan
from tests.support.pdf import pdf_words


@pytest.fixture
def edition(office: Office) -> Edition:
    return making.published(office, {"pol.ack_days": "7"}, departments=[office.ours])


def signed(edition: Edition, who: Employee) -> None:
    opened(edition=edition, employee=who, script="hans", at=at_noon(TODAY))
    acknowledge(
        edition=edition, shown=reading.shown(edition, who, at=at_noon(TODAY)), by=who, at=at_noon(TODAY) + timedelta(seconds=75),
        signature=Signature(name=who.name, drawing=STROKES, agrees=True),
        circumstances=Circumstances(login="password+totp", address="192.0.2.7", browser="Firefox 140"),
    )  # fmt: skip


def person_url(edition: Edition, who: Employee) -> str:
    return f"/rules/editions/{edition.pk}/evidence/{who.number}.pdf"


@pytest.mark.django_db
def test_sheet_of_a_person_tells_everything_on_record(office: Office, edition: Edition):
    signed(edition, office.staff)
    with on(TODAY):
        response = as_(office.staff).get(person_url(edition, office.staff))
    text = pdf_words(response.content)
    done = edition.acknowledgements.get()
    wanted = [
        "制度阅读确认证据单", "李雯", office.staff.number, "客服组", "专员", "考勤管理制度", edition.digest, "总监", "法务",
        "劳动合同法第四条", "总经理", "系统通知", "本人已阅读《考勤管理制度第1版》，知晓其内容。", "75秒", "password+totp", "192.0.2.7",
        "Firefox140", done.digest, done.trace_digest, "下文与此摘要一致", "电子签名法第三条", "只增不改", "一、规定",
    ]  # fmt: skip
    assert [one for one in wanted if one not in text] == []


@pytest.mark.django_db
def test_sheet_says_that_the_address_is_deleted(office: Office, edition: Edition):
    signed(edition, office.staff)
    AcknowledgementTrace.objects.all().delete()
    with on(TODAY):
        text = pdf_words(as_(office.staff).get(person_url(edition, office.staff)).content)
    assert "192.0.2.7" not in text
    assert "保存期满已删除" in text
    assert edition.acknowledgements.get().trace_digest in text


@pytest.mark.django_db
def test_sheet_of_whoever_signed_on_paper_names_the_scan(office: Office, edition: Edition):
    hr = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(hr, "hr")
    record_paper(edition=edition, people=[office.staff], file=scan(), signed_on=TODAY, script="hans", by=hr, at=at_noon(TODAY))
    with on(TODAY):
        text = pdf_words(as_(hr).get(person_url(edition, office.staff)).content)
    assert edition.acknowledgements.get().scan.sha256 in text
    assert f"人事{hr.number}" in text


@pytest.mark.django_db
def test_sheet_of_an_edition_has_a_line_for_everybody(office: Office, edition: Edition):
    signed(edition, office.staff)
    with on(TODAY):
        response = as_(office.director).get(f"/rules/editions/{edition.pk}/evidence.pdf")
    text = pdf_words(response.content)
    assert "2人中已有1人确认" in text
    assert "未确认" in text
    assert edition.acknowledgements.get().digest[:16] in text


@pytest.mark.django_db
def test_taking_evidence_out_is_written_down(office: Office, edition: Edition):
    signed(edition, office.staff)
    with on(TODAY):
        for url in (
            person_url(edition, office.staff),
            f"/rules/editions/{edition.pk}/evidence.pdf",
            f"/rules/editions/{edition.pk}/readers.xlsx",
        ):
            b"".join(as_(office.director).get(url))  # read to its end
    assert AuditEntry.objects.filter(verb="export", table_name="rules_edition", row_id=str(edition.pk)).count() == 3


@pytest.mark.django_db
def test_evidence_is_for_oneself_and_for_whoever_looks_after_them(office: Office, edition: Edition):
    signed(edition, office.director)
    with on(TODAY):
        assert as_(office.staff).get(person_url(edition, office.director)).status_code == 404
        assert as_(office.staff).get(f"/rules/editions/{edition.pk}/evidence.pdf").status_code == 403
        assert as_(office.director).get(person_url(edition, office.director)).status_code == 200


@pytest.mark.django_db
def test_same_facts_give_the_same_file(office: Office, edition: Edition):
    signed(edition, office.staff)
    with on(TODAY):
        first, second = (as_(office.staff).get(person_url(edition, office.staff)).content for _ in range(2))
    assert first == second


# -- reports ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_report_counts_by_unit(office: Office, edition: Edition):
    signed(edition, office.staff)
    with on(LATER):
        text = said(as_(office.director), f"/rules/editions/{edition.pk}/readers/")
    assert "50% 2人中已有1人确认 1人逾期" in text
    assert "运营部 1 0 0 1 1 0%" in text
    assert "客服组 1 1 1 0 0 100%" in text


@pytest.mark.django_db
def test_head_of_a_unit_sees_its_people_only(office: Office):
    edition = making.published(office, {})
    theirs = factories.department("市场部", office.company)
    head = factories.holder(factories.post(theirs, "经理", 5, is_head=True), "经理乙")
    factories.grant(head, "manager", theirs)
    factories.holder(factories.post(theirs, "专员", 1), "赵六")
    follow_scope(at=at_noon(TODAY))
    with on(TODAY):
        text = said(as_(head), f"/rules/editions/{edition.pk}/readers/")
        rows = sheet(as_(head).get(f"/rules/editions/{edition.pk}/readers.xlsx").getvalue())
    assert "赵六" in text
    assert "李雯" not in text
    assert {row[1] for row in rows[1:]} == {"经理乙", "赵六"}


def sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("only", "names"),
    [("", {"李雯", "总监"}), ("open", {"总监"}), ("done", {"李雯"}), ("overdue", {"总监"}), ("nonsense", {"李雯", "总监"})],
)
def test_list_is_narrowed(office: Office, edition: Edition, only: str, names: set[str]):
    signed(edition, office.staff)
    with on(LATER):
        text = said(as_(office.director), f"/rules/editions/{edition.pk}/readers/?only={only}").partition("逐人")[2]
    assert {name for name in ("李雯", "总监") if name in text} == names


@pytest.mark.django_db
def test_reports_want_their_right(office: Office, edition: Edition):
    for url in ("/rules/readers/", f"/rules/editions/{edition.pk}/readers/", f"/rules/editions/{edition.pk}/readers.xlsx"):
        assert as_(office.staff).get(url).status_code == 403


@pytest.mark.django_db
def test_reports_ask_as_much_for_many_people(office: Office, edition: Edition, assert_queries_constant):
    client = as_(office.director)

    def grow() -> None:
        seat = factories.post(office.team, "专员乙", 1)
        for _ in range(5):
            factories.holder(seat)
        follow_scope(at=at_noon(TODAY))

    with on(TODAY):
        for url in ("/rules/readers/", f"/rules/editions/{edition.pk}/readers/", f"/rules/editions/{edition.pk}/readers.xlsx"):
            assert_queries_constant(lambda url=url: b"".join(client.get(url)), grow, at_most=14)  # a file is read to its end


@pytest.mark.django_db
def test_page_of_a_person_lists_what_is_open_and_done(office: Office, edition: Edition):
    second = making.published(office, {}, number="B", title="报销制度", departments=[office.ours])
    signed(second, office.staff)
    with on(TODAY):
        text = said(as_(office.director), reverse("rules:readers-person", args=[office.staff.number]))
        assert as_(office.staff).get(reverse("rules:readers-person", args=[office.director.number])).status_code == 404
    assert "考勤管理制度" in text.partition("已确认")[0]
    assert "报销制度" in text.partition("已确认")[2]


@pytest.mark.django_db
def test_figures_of_the_clause_count_who_was_late(office: Office, edition: Edition):
    reading.acknowledge(edition, office.staff, at=NOW)
    kept = of_key("pol.ack_days").kept(Period(NOW.date(), LATER), None)
    assert (kept.times, kept.broken) == (2, 1)
