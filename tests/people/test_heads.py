"""One head at a time (ORG-04), appointed by the company (ORG-05), with somebody acting while away."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from common.errors import RuleBroken
from people.models import Appointment, Assignment, Post
from people.selectors import integrity
from people.selectors.reporting import head_of
from people.services.employment import AppointmentPaper, assign, record_appointment, transfer
from tests.factories import EmployeeFactory, department, holder, post
from tests.people.conftest import TODAY

PAPER = AppointmentPaper("公司", date(2026, 11, 1), "任〔2026〕7号")


def head_post(office) -> Post:
    return Post.objects.get(title="运营经理")


@pytest.mark.row("ORG-04")
@pytest.mark.django_db
def test_second_head_overlapping_by_a_day_is_refused(office):
    with pytest.raises(RuleBroken, match="负责人"):
        assign(employee=EmployeeFactory(name="陈和"), post=head_post(office), start=date(2026, 12, 1), end=date(2026, 12, 2))


@pytest.mark.row("ORG-04")
@pytest.mark.django_db
def test_database_refuses_a_second_head_whatever_door_it_comes_through(office):
    second = Assignment(employee=EmployeeFactory(), post=head_post(office), department=office.operations, is_head=True)
    second.kind, second.during = "concurrent", (TODAY, None)
    with pytest.raises(IntegrityError, match="people_assignment_one_head"), transaction.atomic():
        Assignment.objects.bulk_create([second])


@pytest.mark.row("ORG-04")
@pytest.mark.django_db
def test_database_refuses_a_second_post_that_heads_the_unit(office):
    with pytest.raises(IntegrityError, match="people_post_one_head_post"), transaction.atomic():
        post(office.operations, "部长", is_head=True)


@pytest.mark.row("ORG-04")
@pytest.mark.django_db(transaction=True)
def test_of_two_heads_assigned_at_the_same_moment_one_is_refused(office, race):
    empty = post(office.sales, "销售经理", rank=5, is_head=True)
    people = [EmployeeFactory(name="甲"), EmployeeFactory(name="乙")]
    results = race(*(lambda person=person: assign(employee=person, post=empty, start=TODAY) for person in people))
    assert sorted(type(result).__name__ for result in results) == ["Assignment", "RuleBroken"]
    assert Assignment.objects.on(TODAY).filter(department=office.sales, is_head=True).count() == 1


@pytest.mark.django_db
def test_next_head_may_begin_the_day_after(office):
    transfer(employee=office.manager, post=post(office.sales, "销售顾问"), start=date(2026, 12, 1))
    assign(employee=EmployeeFactory(name="陈和"), post=head_post(office), start=date(2026, 12, 1), paper=PAPER)
    assert head_of(office.operations.pk, date(2026, 11, 30)).name == "王宁"
    assert head_of(office.operations.pk, date(2026, 12, 1)).name == "陈和"


@pytest.mark.django_db
def test_acting_head_leads_while_the_head_keeps_the_post(office):
    assign(employee=office.li, post=head_post(office), start=TODAY, end=date(2026, 11, 25), kind="acting")
    assert head_of(office.operations.pk, TODAY) == office.li
    assert head_of(office.operations.pk, date(2026, 11, 25)) == office.manager


@pytest.mark.django_db
def test_there_is_one_acting_head_at_a_time(office):
    assign(employee=office.li, post=head_post(office), start=TODAY, kind="acting")
    with pytest.raises(RuleBroken, match="代理"):
        assign(employee=EmployeeFactory(), post=head_post(office), start=TODAY, kind="acting")


def findings(office, title: str) -> list[str]:
    sections = integrity.report(office.admin.user, TODAY)
    return next([finding.what for finding in section.findings] for section in sections if str(section.title) == title)


@pytest.mark.row("ORG-05")
@pytest.mark.django_db
def test_head_without_an_appointment_record_is_in_the_integrity_report(office, as_user):
    assert findings(office, "负责人缺少任命记录") == ["赵安", "王宁"]
    page = as_user(office.hr).get("/organisation/integrity/").content.decode()
    assert "王宁" in page


@pytest.mark.row("ORG-05")
@pytest.mark.django_db
def test_recorded_appointment_keeps_authority_day_and_document_and_leaves_the_report(office, as_user):
    held = Assignment.objects.get(employee=office.manager)
    scan = SimpleUploadedFile("任命书.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")
    sent = {"authority": "云帆公司", "appointed_on": "2026-01-01", "document_number": "任〔2026〕1号", "document": scan}
    response = as_user(office.hr).post(f"/assignments/{held.pk}/appoint/", sent)
    assert response.status_code == 302
    record = Appointment.objects.get(assignment=held)
    assert (record.authority, record.appointed_on, record.document_number) == ("云帆公司", date(2026, 1, 1), "任〔2026〕1号")
    assert findings(office, "负责人缺少任命记录") == ["赵安"]
    file = f"/files/{record.document_id}/"
    assert b"".join(as_user(office.manager).get(file).streaming_content).startswith(b"%PDF")
    assert as_user(office.seller).get(file).status_code == 404


@pytest.mark.django_db
def test_appointment_is_written_once(office):
    held = Assignment.objects.get(employee=office.manager)
    record_appointment(assignment=held, paper=PAPER)
    with pytest.raises(RuleBroken, match="已"):
        record_appointment(assignment=held, paper=PAPER)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Appointment.objects.update(authority="别人")


@pytest.mark.django_db
def test_integrity_report_lists_what_else_is_missing(office):
    office.seller.left_on = date(2026, 11, 1)
    office.seller.save()
    department("空组", office.sales, accountable=office.seller)
    EmployeeFactory(name="无岗")
    assert "空组" in findings(office, "没有负责人的部门")
    assert findings(office, "责任人已离职的部门") == ["空组"]
    assert "无岗" in findings(office, "没有岗位的员工")
    assert findings(office, "超出编制的岗位") == []


@pytest.mark.django_db
def test_integrity_report_of_a_director_stays_in_the_department(office):
    from tests.factories import grant

    grant(office.li, "director", office.sales)
    what = {finding.what for section in integrity.report(office.li.user, TODAY) for finding in section.findings}
    assert what == {"销售部"}


@pytest.mark.django_db
def test_integrity_report_asks_as_much_for_many_units(office, assert_queries_constant):
    def grow():
        for number in range(4):
            holder(post(department(f"第{number}组", office.operations), "组长", is_head=True))

    assert_queries_constant(lambda: integrity.report(office.admin.user, TODAY), grow, at_most=12)
