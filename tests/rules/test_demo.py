"""The rules of the demo company."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from approvals.policy import StepTimeout
from attendance.policy import Lateness
from notices.models import NoticeRecipient
from people.models import Department, Employee
from rules.models import Edition, Force, ImportedDocument, Remark, ReplaceTask, Rulebook, Ruling, Screen
from rules.selectors.linting import legal_check
from rules.selectors.values import undecided
from tests.rules.pages import TODAY, on
from tests.support.demo import loaded

pytestmark = pytest.mark.django_db


def test_large_company_is_bound_as_a_whole():
    with on(TODAY):
        call_command("demo", employees=120, months=2, verbosity=0)
    assert set(Force.objects.values_list("department", flat=True)) == {None}
    somebody = Employee.objects.get(number="1080").assignments.latest("during")
    assert Lateness.on(TODAY, somebody.department).minor_max == 10


def test_company_without_its_people_gets_no_rules():
    from random import Random

    from rules.demo import fill

    fill(Employee.objects.all(), Random(1), TODAY)  # noqa: S311  not for secrets
    assert not Rulebook.objects.exists()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def test_rulebooks_hold_from_the_founding_day(demo: None):
    held = {
        (force.rulebook.number, force.department.code, force.during.lower, force.during.upper)
        for force in Force.objects.filter(rulebook__kind="rules")
    }
    whole = {(number, "OPS", date(2026, 5, 1), None) for number in ("YY-ZD-001", "YY-ZD-003", "YY-ZD-004")}
    replaced = TODAY - timedelta(days=20)
    assert held == whole | {("YY-ZD-002", "OPS", date(2026, 5, 1), replaced), ("YY-ZD-002", "OPS", replaced, None)}


def test_director_has_decided_what_the_chain_shows(demo: None):
    unit = Department.objects.get(code="OPS")
    rule = Lateness.on(date(2026, 5, 1), unit)
    assert (rule.minor_max, rule.minor_fine, rule.major_min, rule.gap_rule, rule.monthly_count) == (10, 20, 30, "minor", 5)
    assert StepTimeout.on(TODAY, unit).hours == 16
    assert str(rule.cite("minor_fine")) == "考勤管理制度 第1版 四（二）"


def test_fine_names_the_advice_on_which_it_was_decided(demo: None):
    value = Edition.objects.get(rulebook__number="YY-ZD-001", number=1).values.get(key="att.late.minor_fine_cny")
    assert value.reason.startswith("法务意见：")


def test_what_no_source_gives_is_left_undecided(demo: None):
    blanks = undecided(TODAY, Rulebook.objects.values_list("pk", flat=True))
    ours = ("ladder", "serious_count", "grace_minutes", "serious_minutes")
    flexible = ("late_minutes", "early_minutes", "stayed_late")
    expected = [*(f"att.late.{name}" for name in ours), *(f"att.flex.{name}" for name in flexible)]
    assert [blank.key for blank in blanks if blank.number == "YY-ZD-001"] == expected
    assert {blank.key for blank in blanks if blank.number == "YY-ZD-003"} == {"fin.cost_analysis_interval_days", "prc.min_quotes"}


def test_legal_check_of_the_rulebooks_finds_no_error(demo: None):
    for edition in Edition.objects.filter(state="published").select_related("rulebook"):
        assert [line.finding.rule.id for line in legal_check(edition, TODAY).stopping if line.finding.rule.id != "L02"] == []


def test_quota_is_that_of_the_thirteen(demo: None):
    quota = Edition.objects.get(rulebook__number="YY-ZD-002", number=2).values.get(key="org.headcount_quota").raw
    assert sum(quota.values()) == 13


def test_evidence_names_the_people_of_the_company(demo: None):
    edition = Edition.objects.get(rulebook__number="YY-ZD-001", number=1)
    assert (edition.prepared_by.number, edition.reviews.get().reviewer.number, edition.approved_by.number) == ("1001", "103", "101")


def test_director_has_begun_the_next_edition(demo: None):
    draft = Edition.objects.get(state="draft")
    assert (draft.rulebook.number, draft.number, draft.values.get(key="att.late.minor_max_minutes").raw) == ("YY-ZD-001", 2, 15)


def test_attendance_may_be_read_by_the_public_and_the_others_not(demo: None):
    assert dict(Rulebook.objects.filter(kind="rules").values_list("number", "level")) == {
        "YY-ZD-001": "public", "YY-ZD-002": "department", "YY-ZD-003": "department", "YY-ZD-004": "department",
    }  # fmt: skip


def test_nobody_is_told_of_the_past(demo: None):
    assert not NoticeRecipient.objects.filter(notice__kind__in=("rule_change", "rule_step"), read_at=None).exists()


def test_sheets_wait_for_the_worker(demo: None):
    waiting = ProcrastinateJob.objects.filter(task_name="rules.store_wall_sheet", status="todo")
    published = set(Edition.objects.filter(state="published").values_list("pk", flat=True))
    assert published <= {job.args["edition_id"] for job in waiting}


def test_one_copy_on_a_wall_is_outdated_and_one_was_replaced_with_a_photo(demo: None):
    [waiting] = ReplaceTask.objects.filter(done_at=None)
    [done] = ReplaceTask.objects.exclude(done_at=None)
    assert (str(waiting.old.place), waiting.old.taken_down_on, waiting.due_on < TODAY) == ("客服区白板", None, True)
    assert (done.photo is None, done.posting.edition.number) == (False, 2)
    assert Screen.objects.filter(revoked_at=None).count() == 1


def test_staff_have_said_something_and_two_wait_for_an_answer(demo: None):
    said = Remark.objects.filter(consultation=None)
    assert sorted(said.values_list("by__number", flat=True)) == ["1002", "1005", "1008", "103"]
    assert set(said.filter(answer=None).values_list("by__number", flat=True)) == {"1002", "1005"}
    assert Ruling.objects.get().rulebook.number == "YY-ZD-001"


def test_a_document_is_being_imported(demo: None):
    assert ImportedDocument.objects.get().edition is None
