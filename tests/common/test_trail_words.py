"""The trail and the desk speak in words: the system, verdicts, columns that no form shows."""

import pytest

from approvals.models import Request
from common.audit import SYSTEM
from common.history import label_of, line_of
from common.models import AuditEntry, Verb, verbs
from rules.models import Rulebook
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_nobody_did_was_done_by_the_system():
    entry = AuditEntry(actor_label=SYSTEM.label, verb=Verb.CHANGE)
    assert line_of(entry, Rulebook).who == "系统"
    assert str(entry) == f"系统 {Verb.CHANGE.label}"


def test_every_verdict_has_a_word():
    assert str(verbs()["withdraw"]) != "withdraw"
    assert AuditEntry(verb="withdraw").get_verb_display() == str(verbs()["withdraw"])


def test_column_without_a_name_of_its_own_has_one_for_readers():
    assert label_of(Request, "object_id") != "object id"
    assert Request._meta.get_field("object_id").deconstruct()[3].get("verbose_name") is None  # migrations do not see it


def test_trail_is_narrowed_by_verbs_in_words(client):
    employee = factories.EmployeeFactory()
    factories.grant(employee, "auditor")
    client.force_login(employee.user)
    page = client.get("/admin/common/auditentry/?verb=view")
    assert page.status_code == 200
    assert {entry.verb for entry in page.context["cl"].result_list} <= {"view"}
    assert "attempted" not in page.text
