"""Telling people, and what they have read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from common.models import AuditEntry
from notices import kinds, services
from notices.models import Notice, NoticeRecipient
from tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def tell(*recipients, **others):
    return services.notify(**{"recipients": recipients, "kind": "reminder", "subject": "明天盘点", "at": NOON, **others})


@pytest.fixture
def li():
    return EmployeeFactory(name="李雯")


@pytest.mark.row("SYS-03")
@pytest.mark.parametrize("kind", list(kinds.registered()))
def test_each_kind_makes_one_row_per_recipient_and_a_read_time_after_opening(kind):
    people = EmployeeFactory.create_batch(3)
    notice = tell(*people, people[0], kind=kind, sender=people[1])
    assert [row.recipient for row in notice.recipients.order_by("pk")] == people
    assert {(row.delivered_at, row.read_at) for row in notice.recipients.all()} == {(NOON, None)}
    services.mark_read(notice=notice, by=people[0].user, at=LATER)
    assert dict(notice.recipients.values_list("recipient", "read_at")) == {people[0].pk: LATER, people[1].pk: None, people[2].pk: None}


def test_notify_keeps_what_was_said(li):
    sender = EmployeeFactory(name="周敏")
    notice = tell(li, sender=sender, body="请提前到场", link="/notices/", level="urgent")
    notice.refresh_from_db()
    kept = (notice.kind, notice.subject, notice.body, notice.link, notice.level, notice.sender, notice.created_at)
    assert kept == ("reminder", "明天盘点", "请提前到场", "/notices/", "urgent", sender, NOON)


def reader(language):
    employee = EmployeeFactory()
    employee.user.language = language
    employee.user.save(update_fields=["language"])
    return employee


def approved():
    return gettext("Your request was approved"), ""


def subject_of(employee):
    return NoticeRecipient.objects.get(recipient=employee).notice.subject


def test_everybody_is_told_in_the_language_of_their_account_whoever_acts():
    hans, hant, english, nobody = reader("zh-hans"), reader("zh-hant"), reader("en"), EmployeeFactory(user=None)
    with translation.override("en"):
        services.tell(recipients=[hans, hant, english, nobody, english], kind="reminder", words=approved, link="/duties/", at=NOON)
    assert [subject_of(one) for one in (hans, hant, english, nobody)] == [
        "你的申请已通过", "你的申請已通過", "Your request was approved", "你的申请已通过"
    ]  # fmt: skip
    assert set(Notice.objects.values_list("link", "kind", "sender")) == {("/duties/", "reminder", None)}


def test_one_wording_is_one_notice_however_many_read_it(django_assert_num_queries):
    few, many = [reader("zh-hans"), reader("en")], EmployeeFactory.create_batch(30)
    services.tell(recipients=few, kind="reminder", words=lambda: ("盘点", ""), at=NOON)
    assert Notice.objects.get().recipients.count() == 2
    with CaptureQueriesContext(connection) as before:
        services.tell(recipients=few, kind="reminder", words=approved, at=NOON)
    with django_assert_num_queries(len(before)):
        services.tell(recipients=[*few, *many], kind="reminder", words=approved, at=LATER)
    assert Notice.objects.count() == 1 + 2 + 2


def test_telling_nobody_leaves_no_notice():
    services.tell(recipients=[], kind="reminder", words=approved, at=NOON)
    assert not Notice.objects.exists()


def test_notify_refuses_a_kind_that_nobody_registered(li):
    with pytest.raises(LookupError, match="no notice kind gossip"):
        tell(li, kind="gossip")


@pytest.mark.parametrize("count", [1, 5, 50])
def test_notify_costs_the_same_for_any_number_of_recipients(count, django_assert_max_num_queries):
    people = EmployeeFactory.create_batch(count)
    with django_assert_max_num_queries(6):
        tell(*people)


def test_read_time_is_set_once(li):
    notice = tell(li)
    assert services.mark_read(notice=notice, by=li.user, at=LATER)
    assert not services.mark_read(notice=notice, by=li.user, at=LATER + timedelta(hours=1))
    assert notice.recipients.get().read_at == LATER


def test_only_a_recipient_can_have_read_it(li):
    notice = tell(li)
    assert not services.mark_read(notice=notice, by=EmployeeFactory().user, at=LATER)
    assert notice.recipients.get().read_at is None


def test_a_clock_that_lags_does_not_make_reading_fail(li):
    notice = tell(li)
    services.mark_read(notice=notice, by=li.user, at=NOON - timedelta(seconds=1))
    assert notice.recipients.get().read_at == NOON


def test_mark_all_read_leaves_others_and_what_came_later(li):
    other = EmployeeFactory()
    early, late = tell(li, other), tell(li, at=LATER + timedelta(minutes=1))
    assert services.mark_all_read(by=li.user, at=LATER) == 1
    assert early.recipients.get(recipient=other).read_at is None
    assert late.recipients.get().read_at is None


def test_reading_is_written_to_the_trail(li):
    notice = tell(li)
    services.mark_read(notice=notice, by=li.user, at=LATER)
    assert AuditEntry.objects.filter(table_name="notices_noticerecipient", verb="change").count() == 1


def test_registering_a_code_twice_is_refused_unless_it_is_the_same():
    reminder = kinds.registered()["reminder"]
    kinds.register(reminder)
    with pytest.raises(ValueError, match="registered twice"):
        kinds.register(kinds.NoticeKind("reminder", "something else"))


def test_a_kind_that_is_no_longer_registered_shows_its_code():
    assert Notice(kind="old_kind").get_kind_display() == "old_kind"


# -- what the database refuses ---------------------------------------------------


def refused(name, error=IntegrityError):
    return pytest.raises(error, match=name)


def test_a_notice_never_changes(li):
    tell(li)
    with refused("append-only"), transaction.atomic():
        Notice.objects.update(subject="别的")


@pytest.mark.parametrize("link", ["https://example.com/", "//example.com/", "/\\\\example.com", "notices/"])
def test_a_notice_links_inside_the_house_only(li, link):
    with refused("notices_notice_link_inside"), transaction.atomic():
        tell(li, link=link)


def test_a_notice_has_a_subject(li):
    with refused("notices_notice_has_subject"), transaction.atomic():
        tell(li, subject="")


def test_a_recipient_has_one_row(li):
    notice = tell(li)
    with refused("notices_recipient_once"), transaction.atomic():
        NoticeRecipient.objects.create(notice=notice, recipient=li, delivered_at=NOON)


def test_nobody_reads_before_delivery(li):
    tell(li)
    with refused("notices_recipient_read_after_delivered"), transaction.atomic():
        NoticeRecipient.objects.update(read_at=NOON - timedelta(seconds=1))


@pytest.mark.parametrize(
    "change", [{"read_at": None}, {"read_at": LATER + timedelta(hours=1)}, {"delivered_at": NOON - timedelta(hours=1)}]
)
def test_a_read_notice_stays_as_it_is(li, change):
    notice = tell(li)
    services.mark_read(notice=notice, by=li.user, at=LATER)
    with refused("notices_recipient_read_once", DatabaseError), transaction.atomic():
        NoticeRecipient.objects.update(**change)
