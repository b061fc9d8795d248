"""The read API: who is let in, how it refuses, how its pages hang together."""

from datetime import date

import pytest
from django.test import Client

from common.models import AuditEntry, Verb
from people.models import AccessToken, Assignment, Employee
from people.services.organisation import rebuild_paths
from people.services.tokens import make_api_key, make_feed
from tests.factories import EmployeeFactory, department, holder, post
from tests.people.conftest import NOON, TODAY
from tests.people.keys import ALL, asker, rows, with_key


@pytest.fixture
def ask(office):
    """`ask(path, **filters)`: what the API answers a key for everything in the whole company."""
    return asker(office.admin.user)


def numbers(response):
    return [row["employee"] for row in rows(response)]


# -- who is let in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer nonsense", "Bearer opsdept_api_钥匙", "opsdept_api_x"])
@pytest.mark.parametrize("path", ["", "people", "nothing"])
def test_without_a_key_that_fits_nothing_is_read(office, header, path):
    response = Client(headers={"Authorization": header.encode().decode("latin-1")}).get(f"/api/v1/{path}")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["error"]["message"]


def test_key_of_a_calendar_opens_no_api(office):
    _token, secret = make_feed(user=office.admin.user, at=NOON)
    assert with_key(secret)("people").status_code == 401


def test_key_that_was_taken_back_or_ran_out_opens_nothing(office):
    ask = asker(office.admin.user)
    AccessToken.objects.update(revoked_at=NOON)
    assert ask("people").status_code == 401
    AccessToken.objects.update(revoked_at=None, expires_on=date(2026, 11, 19))
    assert ask("people").status_code == 401
    AccessToken.objects.update(expires_on=TODAY)
    assert ask("people").status_code == 200


def test_login_alone_opens_nothing(office, as_user):
    assert as_user(office.admin).get("/api/v1/people").status_code == 401


def test_key_reads_only_its_scopes_and_the_attempt_is_written_down(office):
    ask = asker(office.admin.user, ["people"])
    response = ask("claims")
    assert response.status_code == 403
    assert "claims" in response.json()["error"]["message"]
    assert AuditEntry.objects.filter(verb=Verb.ATTEMPT, table_name="finance_claim").count() == 1


def test_answers_set_no_cookie_and_are_kept_by_nobody(ask):
    response = ask("people")
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


# -- how it refuses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("people", "on", "20-11-2026"), ("people", "on", "2026-W47-5"), ("people", "colour", "red"), ("people", "limit", "0"),
        ("people", "limit", "1001"), ("people", "limit", "many"), ("people", "cursor", "x"), ("people", "cursor", "W10"),
        ("people", "cursor", "eyJhIjoxfQ"), ("people", "employee", "\x00"), ("people", "employee", ""),
        ("day-results", "month", "2026-13"), ("day-results", "month", "9999-12"), ("day-results", "changed_since", "2026-11-20"),
        ("day-results", "changed_since", "0001-01-01T00:00:00+14:00"), ("claims", "state", "draft"),
        ("claims", "cursor", "WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTk5Il0"),
    ],
)  # fmt: skip
def test_filter_that_cannot_be_read_is_named(ask, path, name, value):
    response = ask(path, **{name: value})
    assert response.status_code == 400
    assert response.json()["error"]["filter"] == name


def test_filter_that_is_given_twice_is_refused(ask):
    assert ask("people", on=["2026-11-20", "2026-11-21"]).json()["error"]["filter"] == "on"


def test_time_with_a_plus_that_nobody_encoded_is_understood(office):
    ask = asker(office.admin.user)
    assert ask("http://testserver/api/v1/day-results?changed_since=2026-11-20T08:00:00+08:00").status_code == 200


def test_unknown_resource_says_which_there_are(ask):
    response = ask("salaries")
    assert response.status_code == 404
    assert "month-sheets" in response.json()["error"]["message"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(method, office):
    _token, secret = make_api_key(name="BI", scopes=ALL, department=None, expires_on=None, by=office.admin.user, today=TODAY)
    client = Client(headers={"Authorization": f"Bearer {secret}"}, enforce_csrf_checks=True)
    response = getattr(client, method)("/api/v1/people")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["error"]["message"]


def test_sentences_speak_the_language_that_was_asked_for(office):
    _token, secret = make_api_key(name="BI", scopes=ALL, department=None, expires_on=None, by=office.admin.user, today=TODAY)
    english, chinese = with_key(secret)("people", on="x"), with_key(secret, **{"Accept-Language": "zh-CN,zh;q=0.9"})("people", on="x")
    assert english["Content-Language"] == "en"
    assert english.json()["error"]["message"] == "“x” is no date such as 2026-11-20."
    assert chinese["Content-Language"] == "zh-hans"


# -- what there is ---------------------------------------------------------------------------------------------


def test_index_describes_every_resource_with_fields_units_and_filters(office):
    told = {one["name"]: one for one in asker(office.admin.user, ["people"])("").json()["resources"]}
    assert sorted(told) == sorted(ALL)
    assert told["people"]["scopes"][0]["allowed"] is True
    assert told["claims"]["scopes"][0]["allowed"] is False
    minutes = {field["name"]: field["unit"] for field in told["day-results"]["fields"]}
    assert minutes["late_minutes"] == "minute"
    assert {"from", "to", "month", "employee", "changed_since"} == {one["name"] for one in told["day-results"]["filters"]}


def test_people_tell_nothing_by_which_somebody_is_reached_or_paid(ask, office):
    Employee.objects.filter(pk=office.li.pk).update(mobile="13800000000", email="li@example.com", phone="0571-1")
    found = rows(ask("people"))
    assert {name for row in found for name in row} == {"employee", "name", "joined_on", "left_on", "department", "post", "superior"}
    assert "13800000000" not in str(found)


def test_fields_of_a_row_are_those_of_the_index(ask):
    named = {one["name"]: [field["name"] for field in one["fields"]] for one in ask("").json()["resources"]}
    assert list(ask("people").json()["rows"][0]) == named["people"]


def test_each_reading_is_written_down_with_its_filter_and_count(ask):
    ask("people", on="2026-11-20", limit="3")
    entry = AuditEntry.objects.get(verb=Verb.EXPORT)
    assert entry.actor_label.startswith("API key BI …")
    assert entry.after["filter"] == {"on": "2026-11-20", "limit": "3"}
    assert entry.after["count"] == 3


# -- which part of the tree ------------------------------------------------------------------------------------


def test_key_of_a_department_reads_it_and_what_lies_below(office):
    team = department("客服组", office.operations)
    below = holder(post(team), "组员")
    seen = numbers(asker(office.admin.user, unit=office.operations)("people"))
    assert set(seen) == {office.manager.number, office.li.number, below.number}


def test_key_of_a_department_finds_nobody_of_another_by_number(office):
    assert numbers(asker(office.admin.user, unit=office.operations)("people", employee=office.seller.number)) == []


def test_department_counts_as_it_was_on_the_day(office):
    Assignment.objects.filter(employee=office.li).update(during=(date(2026, 1, 1), date(2026, 11, 10)))
    sales_post = office.seller.assignments.get().post
    Assignment.objects.create(
        employee=office.li, post=sales_post, department=office.sales, is_head=False, kind="regular", during=(date(2026, 11, 10), None)
    )
    ask = asker(office.admin.user, unit=office.operations)
    assert office.li.number in numbers(ask("people", on="2026-11-09"))
    assert office.li.number not in numbers(ask("people", on="2026-11-10"))


def test_concurrent_post_brings_nobody_into_a_key(office):
    Assignment.objects.create(
        employee=office.seller, post=office.staff_post, department=office.operations, is_head=False, kind="concurrent",
        during=(date(2026, 1, 1), None),
    )  # fmt: skip
    assert office.seller.number not in numbers(asker(office.admin.user, unit=office.operations)("people"))


def test_unit_that_moved_is_read_where_it_was(office):
    team = department("客服组", office.operations)
    member = holder(post(team), "组员")
    team.versions.update(during=(date(2026, 1, 1), date(2026, 11, 15)))
    team.versions.create(name="客服组", parent=office.sales, accountable=office.boss, kind="department", during=(date(2026, 11, 15), None))
    rebuild_paths()
    ask = asker(office.admin.user, unit=office.operations)
    assert member.number in numbers(ask("people", on="2026-11-14"))
    assert member.number not in numbers(ask("people", on="2026-11-15"))


def test_leaver_is_there_up_to_the_last_day(ask, office):
    Employee.objects.filter(pk=office.li.pk).update(left_on=date(2026, 11, 18))
    assert office.li.number in numbers(ask("people", on="2026-11-18"))
    assert office.li.number not in numbers(ask("people", on="2026-11-19"))


def test_who_left_is_told_as_on_the_last_day(ask, office):
    Employee.objects.filter(pk=office.li.pk).update(left_on=date(2026, 11, 18))
    Assignment.objects.filter(employee=office.li).update(during=(date(2026, 1, 1), date(2026, 11, 19)))
    (row,) = rows(ask("people", left_since="2026-11-18"))
    assert (row["employee"], row["left_on"], row["superior"]) == (office.li.number, "2026-11-18", None)
    assert (row["department"]["name"], row["post"]) == ("运营部", office.staff_post.title)
    assert numbers(ask("people", left_since="2026-11-19")) == []
    assert numbers(ask("people", left_since="2026-11-01", on="2026-11-18")) == []  # still there on that day


def test_key_of_a_department_reads_who_left_it(office):
    Employee.objects.filter(pk__in=[office.li.pk, office.seller.pk]).update(left_on=date(2026, 11, 18))
    assert numbers(asker(office.admin.user, unit=office.operations)("people", left_since="2026-11-01")) == [office.li.number]


def test_superior_is_told_by_number(ask, office):
    found = {row["employee"]: row["superior"] for row in rows(ask("people"))}
    assert found[office.li.number] == office.manager.number
    assert found[office.boss.number] is None


# -- pages -----------------------------------------------------------------------------------------------------


def test_pages_are_whole_and_without_doubles_while_people_come_in(ask, office):
    before = sorted(numbers(ask("people", limit=1000)))
    seen, following, first = [], "people", True
    while following:
        response = ask(following, **({"limit": "2"} if first else {}))
        first = False
        seen += numbers(response)
        following = response.json()["next"]
        EmployeeFactory(number=f"0{len(seen)}")  # before every page so far
    assert sorted(number for number in seen if not number.startswith("0")) == before
    assert len(seen) == len(set(seen))


def test_next_keeps_the_filters(ask, office):
    following = ask("people", on="2026-11-20", limit="1").json()["next"]
    assert "on=2026-11-20" in following
    assert ask(following).json()["rows"]


def test_people_ask_as_much_for_500_rows_as_for_10(ask, office, assert_queries_constant):
    ask("people")
    seats = post(office.sales, "更多")

    def grow():
        people = [EmployeeFactory(number=f"9{n:04}", user=None) for n in range(40)]
        Assignment.objects.bulk_create(
            Assignment(employee=one, post=seats, department=office.sales, is_head=False, kind="regular", during=(date(2026, 1, 1), None))
            for one in people
        )

    assert_queries_constant(lambda: ask("people", limit="500"), grow, at_most=9)
