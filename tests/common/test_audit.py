"""The trail: any change by any door, and nothing shortens it."""

import pytest
from django.db import IntegrityError, connection, transaction

from common import audit
from common.models import AuditEntry, Upload, Verb
from common.triggers import own_models
from people.models import Employee, Role, User
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db

EXEMPT = {
    "common_auditentry": "the trail does not log itself",
    "common_sealedday": "a link of a chain that proves itself",
    "common_factseal": "a link of a chain that proves itself",
    "common_counter": "the numbered rows carry the numbers",
    "notices_delivery": "each row is the log of its own sending",
    "people_departmentpath": "derived from the versions",
    "rules_generation": "says only that something else changed",
    "attendance_punch": "a fact that never changes is its own trail",
    "attendance_leaveentry": "a fact that never changes is its own trail",
    "attendance_monthsheet": "a fact that never changes is its own trail",
    "rules_acknowledgementtrace": "personal details that the trail must not outlive",
    "attendance_punchtrace": "personal details that the trail must not outlive",
    "attendance_punchplace": "personal details that the trail must not outlive",
    "attendance_punchphoto": "personal details that the trail must not outlive",
    "attendance_dayrecord": "derived from facts and can be computed again",
}


def lines(table: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(table_name=table).order_by("pk"))


@pytest.mark.row("SYS-08")
def test_every_change_adds_one_line_with_who_before_and_after():
    employee = EmployeeFactory(phone="1")
    with audit.as_actor(audit.Actor(7, "李雯 1001", "req-1")), transaction.atomic():
        employee.phone = "2"
        employee.save()
    created, changed = lines("people_employee")
    assert (created.verb, created.row_id, created.after["phone"]) == ("create", str(employee.pk), "1")
    assert (changed.verb, changed.actor_id, changed.actor_label, changed.request_id) == ("change", 7, "李雯 1001", "req-1")
    assert (changed.before, changed.after) == ({"phone": "1"}, {"phone": "2"})


@pytest.mark.row("SYS-08")
def test_bulk_changes_and_plain_sql_are_written_down_too():
    EmployeeFactory.create_batch(2)
    Employee.objects.update(phone="3")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_employee SET phone = '4' WHERE id = (SELECT min(id) FROM people_employee)")
        cursor.execute("DELETE FROM people_employee WHERE id = (SELECT max(id) FROM people_employee)")
    assert [line.verb for line in lines("people_employee")] == ["create", "create", "change", "change", "change", "delete"]
    assert lines("people_employee")[-1].before["phone"] == "3"


@pytest.mark.row("SYS-08")
def test_every_table_of_ours_writes_lines_or_says_why_not():
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT event_object_table, trigger_name FROM information_schema.triggers WHERE trigger_schema = 'public'")
        found = {(table, name) for table, name in cursor.fetchall()}
    for model in own_models():
        table = model._meta.db_table
        if table in EXEMPT:
            assert model.audit_exempt == EXEMPT[table]
        else:
            assert {(table, f"opsdept_audit_{act}") for act in ("insert", "update", "delete")} <= found, table


@pytest.mark.row("SYS-08")
@pytest.mark.parametrize("sql", ["UPDATE common_auditentry SET note = 'x'", "DELETE FROM common_auditentry"])
def test_the_trail_cannot_be_changed_or_shortened_by_sql(sql):
    UserFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('opsdept.may_empty', 'off', true)")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(sql)


@pytest.mark.row("SYS-08")
def test_the_trail_cannot_be_emptied_outside_a_test_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('opsdept.may_empty', 'off', true)")
        with pytest.raises(IntegrityError, match="TRUNCATE refused"), transaction.atomic():
            cursor.execute("TRUNCATE common_auditentry")


def test_hidden_columns_never_reach_the_trail():
    user = UserFactory(password="first")
    User.objects.filter(pk=user.pk).update(password="second")
    created, changed = lines("people_user")
    assert created.after["password"] == "***"
    assert (changed.before, changed.after) == ({"password": "***"}, {"password": "***"})


def test_a_save_that_changes_nothing_writes_nothing():
    role = Role.objects.get(code="staff")
    count = AuditEntry.objects.count()
    role.save()
    assert AuditEntry.objects.count() == count


def test_record_names_the_reader_of_a_row():
    employee = EmployeeFactory()
    with audit.as_actor(audit.Actor(7, "审计 9001")):
        line = audit.record(Verb.VIEW, employee, note="personnel file")
    assert (line.verb, line.table_name, line.row_id, line.actor_label) == ("view", "people_employee", str(employee.pk), "审计 9001")


def test_the_actor_is_named_no_longer_than_the_block():
    with audit.as_actor(audit.Actor(7, "李雯")), transaction.atomic():
        UserFactory()
    with transaction.atomic():
        UserFactory()
    assert [line.actor_label for line in lines("people_user")] == ["李雯", "system"]


def test_append_only_rows_refuse_change():
    upload = Upload.objects.create(
        purpose="t", name="a.txt", content_type="text/plain", size=1, sha256="0" * 64, file="a.txt", uploaded_by=UserFactory()
    )
    with pytest.raises(IntegrityError, match="common_upload is append-only: UPDATE refused"), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(name="b.txt")
