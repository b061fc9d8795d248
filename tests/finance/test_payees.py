"""Where people are paid."""

import pytest
from django.utils import translation

from common.errors import RuleBroken
from finance.models import PayeeAccount
from finance.services.payees import account_of, digits_of, doubt, masked, set_account
from notices.models import NoticeRecipient
from tests.finance.paying import CARD, LATER, NOW, Office

pytestmark = pytest.mark.django_db
OTHER = "6214830012345678"


def put(who, *, by=None, **typed):
    facts = {"holder": who.name, "bank": "招商银行", "number": CARD, "at": NOW, **typed}
    return set_account(employee=who, by=by or who, **facts)


def test_new_account_closes_the_one_before_and_keeps_it():
    li = Office().staff
    put(li)
    put(li, number=OTHER, at=LATER)
    assert account_of(li).number == OTHER
    assert list(PayeeAccount.objects.filter(employee=li).exclude(until=None).values_list("number", "until")) == [(CARD, LATER)]


def test_same_account_again_changes_nothing():
    li = Office().staff
    assert put(li).pk == put(li, number="6222 0212-3456 7890128", at=LATER).pk


@pytest.mark.parametrize("typed", ["6222O21234567890128", "12345678901", "6" * 20, "", "６２２２abc"])
def test_number_with_letters_or_of_odd_length_is_refused(typed: str):
    with translation.override("en"), pytest.raises(RuleBroken, match="An account number has"):
        digits_of(typed)


def test_number_is_taken_as_people_write_it():
    assert digits_of("６２２２ 0212-3456 7890 128") == CARD


def test_holder_of_another_name_is_refused():
    li = Office().staff
    with translation.override("en"), pytest.raises(RuleBroken, match="own account only"):
        put(li, holder="王五")


def test_name_with_a_dot_is_the_same_name_however_it_is_typed():
    li = Office().staff
    li.name = "阿依古丽·买买提"
    li.save()
    assert put(li, holder="阿依古丽•买买提").holder == li.name


def test_number_whose_last_digit_does_not_check_is_doubted_not_refused():
    with translation.override("en"):
        assert "last digit" in doubt(CARD[:-1] + "9")
    assert not doubt(CARD)
    assert not doubt("123456789012")  # no card


def test_person_is_told_when_finance_enters_the_account_with_four_digits_only():
    office = Office()
    put(office.staff, by=office.accountant)
    notice = NoticeRecipient.objects.get(recipient=office.staff).notice
    assert "0128" in notice.subject
    assert CARD not in notice.subject + notice.body


def test_masked_number_shows_four_digits():
    assert masked(CARD) == "**** 0128"
