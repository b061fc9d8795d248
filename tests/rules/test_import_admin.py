"""Imported files, documents and remarks at the managers' desk."""

import pytest
from django.test import Client
from django.urls import reverse

from rules.models import ImportedDocument, NodeFlag
from tests.rules.imported import document_of, found_online
from tests.rules.making import Office
from tests.rules.pages import as_

pytestmark = pytest.mark.django_db

MODELS = ("importedsource", "importeddocument", "nodeflag")


@pytest.fixture
def document(office: Office) -> ImportedDocument:
    return document_of(found_online(), office.director)


@pytest.fixture
def desk(office: Office) -> Client:
    return as_(office.director)


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_rows_open_for_who_may_import(desk: Client, document: ImportedDocument, model: str):
    rows = {"importedsource": document.source_id, "importeddocument": document.pk, "nodeflag": NodeFlag.objects.first().pk}
    assert desk.get(reverse(f"admin:rules_{model}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:rules_{model}_change", args=[rows[model]])).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_lists_are_closed_to_others(office: Office, document: ImportedDocument, model: str):
    assert as_(office.staff).get(reverse(f"admin:rules_{model}_changelist")).status_code in {302, 403}


def test_raw_text_is_shown_and_cannot_be_written(desk: Client, document: ImportedDocument):
    page = desk.get(reverse("admin:rules_importedsource_change", args=[document.source_id])).content.decode()
    assert "下載本文檔" in page
    assert 'name="text"' not in page


def test_remarks_are_confirmed_by_the_action(desk: Client, document: ImportedDocument, office: Office):
    flags = list(NodeFlag.objects.values_list("pk", flat=True))
    desk.post(reverse("admin:rules_nodeflag_changelist"), {"action": "confirm", "_selected_action": flags})
    assert set(NodeFlag.objects.values_list("confirmed_by", flat=True)) == {office.director.pk}
