"""Every address, tried as every kind of person. A new address fails here until it says what each of them gets.

Read by GET, or by an empty POST where an address takes nothing else. The answers, one column per person in the
order of tests.support.office.ROLES:

    200 a page   302 onward   login to the login page   400 422 input refused   403 not allowed   404 does not exist
"""

import csv
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.support.addresses import url_names
from tests.support.office import ROLES, Office, office

TABLE = Path(__file__).with_name("url_matrix.csv")


def expected() -> dict[str, dict[str, str]]:
    """Answer by address and role."""
    with TABLE.open(encoding="utf-8") as file:
        return {row["address"]: row for row in csv.DictReader(file)}


def answer(client: Client, path: str) -> str:
    """What the address answers this person; whatever it did is undone."""
    with transaction.atomic():
        response = client.get(path)
        if response.status_code == 405:
            response = client.post(path)
        transaction.set_rollback(True)
    if response.streaming:
        list(response)  # reading it to the end closes the file
    to_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "login" if to_login else str(response.status_code)


def answers(made: Office, role: str) -> dict[str, str]:
    """What every address answers one kind of person."""
    found, login = {}, Client()
    if user := made.user(role):
        login.force_login(user)
    for name in url_names():
        client = Client()  # logging out, and whatever else an address does to the session, is undone with it
        client.cookies = deepcopy(login.cookies)
        found[name] = answer(client, reverse(name, args=made.arguments[name]))
    return found


def test_every_address_is_in_the_matrix():
    assert list(expected()) == url_names()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_addresses_answer_as_the_matrix_says(role):
    found = answers(office(), role)
    wrong = {name: f"{found[name]}, not {row[role]}" for name, row in expected().items() if found[name] != row[role]}
    assert wrong == {}
