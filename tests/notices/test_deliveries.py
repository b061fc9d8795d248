"""Notices on their way out: for real, to a web hook that listens."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from common import clock
from common.errors import RuleBroken
from common.models import AuditEntry
from notices import services, tasks
from notices.domain import MAX_ATTEMPTS, Answer, Outcome
from notices.models import Channel, Delivery, DeliveryState
from notices.services import deliveries
from people.models import Employee
from tests.factories import EmployeeFactory

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _noon():
    with clock.stopped(NOON):
        yield


@pytest.fixture
def channel(db, hook):
    return services.add_channel(owner=EmployeeFactory(name="李雯"), label="测试", address=hook.url, at=NOON)


def tell(*recipients, **others):
    return services.notify(**{"recipients": recipients, "kind": "reminder", "subject": "明天盘点", "at": NOON, **others})


@pytest.fixture
def queued(channel):
    """A delivery that waits to be sent."""
    tell(channel.owner, body="薪资名单见附件")
    return Delivery.objects.get()


def deliver(delivery, at=NOON):
    deliveries.deliver(delivery_id=delivery.pk, at=at)
    delivery.refresh_from_db()
    return delivery


def jobs(name="notices.deliver"):
    return ProcrastinateJob.objects.filter(task_name=name).order_by("pk")


@pytest.mark.django_db
class TestQueueing:
    def test_a_notice_queues_a_delivery_and_its_job_in_the_same_transaction(self, channel):
        with transaction.atomic():
            tell(channel.owner)
            assert (Delivery.objects.count(), jobs().count()) == (1, 1)
            transaction.set_rollback(True)
        assert (Delivery.objects.count(), jobs().count()) == (0, 0)

    def test_the_job_names_the_delivery_and_runs_at_its_time(self, queued):
        job = jobs().get()
        assert (job.args, job.scheduled_at) == ({"delivery_id": queued.pk}, NOON)

    def test_quiet_hours_hold_it_back(self, channel):
        Channel.objects.update(quiet_from=time(11), quiet_until=time(14))  # noon in Shanghai is quiet
        tell(channel.owner)
        assert Delivery.objects.get().due_at == NOON + timedelta(hours=2)

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [({"kinds": ["reminder"]}, 1), ({"kinds": ["penalty"]}, 0), ({"levels": ["urgent"]}, 0), ({"levels": ["info", "urgent"]}, 1)],
    )
    def test_only_what_is_wanted_goes_out(self, channel, wanted, count):
        Channel.objects.update(**wanted)
        tell(channel.owner)
        assert Delivery.objects.count() == count

    def test_a_channel_that_is_switched_off_gets_nothing(self, channel):
        Channel.objects.update(is_enabled=False)
        tell(channel.owner)
        assert not Delivery.objects.exists()

    @pytest.mark.parametrize(("left_on", "count"), [("2026-11-19", 0), ("2026-11-20", 1)])
    def test_the_channel_of_somebody_who_left_gets_nothing(self, channel, left_on, count):
        Employee.objects.filter(pk=channel.owner_id).update(left_on=left_on)
        tell(channel.owner)
        assert Delivery.objects.count() == count

    @pytest.mark.parametrize("count", [1, 5, 50])
    def test_queueing_costs_the_same_for_many_channels(self, hook, count, django_assert_max_num_queries):
        people = EmployeeFactory.create_batch(count)
        Channel.objects.bulk_create(Channel(owner=p, label="群", service="json", address=hook.url, created_at=NOON) for p in people)
        with django_assert_max_num_queries(8):
            tell(*people)
        assert jobs().count() == count


@pytest.mark.django_db
class TestSending:
    def test_what_arrives_says_what_it_is_about_and_where_to_read_it_but_not_the_text(self, queued, hook):
        deliver(queued)
        (message,) = hook.messages
        assert "明天盘点" in message["message"]
        assert f"http://testserver/notices/{queued.recipient.notice_id}/" in message["message"]
        assert "薪资" not in str(message)

    def test_handed_over_is_written_down(self, queued):
        deliver(queued)
        assert (queued.state, queued.attempts, queued.claimed_at, queued.finished_at) == (DeliveryState.SENT, 1, NOON, NOON)

    def test_a_job_that_runs_twice_sends_once(self, queued, hook):
        tasks.deliver(queued.pk)
        tasks.deliver(queued.pk)
        assert len(hook.messages) == 1

    def test_nothing_is_sent_before_it_is_due(self, queued, hook):
        deliver(queued, at=NOON - SECOND)
        assert (queued.state, hook.messages) == (DeliveryState.QUEUED, [])

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            pytest.param((500, {}), "HTTP 500", id="server-error"),
            pytest.param(
                (200, {"errcode": 310000, "errmsg": "keywords not in content"}), "310000 keywords not in content", id="robot-says-no"
            ),
            pytest.param((302, {}), "HTTP 302", id="sent-elsewhere"),
        ],
    )
    def test_a_known_failure_is_tried_again(self, queued, hook, answer, error):
        hook.answers = [answer, (200, {})]
        deliver(queued)
        assert (queued.state, queued.error, queued.due_at) == (DeliveryState.QUEUED, error, NOON + timedelta(minutes=1))
        assert jobs().last().scheduled_at == queued.due_at
        with clock.stopped(queued.due_at):
            deliver(queued, at=queued.due_at)
        assert (queued.state, queued.attempts, len(hook.messages)) == (DeliveryState.SENT, 2, 2)

    def test_a_server_that_does_not_answer_the_call_is_a_known_failure(self, queued):
        Channel.objects.update(address="json://127.0.0.1:9/")
        deliver(queued)
        assert (queued.state, queued.error) == (DeliveryState.QUEUED, "ConnectionError")

    def test_it_is_given_up_after_the_last_attempt(self, queued, hook):
        hook.answers = [(500, {})]
        while queued.state == DeliveryState.QUEUED:
            with clock.stopped(queued.due_at):
                deliver(queued, at=queued.due_at)
        assert (queued.state, queued.attempts, len(hook.messages)) == (DeliveryState.FAILED, MAX_ATTEMPTS, MAX_ATTEMPTS)

    @pytest.mark.parametrize("answer", [pytest.param((None, {}), id="hung-up"), pytest.param((504, {}), id="gateway-timeout")])
    def test_an_unknown_outcome_is_not_tried_again(self, queued, hook, answer):
        hook.answers = [answer]
        deliver(queued)
        assert queued.state == DeliveryState.UNSURE
        deliveries.sweep(at=NOON + timedelta(days=1))
        deliver(queued, at=NOON + timedelta(days=1))
        assert len(hook.messages) == 1

    def test_an_address_that_is_no_longer_allowed_is_not_used(self, queued, hook, settings):
        settings.NOTICE_CHANNELS = ["dingtalk"]
        deliver(queued)
        assert (queued.error, hook.messages) == ("the address is no longer allowed", [])


@pytest.mark.django_db
class TestSweep:
    def test_what_was_sending_for_too_long_becomes_unsure(self, queued):
        deliveries.claim(delivery_id=queued.pk, at=NOON)
        deliveries.sweep(at=NOON + deliveries.CLAIM_HOLDS)
        queued.refresh_from_db()
        assert queued.state == DeliveryState.SENDING
        deliveries.sweep(at=NOON + deliveries.CLAIM_HOLDS + SECOND)
        queued.refresh_from_db()
        assert (queued.state, queued.error) == (DeliveryState.UNSURE, "the worker stopped while sending")

    @pytest.mark.parametrize(("outcome", "state"), [(Outcome.SENT, "sent"), (Outcome.REFUSED, "failed"), (Outcome.UNKNOWN, "unsure")])
    def test_a_late_answer_settles_it_but_is_not_tried_again(self, queued, outcome, state):
        claimed = deliveries.claim(delivery_id=queued.pk, at=NOON)
        deliveries.sweep(at=NOON + timedelta(hours=1))
        deliveries.finish(delivery=claimed, answer=Answer(outcome), at=NOON + timedelta(hours=1))
        queued.refresh_from_db()
        assert queued.state == state

    def test_a_lost_job_is_queued_anew(self, queued):
        jobs().delete()
        tasks.sweep(0)
        assert not jobs().exists()
        with clock.stopped(NOON + deliveries.LOST_AFTER + SECOND):
            tasks.sweep(0)
        assert jobs().get().args == {"delivery_id": queued.pk}


@pytest.mark.django_db(transaction=True)
class TestWorkers:
    def test_two_workers_send_once(self, queued, hook, race):
        results = race(*[lambda: deliveries.deliver(delivery_id=queued.pk, at=NOON)] * 2)
        assert sorted(result is None for result in results) == [False, True]
        assert len(hook.messages) == 1

    def test_a_worker_killed_while_sending_leaves_it_unsure(self, queued, hook):
        hook.may_answer.clear()
        worker = subprocess.Popen([sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(queued.pk)], cwd=settings.BASE_DIR)
        assert hook.arrived.wait(60)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        queued.refresh_from_db()
        assert queued.state == DeliveryState.SENDING  # the claim was committed before the sending
        deliveries.sweep(at=NOON + timedelta(hours=1))
        deliver(queued, at=NOON + timedelta(hours=1))
        assert (queued.state, len(hook.messages)) == (DeliveryState.UNSURE, 1)


WORKER = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "{os.environ.get("DJANGO_SETTINGS_MODULE", "opsdept.settings_test")}"
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.NOTICE_CHANNELS = ["json"]
django.setup()
from datetime import UTC, datetime
from notices.services import deliveries
deliveries.deliver(delivery_id=int(sys.argv[2]), at=datetime(2026, 11, 20, 4, tzinfo=UTC))
"""


@pytest.mark.django_db
class TestChannels:
    def test_the_address_never_reaches_the_trail(self, channel, hook):
        services.remove_channel(channel=channel, at=NOON)
        lines = AuditEntry.objects.filter(table_name="notices_channel")
        assert lines.count() == 2
        assert hook.url not in str([(line.before, line.after) for line in lines])

    def test_removing_forgets_the_address_and_drops_what_waits(self, queued):
        services.remove_channel(channel=queued.channel, at=NOON)
        queued.refresh_from_db()
        channel = Channel.objects.get()
        assert (channel.address, channel.is_enabled, queued.state) == ("", False, DeliveryState.DROPPED)

    def test_a_test_goes_over_this_channel_alone(self, channel, hook):
        other = services.add_channel(owner=channel.owner, label="别的", address=hook.url, at=NOON)
        Channel.objects.update(kinds=["penalty"])
        made = services.try_channel(channel=channel, at=NOON)
        assert deliver(made).state == DeliveryState.SENT
        assert not Delivery.objects.filter(channel=other).exists()

    def test_a_test_needs_a_channel_in_use(self, channel):
        Channel.objects.update(is_enabled=False)
        with pytest.raises(RuleBroken, match="switched off"):
            services.try_channel(channel=channel, at=NOON)

    def test_ten_channels_are_enough(self, channel, hook):
        for number in range(9):
            services.add_channel(owner=channel.owner, label=str(number), address=hook.url, at=NOON)
        with pytest.raises(RuleBroken, match="10 channels already"):
            services.add_channel(owner=channel.owner, label="又一个", address=hook.url, at=NOON)

    @pytest.mark.parametrize(("start", "end"), [(time(22), None), (None, time(7)), (time(7), time(7))])
    def test_half_of_the_quiet_hours_is_refused(self, channel, start, end):
        with pytest.raises(RuleBroken, match="Quiet hours"):
            services.set_channel(channel=channel, label="测试", is_enabled=True, kinds=[], levels=[], quiet_from=start, quiet_until=end)

    def test_a_removed_channel_cannot_be_changed(self, channel):
        services.remove_channel(channel=channel, at=NOON)
        with pytest.raises(RuleBroken, match="has been removed"):
            services.set_channel(channel=channel, label="测试", is_enabled=True, kinds=[], levels=[], quiet_from=None, quiet_until=None)


@pytest.mark.django_db
class TestConstraints:
    def refused(self, name):
        return pytest.raises(IntegrityError, match=name)

    def test_a_removed_channel_keeps_no_address(self, channel):
        with self.refused("notices_channel_removed_keeps_no_address"), transaction.atomic():
            Channel.objects.update(removed_at=NOON, is_enabled=False)

    def test_quiet_hours_are_whole(self, channel):
        with self.refused("notices_channel_quiet_hours_whole"), transaction.atomic():
            Channel.objects.update(quiet_from=time(22))

    def test_a_notice_goes_over_a_channel_once(self, queued):
        with self.refused("notices_delivery_once"), transaction.atomic():
            Delivery.objects.create(recipient=queued.recipient, channel=queued.channel, due_at=NOON)

    @pytest.mark.parametrize(
        "row", [{"state": "sent"}, {"state": "sending"}, {"finished_at": NOON}, {"state": "lost", "finished_at": NOON}]
    )
    def test_a_state_has_its_stamps(self, queued, row):
        with self.refused("notices_delivery_state_has_stamps"), transaction.atomic():
            Delivery.objects.update(**row)
