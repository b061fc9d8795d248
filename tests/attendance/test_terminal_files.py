"""Files of terminals: understood by their headings, looked at first, written once."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from attendance.domain.terminal_files import MOST_BYTES, Fault, NoSuchFile, Parsed, parse
from attendance.models import DayRecord, Punch, PunchImport, PunchNote
from attendance.services import store_days, terminal_files
from common import clock
from common.errors import RuleBroken
from common.periods import Period
from people.models import Employee
from tests import factories
from tests.attendance.clocking import at, clocked
from tests.attendance.conftest import RULES, SINCE
from tests.rules import making
from tests.rules.making import Office

DAY = date(2026, 11, 16)
NOW = at(date(2026, 11, 18), "10:00")


def read(content: bytes) -> list[tuple[str, str]]:
    """(number, `16 08:55:12`) of each punch."""
    return [(one.number, f"{one.at:%d %H:%M:%S}") for one in parse(content).stamps]


def sheet(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        moment = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if type(cell) in moment:
                    page.write_datetime(line, place, cell, book.add_format({"num_format": moment[type(cell)]}))
                else:
                    page.write(line, place, cell)
    return target.getvalue()


# -- what is understood -------------------------------------------------------------------


LINES = [
    pytest.param("        1007\t2026-11-16 08:55:12\t1\t0\t1\t0\n", id="attlog"),
    pytest.param("1007\t2026-11-16 08:55:12\t255\t15\t0\t0\t0\r\n", id="attlog-windows"),
    pytest.param("工号,姓名,打卡时间\n1007,李雯,2026-11-16 08:55:12\n", id="one-column"),
    pytest.param("考勤号码;姓名;日期时间\n1007;李雯;2026/11/16 8:55:12\n", id="semicolons"),
    pytest.param("人员编号\t日期+时间\n1007\t2026年11月16日 08：55：12\n", id="tabs"),
    pytest.param("原始记录表\n统计 2026-11\n姓名,工号,日期,时间\n李雯,1007,2026-11-16,08:55:12\n", id="title-above"),
    pytest.param("工号,部门,日期,签到时间,签退时间\n1007,客服,2026-11-16,08:55:12,\n", id="empty-cell"),
]


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_of_terminals_is_understood(text: str, encoding: str):
    assert read(text.encode(encoding)) == [("1007", "16 08:55:12")]


def test_several_times_of_a_day_in_one_cell_are_several_punches():
    text = "工号,姓名,日期,打卡时间\n1007,李雯,2026-11-16,08:55 12:01:30 18:03\n1008,王,2026-11-16,\n"
    assert read(text.encode()) == [("1007", "16 08:55:00"), ("1007", "16 12:01:30"), ("1007", "16 18:03:00")]
    assert parse(text.encode()).unclear == ()


@pytest.mark.parametrize(
    "rows",
    [
        [("工号", "姓名", "日期时间"), (1007, "李雯", datetime.combine(DAY, time(8, 55, 12)))],
        [("考勤号码", "日期", "时间"), ("1007", date(2026, 11, 16), time(8, 55, 12))],
        [("人员编号", "打卡时间"), (1007.0, "2026-11-16 08:55:12")],
        [("月度记录",), ("工号（必填）", "日期", "打卡时间"), (1007, "2026-11-16", "08:55:12")],
    ],
    ids=["a moment", "day and time", "text", "title above"],
)
def test_sheet_of_terminals_is_understood(rows: list[tuple[object, ...]]):
    assert read(sheet(*rows)) == [("1007", "16 08:55:12")]


def test_leading_zeros_of_a_number_are_kept():
    assert read(b"0007\t2026-11-16 08:55:12\n")[0][0] == "0007"


def test_lines_that_are_not_understood_are_told_with_their_number():
    rows = [
        "1007,2026-11-16 08:55",
        ",2026-11-16 08:55",
        "1008,2026-13-16 08:55",
        "1009,早上",
        "1010,2026-11-16 25:10",
        "1011,1999-01-01 8:00",
    ]
    text = "\n".join(["工号,打卡时间", *rows])
    assert [(one.line, one.text.split()[0]) for one in parse(text.encode()).unclear] == [
        (3, "2026-11-16"), (4, "1008"), (5, "1009"), (6, "1010"), (7, "1011"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \n\n", Fault.EMPTY),
        (b"\x89PNG\r\n\x1a\n\0\0", Fault.UNREADABLE),
        (b"PK\3\4 not really", Fault.UNREADABLE),
        ("姓名,电话\n李雯,199\n".encode(), Fault.NO_HEADINGS),
        (b"x" * (MOST_BYTES + 1), Fault.TOO_LARGE),
        (b"1\t2026-11-16 08:55:12\n" * 100_001, Fault.TOO_LARGE),
    ],
    ids=["empty", "blank", "picture", "broken archive", "list of phones", "too many bytes", "too many lines"],
)
def test_what_is_no_such_file_says_why(content: bytes, fault: Fault):
    with pytest.raises(NoSuchFile) as refusal:
        parse(content)
    assert refusal.value.fault == fault


def test_archive_that_swells_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (61 * 1024 * 1024))
    with pytest.raises(NoSuchFile) as refusal:
        parse(target.getvalue())
    assert refusal.value.fault == Fault.TOO_LARGE


WORDS = st.sampled_from(
    ["工号", "打卡时间", "日期", "1007", "2026-11-16", "08:55", "2026-11-16 08:55:12", "99:99", "\t", ",", ";", "\n", '"', "x", "：", "年"]
)
GOOD = sheet(("工号", "打卡时间"), (1007, "2026-11-16 08:55"))


def is_answered(content: bytes) -> bool:
    """Whether the bytes end in a result, or in a sentence."""
    try:
        return isinstance(parse(content), Parsed)
    except NoSuchFile as refusal:
        return refusal.fault in terminal_files.SENTENCES


@given(st.one_of(st.binary(), st.lists(WORDS).map(lambda words: "".join(words).encode()), st.binary().map(lambda tail: b"PK" + tail)))
@example(b'\xe5\xb7\xa5\xe5\x8f\xb7,\xe6\x97\xb6\xe9\x97\xb4\n"1')
@example("工号,时间\n１００７,２０２６-11-16 ０８:55\n".encode())
def test_any_bytes_end_in_a_result_or_a_sentence(content: bytes):
    assert is_answered(content)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_sheet_ends_in_a_result_or_a_sentence(place: int, noise: bytes):
    assert is_answered(GOOD[:place] + noise + GOOD[place + len(noise) :])


# -- looking and writing ----------------------------------------------------------------------


@pytest.fixture
def office(db) -> Office:
    office = Office()
    making.published(office, RULES, on=SINCE, owner=office.company, number="KQ")
    factories.grant(office.counsel, "hr")
    return office


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def lines(*pairs: tuple[str, str]) -> bytes:
    return "".join(f"{number}\t{moment}\t255\t15\t0\n" for number, moment in pairs).encode()


def taken(office: Office, content: bytes, name: str = "attlog.dat") -> PunchImport:
    return terminal_files.take_in(file=SimpleUploadedFile(name, content), by=office.counsel, at=NOW)


def wrote(office: Office, entry: PunchImport) -> int:
    return terminal_files.write_file(entry=entry, by=office.counsel, at=NOW)


def test_look_puts_every_line_where_it_belongs(office: Office):
    li = office.staff
    clocked(li, DAY, "09:00:05")
    content = lines(
        (li.number, "2026-11-16 09:00:40"), (li.number, "2026-11-16 18:01:02"), (li.number, "2026-11-16 18:01:50"),
        ("999999", "2026-11-16 09:00:00"), (li.number, "2026-11-30 09:00:00"), (li.number, "bald"),
    )  # fmt: skip
    assert taken(office, content).counts == {"new": 1, "known": 2, "of_nobody": 1, "ahead": 1, "unclear": 1}
    assert Punch.objects.count() == 1


def test_written_file_makes_punches_that_name_it(office: Office):
    entry = taken(office, lines((office.staff.number, "2026-11-16 08:55:12"), (office.staff.number, "2026-11-16 18:01:02")))
    assert wrote(office, entry) == 2
    assert [(one.at, one.source) for one in Punch.objects.order_by("at")] == [
        (at(DAY, "08:55:12"), "terminal"), (at(DAY, "18:01:02"), "terminal"),
    ]  # fmt: skip
    assert set(PunchNote.objects.values_list("source_file", "by")) == {(entry.pk, office.counsel.pk)}
    entry.refresh_from_db()
    assert (entry.state, entry.written_at) == ("written", NOW)


def test_same_file_twice_writes_nothing_twice(office: Office):
    content = lines((office.staff.number, "2026-11-16 08:55:12"))
    entry = taken(office, content)
    assert (wrote(office, entry), wrote(office, entry)) == (1, 0)
    assert taken(office, content) == entry
    assert wrote(office, taken(office, content + b"\n")) == 0
    assert Punch.objects.count() == 1


def test_same_file_again_writes_whom_it_knows_by_now(office: Office):
    content = lines((office.staff.number, "2026-11-16 08:55:12"), ("70007", "2026-11-16 08:56:00"))
    assert wrote(office, taken(office, content)) == 1
    late = factories.EmployeeFactory(number="70007")
    assert wrote(office, taken(office, content)) == 1
    assert Punch.objects.get(employee=late).at == at(DAY, "08:56")


def test_two_files_that_overlap_written_at_once_write_each_punch_once(transactional_db, race):
    office = Office()
    factories.grant(office.counsel, "hr")
    both = lines((office.staff.number, "2026-11-16 08:55:12"))
    entries = [taken(office, both), taken(office, both + lines((office.staff.number, "2026-11-16 18:00:00")))]
    results = race(*[lambda entry=entry: wrote(office, entry) for entry in entries])
    assert sum(results) == Punch.objects.count() == 2


@pytest.mark.parametrize(("at_terminal", "kept", "fits"), [("7", "0007", True), ("0007", "7", True), ("0", "000", False)])
def test_number_fits_without_its_leading_zeros(office: Office, at_terminal: str, kept: str, fits: bool):
    factories.EmployeeFactory(number=kept)
    assert taken(office, lines((at_terminal, "2026-11-16 08:55:12"))).counts["new"] == int(fits)


def test_number_that_two_people_could_have_is_nobodys(office: Office):
    for number in ("0007", "00007"):
        factories.EmployeeFactory(number=number)
    assert taken(office, lines(("7", "2026-11-16 08:55:12"))).counts["of_nobody"] == 1


def test_people_out_of_reach_are_nobody(office: Office):
    clerk = factories.holder(factories.post(office.team, "考勤员", 1), "考勤员")
    factories.grant(clerk, "hr", office.team)
    content = lines((office.staff.number, "2026-11-16 08:55:12"), (office.director.number, "2026-11-16 08:56:00"))
    entry = terminal_files.take_in(file=SimpleUploadedFile("a.dat", content), by=clerk, at=NOW)
    with clock.stopped(NOW):
        assert terminal_files.look_at(entry, clerk, NOW).counts()["of_nobody"] == 1


def test_days_that_the_file_touches_are_judged_anew(office: Office):
    clocked(office.staff, DAY, "09:00:05")
    store_days(period=Period(DAY, DAY), at=NOW, employee_ids=[office.staff.pk])
    assert DayRecord.objects.get(day=DAY).status == "incomplete"
    entry = taken(office, lines((office.staff.number, "2026-11-16 18:01:02")))
    wrote(office, entry)
    assert terminal_files.judge_days(import_id=entry.pk, at=NOW) > 0
    assert DayRecord.objects.get(employee=office.staff, day=DAY).status == "normal"


def test_file_with_nothing_to_understand_is_refused(office: Office):
    with pytest.raises(RuleBroken, match="No punch was understood"):
        taken(office, "工号,打卡时间\n1007,早上\n".encode(), "a.csv")


def test_look_costs_the_same_for_many_lines(office: Office, assert_queries_constant):
    few = taken(office, lines((office.staff.number, "2026-11-16 08:55:12")))
    day = [f"2026-11-16 {hour:02}:{minute:02}:00" for hour in range(24) for minute in range(60)]
    many = taken(office, lines(*[(office.staff.number, moment) for moment in day]))
    entries = iter([few, few, many])
    assert_queries_constant(lambda: terminal_files.look_at(next(entries), office.counsel, NOW), lambda: None, at_most=6)


# -- the pages ------------------------------------------------------------------------------------


def client_of(person: Employee) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def sent(client: Client, content: bytes, name: str):
    with clock.stopped(NOW):
        return client.post("/clock/terminals/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", ["attlog.dat", "a.csv", "a.xlsx"])
def test_page_shows_the_look_and_writes_after_a_yes(office: Office, name: str):
    rows = [("工号", "打卡时间"), (office.staff.number, "2026-11-16 08:55:12")]
    content = {
        "attlog.dat": lines(rows[1]), "a.csv": "\n".join(",".join(row) for row in rows).encode("gb18030"), "a.xlsx": sheet(*rows),
    }[name]  # fmt: skip
    client = client_of(office.counsel)
    look = sent(client, content, name)
    assert Punch.objects.count() == 0
    with clock.stopped(NOW):
        assert "11月16日" in client.get(look.url).text
        assert client.post(f"{look.url}write/").url == look.url
        assert client.get(look.url).status_code == 200
    assert Punch.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("a.xlsx", b"PK\3\4"),
        ("a.csv", b"a,b\n1,2"),
        ("a.dat", b""),
        ("a.html", b"<html>1\t2026-11-16 08:55:12"),
    ],
)
def test_page_refuses_what_is_no_such_file(office: Office, name: str, content: bytes):
    response = sent(client_of(office.counsel), content, name)
    assert response.status_code == 422
    assert not PunchImport.objects.exists()


def test_file_set_aside_is_not_written_until_it_is_handed_in_again(office: Office):
    content, client = lines((office.staff.number, "2026-11-16 08:55:12")), client_of(office.counsel)
    look = sent(client, content, "a.dat").url
    client.post(f"{look}set-aside/")
    client.post(f"{look}write/")
    assert not Punch.objects.exists()
    sent(client, content, "a.dat")
    client.post(f"{look}write/")
    assert Punch.objects.count() == 1


def test_pages_are_for_human_resources(office: Office):
    entry = taken(office, lines((office.staff.number, "2026-11-16 08:55:12")))
    for path in ("", f"{entry.pk}/"):
        assert client_of(office.director).get(f"/clock/terminals/{path}").status_code == 403


def test_ways_are_found_by_whoever_looks_after_one(office: Office):
    assert client_of(office.counsel).get("/clock/ways/").status_code == 200
    assert client_of(office.director).get("/clock/ways/").status_code == 200
    assert client_of(office.staff).get("/clock/ways/").status_code == 403
