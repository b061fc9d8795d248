"""Keys that read without a login: made once, shown once, taken back for good."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from common.models import AuditEntry
from people.models import AccessToken, Role
from people.selectors.tokens import usable
from people.services.tokens import digest_of, make_api_key, make_feed, note_use, take_back
from tests.factories import grant
from tests.people.conftest import NOON, TODAY

FORM = {"name": "工资软件", "scopes": ["people"], "department": "", "expires_on": ""}


def key(office, by=None, *, name="工资软件", scopes=("people",), department=None, expires_on=None):
    """A key and its secret."""
    by = by or office.admin
    return make_api_key(name=name, scopes=scopes, department=department, expires_on=expires_on, by=by.user, today=TODAY)


def keeper(office, department):
    """Somebody who looks after keys in a part of the tree, and sees people there."""
    role = Role.objects.create(code="keeper", name="钥匙", permissions=["people.change_accesstoken", "people.view_employee"])
    office.manager.assignments.get().post.role = None
    grant(office.manager, "keeper", department)
    assert role.pk
    return office.manager


def test_made_key_is_shown_once_and_only_its_digest_is_kept(office, as_user):
    admin = as_user(office.admin)
    page = admin.post(reverse("people:key-new"), FORM)
    secret = re.search(r"opsdept_api_[\w-]{43}", page.content.decode())[0]
    token = AccessToken.objects.get()
    assert token.digest == digest_of(secret)
    assert token.tail == secret[-4:]
    assert "no-store" in page["Cache-Control"]
    assert secret not in admin.get(reverse("people:keys")).content.decode()


def test_secret_reaches_neither_the_trail_nor_the_session(office, as_user):
    admin = as_user(office.admin)
    secret = re.search(r"opsdept_api_[\w-]{43}", admin.post(reverse("people:key-new"), FORM).content.decode())[0]
    token = AccessToken.objects.get()
    told = str(list(AuditEntry.objects.values()))
    assert secret not in told
    assert token.digest not in told
    assert secret not in str(dict(admin.session))


@pytest.mark.django_db(transaction=True)
def test_double_tap_makes_one_key(office, race):
    made, refused = sorted(race(lambda: key(office), lambda: key(office)), key=lambda found: isinstance(found, RuleBroken))
    assert made[0] == AccessToken.objects.get()
    assert "已有同名密钥" in str(refused)


def test_name_is_free_again_once_the_key_is_taken_back(office, as_user):
    token, _secret = key(office)
    refused = as_user(office.admin).post(reverse("people:key-new"), FORM)
    assert "已有同名密钥" in refused.content.decode()
    assert "工资软件" in refused.content.decode()
    take_back(token=token, reason="换了供应商", by=office.admin.user, at=NOON)
    assert key(office)[0].pk != token.pk


def test_key_without_a_scope_is_refused_beside_the_field(office, as_user):
    page = as_user(office.admin).post(reverse("people:key-new"), {**FORM, "scopes": []})
    assert page.status_code == 422
    assert not AccessToken.objects.exists()


def test_key_with_a_last_day_that_is_over_is_refused(office):
    with pytest.raises(RuleBroken, match="截止日期已过"):
        key(office, expires_on=date(2026, 11, 19))


def test_only_who_looks_after_keys_sees_them(office, as_user):
    for who in (office.li, office.manager, office.hr):
        assert as_user(who).get(reverse("people:keys")).status_code == 403
        assert as_user(who).post(reverse("people:key-new"), FORM).status_code == 403


def test_nobody_gives_away_what_they_may_not_read(office):
    by = keeper(office, office.operations)
    key(office, by, department=office.operations)
    with pytest.raises(RuleBroken, match="无权读取的内容"):
        key(office, by, scopes=["rulebooks"], department=office.operations)


def test_nobody_makes_a_key_beyond_their_department(office):
    by = keeper(office, office.operations)
    for department in (None, office.sales):
        with pytest.raises(RuleBroken, match="无权在该范围发放"):
            key(office, by, department=department)


def test_keys_of_another_department_are_not_there(office, as_user):
    token, _secret = key(office, department=office.sales)
    browser = as_user(keeper(office, office.operations))
    assert "工资软件" not in browser.get(reverse("people:keys")).content.decode()
    assert browser.get(reverse("people:key-take-back", args=[token.pk])).status_code == 404


def test_taken_back_key_opens_nothing_and_the_trail_says_why(office, as_user):
    token, secret = key(office)
    as_user(office.admin).post(reverse("people:key-take-back", args=[token.pk]), {"reason": "换了供应商"})
    assert usable(secret, "api", TODAY) is None
    assert AuditEntry.objects.filter(row_id=str(token.pk), note="换了供应商").exists()


def test_key_is_taken_back_with_a_reason_and_once(office):
    token, _secret = key(office)
    with pytest.raises(RuleBroken, match="请写明收回的原因"):
        take_back(token=token, reason=" ", by=office.admin.user, at=NOON)
    take_back(token=token, reason="x", by=office.admin.user, at=NOON)
    with pytest.raises(RuleBroken, match="已"):
        take_back(token=token, reason="x", by=office.admin.user, at=NOON)


def test_feed_is_not_taken_back_as_an_api_key(office):
    token, _secret = make_feed(user=office.li.user, at=NOON)
    with pytest.raises(RuleBroken):
        take_back(token=token, reason="x", by=office.admin.user, at=NOON)


def test_last_day_still_counts_and_the_next_does_not(office):
    _token, secret = key(office, expires_on=TODAY)
    assert usable(secret, "api", TODAY)
    assert usable(secret, "api", date(2026, 11, 21)) is None


def test_use_is_written_once_a_day(office, count_queries):
    token, secret = key(office)
    assert count_queries(lambda: note_use(token=token, today=TODAY)) == 1
    again = usable(secret, "api", TODAY)
    assert again.last_used_on == TODAY
    assert count_queries(lambda: note_use(token=again, today=TODAY)) == 0


def test_person_gets_a_calendar_address_and_sees_it_once(office, as_user):
    li = as_user(office.li)
    page = li.post(reverse("people:my-calendar-new")).content.decode()
    secret = re.search(r"opsdept_cal_[\w-]{43}", page)[0]
    assert f"webcal://testserver/feeds/{secret}/mine.ics" in page
    assert f"http://testserver/feeds/{secret}/department.ics" in page
    assert secret not in li.get(reverse("people:my-calendar")).content.decode()


def test_new_calendar_address_ends_the_old_one(office):
    _old, old = make_feed(user=office.li.user, at=NOON)
    _new, new = make_feed(user=office.li.user, at=NOON)
    assert usable(old, "feed", TODAY) is None
    assert usable(new, "feed", TODAY).user == office.li.user


def test_calendar_address_is_switched_off(office, as_user):
    _token, secret = make_feed(user=office.li.user, at=NOON)
    as_user(office.li).post(reverse("people:my-calendar-off"))
    assert usable(secret, "feed", TODAY) is None


def test_account_page_leads_to_the_calendar(office, as_user):
    assert reverse("people:my-calendar") in as_user(office.li).get(reverse("desk:account")).content.decode()


def test_calendar_page_wants_a_login(db):
    assert Client().get(reverse("people:my-calendar")).status_code == 302


def test_list_of_keys_asks_as_much_for_many(office, as_user, assert_queries_constant):
    admin = as_user(office.admin)
    key(office)
    assert_queries_constant(
        lambda: admin.get(reverse("people:keys")),
        lambda: [key(office, name=f"报表{n}", department=office.sales) for n in range(5)],
        at_most=12,
    )


def test_desk_shows_keys_and_changes_none(office, as_user):
    token, _secret = key(office)
    make_feed(user=office.li.user, at=NOON)
    admin = as_user(office.admin)
    assert "工资软件" in admin.get(reverse("admin:people_accesstoken_changelist")).content.decode()
    page = admin.get(reverse("admin:people_accesstoken_change", args=[token.pk])).content.decode()
    assert token.digest not in page
    assert admin.get(reverse("admin:people_accesstoken_add")).status_code == 403
    assert admin.post(reverse("admin:people_accesstoken_delete", args=[token.pk]), {"post": "yes"}).status_code == 403


def test_desk_of_whoever_keeps_one_department_has_no_list_of_keys(office, as_user):
    browser = as_user(keeper(office, office.operations))
    assert browser.get(reverse("admin:people_accesstoken_changelist")).status_code == 403
