"""Facts are sealed each night, and whatever is changed in them afterwards is named, also when the database's owner did it."""

# ruff: noqa: S608  our own names and numbers
import threading
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from common import sealing
from common.facts import fact_tables
from common.models import AuditEntry, FactSeal, SealedDay, Upload
from common.sealing import head_of, line_of, seal_day
from common.triggers import own_models
from common.verifying import Difference, What, verify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 11, 20, 17, 45, tzinfo=UTC)  # 01:45 on the 21st in Shanghai
NIGHT = date(2026, 11, 21)
TRAIL = "common_auditentry"


def facts(count: int = 5) -> list[int]:
    """Keys of new lines of the trail."""
    made = AuditEntry.objects.bulk_create(AuditEntry(actor_label="李雯", verb="view", table_name="x", note=f"{n}") for n in range(count))
    return [entry.pk for entry in made]


def as_owner(*statements: str) -> None:
    """What the database's superuser can do: change facts with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_every_append_only_table_is_sealed_but_the_seals():
    named = {model._meta.db_table for model in own_models() if getattr(model, "append_only", False)}
    assert {table.name for table in fact_tables()} == named - {"common_factseal", "common_sealedday"}


def test_untouched_facts_are_as_they_were_sealed():
    facts()
    sealed = seal_day(at=FIRST)
    verified = verify()
    assert sealed is not None
    assert (verified.first, verified.rows, verified.unsealed, verified.head) == (None, sealed.rows, 0, sealed.head)


def test_facts_after_the_last_seal_are_counted():
    facts()
    seal_day(at=FIRST)
    facts(3)
    assert (verify().until, verify().unsealed) == (FIRST, 3)


def test_second_run_on_a_day_does_nothing():
    facts()
    seal_day(at=FIRST)
    facts()
    assert seal_day(at=FIRST + timedelta(hours=1)) is None
    assert SealedDay.objects.count() == 1


def test_missed_nights_are_sealed_with_the_next():
    facts()
    seal_day(at=FIRST)
    facts(4)
    sealed = seal_day(at=FIRST + timedelta(days=3))
    assert (sealed.rows, verify().unsealed, verify().first) == (4, 0, None)


def test_large_table_is_sealed_in_parts(monkeypatch):
    monkeypatch.setattr(sealing, "ROWS_OF_A_SEAL", 2)
    keys = facts(5)
    seal_day(at=FIRST)
    assert list(FactSeal.objects.filter(table=TRAIL).order_by("pk").values_list("upto", flat=True))[-1] == keys[-1]
    assert FactSeal.objects.filter(table=TRAIL).count() >= 3
    assert verify().first is None


def test_altered_row_is_named():
    keys = facts()
    seal_day(at=FIRST)
    as_owner(f"UPDATE {TRAIL} SET note = 'nothing' WHERE id = {keys[2]}")
    assert verify().first == Difference(What.ALTERED, NIGHT, TRAIL, str(keys[2]))


def test_deleted_row_is_named():
    keys = facts()
    seal_day(at=FIRST)
    as_owner(f"DELETE FROM {TRAIL} WHERE id = {keys[1]}")
    assert verify().first == Difference(What.MISSING, NIGHT, TRAIL, str(keys[1]))


def test_row_slipped_in_between_is_named():
    keys = facts()
    as_owner(f"DELETE FROM {TRAIL} WHERE id = {keys[2]}")
    seal_day(at=FIRST)
    as_owner(
        f"INSERT INTO {TRAIL} (id, at, actor_label, request_id, verb, table_name, row_id, note) "
        f"VALUES ({keys[2]}, now(), '', '', 'view', 'x', '', '')"
    )
    assert verify().first == Difference(What.SLIPPED_IN, NIGHT, TRAIL, str(keys[2]))


def test_first_of_several_is_named_and_the_others_are_counted():
    keys = facts()
    seal_day(at=FIRST)
    later = facts()
    seal_day(at=FIRST + timedelta(days=1))
    as_owner(f"UPDATE {TRAIL} SET note = 'nothing' WHERE id IN ({keys[3]}, {later[0]}, {later[1]})")
    assert (verify().first.key, verify().differences) == (str(keys[3]), 3)


def stored(name: str) -> Upload:
    return Upload.objects.create(
        pk=uuid4(), purpose="test", name=name, content_type="text/plain", size=1, sha256="0" * 64, file="x", uploaded_by=UserFactory()
    )


def test_row_whose_key_is_no_number_is_named():
    upload = stored("a.txt")
    stored("b.txt")
    seal_day(at=FIRST)
    as_owner(f"UPDATE common_upload SET name = 'c.txt' WHERE id = '{upload.pk}'")
    assert verify().first == Difference(What.ALTERED, NIGHT, "common_upload", str(upload.pk))


def test_rows_whose_keys_have_no_order_are_sealed_once_each():
    for name in ("a.txt", "b.txt"):
        stored(name)
    seal_day(at=FIRST)
    stored("c.txt")
    assert verify().unsealed >= 1
    seal_day(at=FIRST + timedelta(days=1))
    assert list(FactSeal.objects.filter(table="common_upload").order_by("pk").values_list("rows", flat=True)) == [2, 1]
    assert verify().unsealed == 0


def seal_anew(night: SealedDay) -> None:
    """Make the seals of the trail of that night fit what the rows are now, as the owner could."""
    for seal in FactSeal.objects.filter(sealed_day=night, table=TRAIL):
        [table] = [table for table in fact_tables() if table.name == TRAIL]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sealing.WRITTEN_ALIKE)
            made = sealing._made(table, table.between(), [seal.after, seal.upto], after=seal.after, upto=seal.upto)
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "UPDATE common_factseal SET digest = %s, row_digests = %s WHERE id = %s", [made.digest, made.row_digests, seal.pk]
            )
            cursor.execute("SET LOCAL session_replication_role = origin")


def chain_anew() -> None:
    """Compute every head from the seals as they are now."""
    previous = ""
    for night in SealedDay.objects.order_by("pk"):
        head = head_of(previous, night.day, night.at, [line_of(seal) for seal in night.seals.order_by("pk")])
        as_owner(f"UPDATE common_sealedday SET head = '{head}' WHERE id = {night.pk}")
        previous = head


def test_row_changed_together_with_its_seal_breaks_the_chain():
    keys = facts()
    night = seal_day(at=FIRST)
    facts()
    seal_day(at=FIRST + timedelta(days=1))
    as_owner(f"UPDATE {TRAIL} SET note = 'nothing' WHERE id = {keys[2]}")
    seal_anew(night)
    assert (verify().first, verify().differences) == (Difference(What.CHAIN, NIGHT), 1)


def test_chain_that_was_rewritten_as_a_whole_does_not_hold_the_noted_head():
    keys = facts()
    night = seal_day(at=FIRST)
    noted = night.head
    as_owner(f"UPDATE {TRAIL} SET note = 'nothing' WHERE id = {keys[2]}")
    seal_anew(night)
    chain_anew()
    verified = verify(noted=noted)
    assert (verified.first, verified.noted_on) == (None, None)


def test_noted_head_is_found_with_its_night():
    facts()
    noted = seal_day(at=FIRST).head
    facts()
    seal_day(at=FIRST + timedelta(days=1))
    assert verify(noted=noted[:16].upper()).noted_on == NIGHT


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM common_factseal WHERE sealed_day_id = {first} AND \"table\" = 'common_auditentry'",
        "UPDATE common_factseal SET upto = upto + 1 WHERE sealed_day_id = {first}",
        "UPDATE common_sealedday SET at = at - interval '1 hour' WHERE id = {first}",
        "DELETE FROM common_factseal WHERE sealed_day_id = {first}; DELETE FROM common_sealedday WHERE id = {first}",
    ],
    ids=["seal-deleted", "bound-moved", "time-changed", "night-deleted"],
)
def test_changed_seals_are_seen(change):
    facts()
    night = seal_day(at=FIRST)
    facts()
    seal_day(at=FIRST + timedelta(days=1))
    as_owner(change.format(first=night.pk))
    assert verify().first is not None


def test_column_added_later_changes_no_old_digest():
    facts()
    seal_day(at=FIRST)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TRAIL} ADD COLUMN later text NOT NULL DEFAULT 'new'")
    assert verify().first is None


def test_column_that_is_gone_is_said(monkeypatch):
    facts()
    seal_day(at=FIRST)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute('UPDATE common_factseal SET columns = columns || \'["gone"]\' WHERE "table" = %s', [TRAIL])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert verify().first == Difference(What.SHAPE, NIGHT, TRAIL)


@pytest.mark.parametrize("setting", ["TimeZone TO 'America/New_York'", "DateStyle TO 'SQL, DMY'", "extra_float_digits TO -10"])
def test_digests_do_not_depend_on_the_session(setting):
    facts()
    seal_day(at=FIRST)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {setting}")
    assert verify().first is None


@pytest.mark.django_db(transaction=True)
def test_fact_that_commits_late_is_neither_lost_nor_an_alarm():
    """A smaller number commits after a larger one, while the night's run is under way."""
    has_number, may_commit = threading.Event(), threading.Event()
    late: list[int] = []

    def slow_writer() -> None:
        with transaction.atomic():
            late.extend(facts(1))
            has_number.set()
            may_commit.wait(20)
        connections["default"].close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    has_number.wait(20)
    [quick] = facts(1)
    timer = threading.Timer(0.5, may_commit.set)
    timer.start()
    seal_day(at=FIRST)
    writer.join(20)
    assert late[0] < quick
    assert FactSeal.objects.filter(table=TRAIL).latest("pk").upto == quick
    assert (verify().first, verify().unsealed) == (None, 0)


@pytest.mark.django_db(transaction=True)
def test_table_in_which_somebody_writes_all_the_while_waits_for_the_next_night(monkeypatch):
    monkeypatch.setattr(sealing, "WAIT_SECONDS", 0.3)
    has_number, may_commit = threading.Event(), threading.Event()

    def forgotten() -> None:
        with transaction.atomic():
            facts(1)
            has_number.set()
            may_commit.wait(20)
        connections["default"].close()

    writer = threading.Thread(target=forgotten)
    writer.start()
    has_number.wait(20)
    facts(1)
    seal_day(at=FIRST)
    may_commit.set()
    writer.join(20)
    assert not FactSeal.objects.filter(table=TRAIL).exists()
    seal_day(at=FIRST + timedelta(days=1))
    assert (verify().first, verify().unsealed) == (None, 0)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_night(race):
    facts(200)
    results = race(lambda: seal_day(at=FIRST), lambda: seal_day(at=FIRST))
    assert [type(result) for result in results].count(SealedDay) == 1
    assert SealedDay.objects.count() == 1
    assert verify().first is None
