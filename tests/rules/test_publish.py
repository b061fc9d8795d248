"""An approved edition goes up on the wall: when it holds, whom it is told, and who sees it at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from procrastinate.contrib.django import app

from attendance.policy import Lateness
from common import clock
from common.errors import RuleBroken
from notices.models import NoticeRecipient
from rules import provider, services
from rules.models import Edition, Force
from tests import factories
from tests.rules import making
from tests.rules.making import NOW, Office, at_noon
from tests.rules.pages import FIRST, LATER, as_, on, said

MINOR, MAJOR, GAP = "att.late.minor_max_minutes", "att.late.major_min_minutes", "att.late.gap_rule"


def page(edition: Edition, act: str = "") -> str:
    return f"/rules/editions/{edition.pk}/{act}"


def effective(edition: Edition, rule: str, on: date | None = None) -> Edition:
    return services.change_edition(edition=edition, reason="", numbering=edition.numbering, effective_rule=rule, effective_on=on)


# -- on the page ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_page_says_from_which_day_and_for_how_many(office: Office):
    edition = making.approve(making.rulebook(office, {MINOR: 10}, departments=[office.ours]), office)
    with on(NOW.date()):
        text = said(as_(office.director), page(edition))
    assert "今天公布，自11月3日 周二起生效，适用于运营部，共2人。" in text


@pytest.mark.django_db
def test_director_publishes_on_the_page(office: Office):
    edition = making.approve(making.rulebook(office, {MINOR: 10}), office)
    with on(NOW.date()):
        response = as_(office.director).post(page(edition, "publish/"), follow=True)
    assert "已公布，并已通知所有适用人员" in response.text
    edition = Edition.objects.get(pk=edition.pk)
    assert (edition.state, edition.effective_on, edition.published_by) == ("published", FIRST, office.director)


@pytest.mark.django_db
def test_effect_on_the_same_day_is_warned_of(office: Office):
    draft = effective(making.rulebook(office, {MINOR: 10}), "on_publication")
    edition = making.approve(draft, office)
    with on(NOW.date()):
        assert "员工来不及先阅读" in said(as_(office.director), page(edition))


@pytest.mark.django_db
def test_fixed_day_that_has_passed_must_be_chosen_again(office: Office):
    edition = making.approve(effective(making.rulebook(office, {MINOR: 10}), "fixed", FIRST), office)
    with on(LATER):
        client = as_(office.director)
        assert "原定的生效日期已过" in said(client, page(edition))
        assert "日期已过" in client.post(page(edition, "publish/"), follow=True).text
    assert Edition.objects.get(pk=edition.pk).state == "approved"


@pytest.mark.django_db
def test_publishing_wants_the_right_to_publish(office: Office):
    edition = making.approve(making.rulebook(office, {MINOR: 10}), office)
    hr = factories.holder(factories.post(office.company, "人事", 3), "人事")
    factories.grant(hr, "hr")
    assert as_(hr).post(page(edition, "publish/")).status_code == 403
    assert as_(office.staff).post(page(edition, "publish/")).status_code == 404


@pytest.mark.django_db
def test_publication_is_told_to_those_it_binds(office: Office):
    other = factories.holder(factories.post(factories.department("市场部", office.company)), "外人")
    making.published(office, {MINOR: 10}, departments=[office.ours])
    told = set(NoticeRecipient.objects.filter(notice__kind="rule_change").values_list("recipient__name", flat=True))
    assert told == {"总监", "李雯"}
    assert other.name not in told


@pytest.mark.django_db
def test_gap_rule_must_be_decided_before_publication(office: Office):
    edition = making.approve(making.rulebook(office, {MINOR: 10, MAJOR: 30, GAP: None}), office)
    with on(NOW.date()):
        assert "暂不能公布。" in as_(office.director).post(page(edition, "publish/"), follow=True).text
    assert not Force.objects.exists()


@pytest.mark.django_db
def test_next_edition_closes_the_one_before_on_its_day(office: Office):
    first = making.published(office, {MINOR: 10}, on=FIRST)
    following = making.publish(making.next_edition(first.rulebook, office, {MINOR: 15}), office, on=LATER)
    force = first.forces.get()
    assert (force.during.lower, force.during.upper, force.replaced_by) == (FIRST, LATER, following)
    with on(LATER):
        assert "第2版，12月1日" in said(as_(office.director), page(first))


@pytest.mark.django_db
def test_edition_cannot_hold_from_before_the_one_in_force(office: Office):
    first = making.published(office, {MINOR: 10}, on=LATER)
    following = making.next_edition(first.rulebook, office, {MINOR: 15})
    with pytest.raises(RuleBroken, match="12月1日生效，本版只能"):
        making.publish(following, office, on=LATER - timedelta(days=1))


@pytest.mark.django_db
def test_change_that_is_near_stands_on_the_first_page(office: Office):
    making.published(office, {MINOR: 10}, on=FIRST)
    with on(NOW.date()):
        assert "制度变化" in as_(office.staff).get("/").text
    with on(LATER):
        assert "制度变化" not in as_(office.staff).get("/").text


# -- two at once ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins_and_the_other_reads_why(office: Office, race):
    edition = making.approve(making.rulebook(office, {MINOR: 10}), office)
    results = race(*[lambda: services.publish(edition=edition, by=office.director, at=NOW)] * 2)
    won = [result for result in results if isinstance(result, Edition)]
    lost = [result for result in results if isinstance(result, RuleBroken)]
    assert (len(won), len(lost)) == (1, 1), results
    assert "现在不能“公布”" in str(lost[0])
    assert "“已公布”" in str(lost[0])
    assert Force.objects.count() == 1


@pytest.mark.django_db
def test_two_editions_cannot_be_in_force_on_one_day(office: Office):
    first = making.published(office, {MINOR: 10}, on=FIRST)
    with pytest.raises(IntegrityError, match="rules_force_one_edition_a_day"), transaction.atomic():
        Force.objects.create(edition=first, rulebook=first.rulebook, department=None, during=(LATER, None))


@pytest.mark.django_db
def test_two_editions_cannot_be_in_force_in_one_department_on_one_day(office: Office):
    first = making.published(office, {MINOR: 10}, on=FIRST, departments=[office.ours])
    with pytest.raises(IntegrityError, match="rules_force_one_edition_a_day"), transaction.atomic():
        Force.objects.create(edition=first, rulebook=first.rulebook, department=office.ours, during=(LATER, LATER + timedelta(days=1)))
    Force.objects.create(edition=first, rulebook=first.rulebook, department=office.company, during=(LATER, None))


# -- seen by everybody at once --------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_publication_is_seen_by_another_thread_at_its_next_request(office: Office):
    """Two threads as of a web server: one holds the old values, the other publishes."""
    first = making.published(office, {MINOR: 10}, number="YY-1", on=FIRST)
    approved = making.approve(making.next_edition(first.rulebook, office, {MINOR: 15}), office)
    answers, published, asked = [], threading.Event(), threading.Event()

    def reader() -> None:
        try:
            client = as_(office.staff)
            answers.append("10分钟" in client.get("/rules/values/").text)
            held = provider.held()
            asked.set()
            published.wait(timeout=20)
            answers.append(provider.held() is held)  # within what it began with, nothing changes
            answers.append("15分钟" in client.get("/rules/values/").text)
        finally:
            connections["default"].close()

    with clock.stopped(at_noon(date(2026, 11, 5))):
        thread = threading.Thread(target=reader)
        thread.start()
        assert asked.wait(timeout=20)
        services.publish(edition=approved, by=office.director, at=at_noon(date(2026, 11, 4)))
        published.set()
        thread.join(timeout=30)
    assert answers == [True, True, True]


@pytest.fixture
def judge():
    """A task that notes the limit of the day; its notes."""
    notes: list[int | None] = []

    @app.task(name="tests.judge", queue="tests")
    def judged() -> None:
        notes.append(Lateness.on(date(2026, 11, 5), None).minor_max)

    yield judged, notes
    del app.tasks["tests.judge"]


@pytest.mark.django_db(transaction=True)
def test_publication_is_seen_by_the_next_job_of_the_same_worker(office: Office, judge):
    """One worker process: a job, a publication elsewhere, another job."""
    judged, notes = judge
    first = making.published(office, {MINOR: 10}, on=FIRST)
    approved = making.approve(making.next_edition(first.rulebook, office, {MINOR: 15}), office)

    @app.task(name="tests.publish", queue="tests")
    def publishes() -> None:
        """Somebody else's transaction, on a connection of its own, between the two jobs."""
        with connections["default"].cursor():
            thread = threading.Thread(target=publish_elsewhere)
            thread.start()
            thread.join(timeout=30)

    def publish_elsewhere() -> None:
        try:
            services.publish(edition=approved, by=office.director, at=at_noon(date(2026, 11, 4)))
        finally:
            connections["default"].close()

    try:
        judged.defer()
        publishes.defer()
        judged.defer()
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            options = {"wait": False, "install_signal_handlers": False, "listen_notify": False, "delete_jobs": "always"}
            with ThreadPoolExecutor(1) as apart:  # where no other event loop runs
                apart.submit(worker.run_worker, queues=["tests"], **options).result(timeout=60)
    finally:
        del app.tasks["tests.publish"]
    assert notes == [10, 15]
