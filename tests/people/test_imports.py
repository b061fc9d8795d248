"""People in and out as Excel: looked at first, all of it or nothing, no passwords left behind."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from common.errors import RuleBroken
from common.models import AuditEntry, Upload
from people import sheets
from people.models import Employee, PeopleImport, Post, User
from people.services import imports
from tests.factories import grant, post
from tests.people.conftest import NOON, TODAY, role

pytestmark = pytest.mark.django_db
HEADINGS = ["工号", "姓名", "部门", "岗位", "入职日期", "手机", "邮箱", "办公电话"]
WU = ["2001", "吴迪", "运营部", "客服专员", date(2026, 11, 2), "19900002001", "wu@example.com", ""]
ZHENG = ["2002", "郑可", "销售部", "销售专员", "2026/11/3", "", "", "8002"]


def sheet(*rows: list, headings: list[str] = HEADINGS) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.xlsx", sheets.write("人员", headings, rows))


def uploaded(office, *rows: list) -> PeopleImport:
    return imports.upload_people(file=sheet(*rows), by=office.hr.user)


def problems(office, *rows: list) -> list[tuple[int, str, str]]:
    found = imports.look(uploaded(office, *rows), office.hr.user)
    return [(row.line, column, sentence) for row in found for column, sentence in row.problems]


def test_looking_at_a_list_takes_nobody_over(office, as_user):
    client, before = as_user(office.hr), Employee.objects.count()
    response = client.post("/people/import/", {"file": sheet(WU, ZHENG)}, follow=True)
    assert response.context["right_count"] == 2
    assert Employee.objects.count() == before


def test_second_confirmation_takes_over_exactly_the_list_that_was_looked_at(office, as_user):
    client = as_user(office.hr)
    entry = uploaded(office, WU, ZHENG)
    sent = {"passwords": "same", "password": "yun-fan-2026"}
    assert client.post(f"/people/import/{entry.pk}/apply/", sent).status_code == 302
    wu = Employee.objects.get(number="2001")
    assert (wu.name, wu.joined_on, wu.on(TODAY).post.title, wu.user.email) == ("吴迪", date(2026, 11, 2), "客服专员", "wu@example.com")
    assert Employee.objects.get(number="2002").joined_on == date(2026, 11, 3)
    assert wu.user.must_change_password
    assert wu.user.check_password("yun-fan-2026")
    assert wu.name_key.startswith("wu2 di2")


def test_list_is_taken_over_once(office):
    entry = uploaded(office, WU)
    imports.apply_import(entry=entry, by=office.hr.user, at=NOON, password="yun-fan-2026")
    with pytest.raises(RuleBroken, match="已经导入"):
        imports.apply_import(entry=entry, by=office.hr.user, at=NOON, password="yun-fan-2026")


def test_one_wrong_row_takes_nobody_over(office):
    entry = uploaded(office, WU, ["2002", "", "销售部", "销售专员", date(2026, 11, 3), "", "", ""])
    with pytest.raises(RuleBroken, match="1行"):
        imports.apply_import(entry=entry, by=office.hr.user, at=NOON, password=None)
    assert not Employee.objects.filter(number__in=["2001", "2002"]).exists()
    assert not User.objects.filter(username="2001").exists()


def test_every_problem_of_every_row_is_said_in_words(office):
    rows = [
        [office.li.number, "吴迪", "运营部", "客服专员", date(2026, 11, 2), "", "", ""],
        ["2002", "郑可", "没有的部", "客服专员", date(2026, 11, 2), "", "", ""],
        ["2003", "冯和", "运营部", "没有的岗", date(2026, 11, 2), "电话", "no-mail", ""],
        ["2004", "陈可", "运营部", "运营经理", "很快", "", "", ""],
        ["2005", "褚安", "运营部", "运营经理", date(2026, 11, 2), "", "", ""],
        ["2006", "卫言", "运营部", "客服专员", date(2026, 11, 2), "19900000006", "", ""],
        ["2006", "蒋文", "运营部", "客服专员", date(2026, 11, 2), "19900000006", "", ""],
        ["2007", "字" * 65, "运营部", "客服专员", date(2025, 1, 1), "", "", ""],
    ]
    assert problems(office, *rows) == [
        (2, "工号", f"“{office.li.number}”已被他人使用"),
        (3, "部门", "当天没有部门“没有的部”"),
        (4, "手机", "请填写电话号码，只含数字、空格和连字符。"),
        (4, "邮箱", "请填写正确的邮箱。"),
        (4, "岗位", "“运营部”当天没有岗位“没有的岗”"),
        (5, "入职日期", "“很快”不是日期，请写成2026-11-02的形式"),
        (6, "岗位", "运营部已有负责人"),
        (7, "工号", "“2006”在名单中重复出现"),
        (7, "手机", "“19900000006”在名单中重复出现"),
        (8, "工号", "“2006”在名单中重复出现"),
        (8, "手机", "“19900000006”在名单中重复出现"),
        (9, "姓名", "超过64个字符"),
        (9, "部门", "当天没有部门“运营部”"),
    ]


def test_numbers_that_excel_keeps_as_figures_are_read_as_text(office):
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, [2001, "吴迪", "运营部", "客服专员", "2026-11-02", 19900002001])
    entry = imports.upload_people(file=SimpleUploadedFile("名单.xlsx", target.getvalue()), by=office.hr.user)
    (row,) = imports.look(entry, office.hr.user)
    assert (row.number, row.mobile, row.problems) == ("2001", "19900002001", [])


def test_head_is_refused_for_a_unit_that_has_one_and_for_two_of_the_list(office):
    post(office.sales, "销售经理", rank=5, is_head=True)
    one, two = (["200" + n, "甲乙丙"[: int(n)], "销售部", "销售经理", date(2026, 11, 2), "", "", ""] for n in "12")
    assert problems(office, one, two) == [(3, "岗位", "销售部已有负责人")]


def test_human_resources_of_one_department_import_into_it_only(office):
    grant(office.li, "hr", office.operations)
    rows = imports.look(imports.upload_people(file=sheet(WU, ZHENG), by=office.li.user), office.li.user)
    assert [bool(row.problems) for row in rows] == [False, True]


def test_post_that_gives_everything_is_not_filled_by_a_list(office):
    post(office.company, "超级管理员", role=role("administrator"))
    row = ["2001", "吴迪", "云帆公司", "超级管理员", date(2026, 11, 2), "", "", ""]
    assert problems(office, row) == [(2, "岗位", "岗位“超级管理员”只能由系统管理员安排人员")]


def zipped(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param("工号,姓名\n1,李雯".encode(), id="text"),
        pytest.param(b"%PDF-1.7\n%%EOF", id="pdf"),
        pytest.param(b"PK\x03\x04 cut off", id="cut-off"),
        pytest.param(zipped(xl__workbook=b"<nothing/>"), id="no-workbook-inside"),
        pytest.param(zipped(xl__workbook=b"<w/>", xl__bomb=b"0" * 70_000_000), id="bomb"),
        pytest.param(b"MZ\x90\x00" + b"\0" * 100, id="program"),
    ],
)
def test_wrong_and_hostile_files_are_refused_in_words_and_not_kept(office, as_user, content):
    response = as_user(office.hr).post("/people/import/", {"file": SimpleUploadedFile("名单.xlsx", content)})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Upload.objects.exists()
    assert not PeopleImport.objects.exists()


@pytest.mark.parametrize(
    ("headings", "rows"),
    [(HEADINGS, []), (["工号", "姓名"], [["1", "李雯"]]), ([*HEADINGS, "工号"], [[*WU, "1"]]), ([], [])],
    ids=["nobody", "columns-missing", "column-twice", "nothing"],
)
def test_sheets_of_the_wrong_form_are_refused(office, headings, rows):
    with pytest.raises(RuleBroken):
        imports.upload_people(file=sheet(*rows, headings=headings), by=office.hr.user)


def test_headings_may_be_in_english(office):
    english = ["employee number", "name", "department", "post", "joined on"]
    entry = imports.upload_people(file=sheet(WU[:5], headings=english), by=office.hr.user)
    assert imports.look(entry, office.hr.user)[0].name == "吴迪"


def test_file_that_changed_in_the_store_is_refused(office):
    entry = uploaded(office, WU)
    with entry.upload.file.storage.open(entry.upload.file.name, "wb") as kept:
        kept.write(sheets.write("人员", HEADINGS, [ZHENG]))
    with pytest.raises(RuleBroken, match="重新上传"):
        imports.apply_import(entry=entry, by=office.hr.user, at=NOON, password=None)


def test_own_passwords_leave_once_as_a_list_and_are_stored_nowhere(office, as_user):
    client, entry = as_user(office.hr), uploaded(office, WU, ZHENG)
    client.post(f"/people/import/{entry.pk}/apply/", {"passwords": "own"})
    first = client.post(f"/people/import/{entry.pk}/passwords/")
    (_, (number, name, password), _) = CalamineWorkbook.from_filelike(io.BytesIO(first.content)).get_sheet_by_index(0).to_python()
    assert (number, name) == ("2001", "吴迪")
    assert User.objects.get(username="2001").check_password(password)
    assert client.post(f"/people/import/{entry.pk}/passwords/").status_code == 302
    assert not AuditEntry.objects.filter(after__icontains=password).exists()
    assert AuditEntry.objects.get(verb="export").note == "initial passwords"


def test_passwords_are_for_whoever_took_the_list_over(office, as_user):
    entry = uploaded(office, WU)
    imports.apply_import(entry=entry, by=office.hr.user, at=NOON, password=None)
    with pytest.raises(RuleBroken):
        imports.take_passwords(entry=entry, by=office.admin.user, at=NOON)
    assert as_user(office.admin).get(f"/people/import/{entry.pk}/").status_code == 404


def test_a_weak_password_for_all_is_refused(office, as_user):
    entry = uploaded(office, WU)
    response = as_user(office.hr).post(f"/people/import/{entry.pk}/apply/", {"passwords": "same", "password": "12345678"})
    assert response.status_code == 422
    assert not Employee.objects.filter(number="2001").exists()


def test_template_can_be_filled_in_and_read_again(office, as_user):
    content = as_user(office.hr).get("/people/import/template/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["工号*", "姓名*", "部门*", "岗位*", "入职日期*", "手机", "邮箱", "办公电话"]
    assert len(sheets.read(io.BytesIO(content))) == 1


def test_export_holds_the_filter_and_is_written_to_the_trail(office, as_user):
    Post.objects.filter(title="销售专员").update(title="=cmd|'x'!A1")
    content = as_user(office.hr).get("/people/export/?department=销售").getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["钱舟"]
    assert rows[1][3] == "=cmd|'x'!A1"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    line = AuditEntry.objects.get(verb="export")
    assert (line.actor_id, line.after) == (office.hr.user.pk, {"filter": {"department": "销售"}, "count": 1})


def test_export_stays_in_the_scope_of_the_right(office, as_user):
    grant(office.li, "hr", office.operations)
    content = as_user(office.li).get("/people/export/").getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows[1:]} == {"王宁", "李雯"}


def test_looking_asks_as_much_for_many_rows(office, assert_queries_constant):
    many = [[f"3{n:03d}", "吴迪", *WU[2:5], f"1990001{n:04d}", f"e{n}@example.com", ""] for n in range(60)]
    now = [uploaded(office, WU)]
    later = uploaded(office, *many)

    def grow():
        now[0] = later

    assert_queries_constant(lambda: imports.look(now[0], office.hr.user), grow, at_most=12)
