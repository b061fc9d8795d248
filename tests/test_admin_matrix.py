"""The managers' desk: which list opens for whom, and that none leads to an error."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.support.office import Office, office

pytestmark = pytest.mark.django_db

DESK = ("manager", "other manager", "hr", "finance", "auditor", "administrator")

# Who opens the list of each model, besides the administrator, who opens all of them.
MANAGERS = {"manager", "other manager"}
LISTS: dict[str, set[str]] = {
    "common.auditentry": {"auditor"},
    "common.sealedday": {"auditor"},
    "people.accesstoken": set(),
    "people.user": set(),
    "people.role": {*MANAGERS, "hr", "finance", "auditor"},
    "people.rolegrant": {"hr"},
    "people.employee": {*MANAGERS, "hr", "finance", "auditor"},
    "people.assignment": {*MANAGERS, "hr"},
    "people.appointment": {"hr"},
    "people.employeefile": {"hr"},
    "people.department": {*MANAGERS, "hr", "finance", "auditor"},
    "people.post": {*MANAGERS, "hr", "finance", "auditor"},
    "people.power": {*MANAGERS, "auditor"},
    "people.poweruse": set(),
    "workdays.calendar": {"hr", "auditor"},
    "workdays.calendarday": {"hr", "auditor"},
    "notices.notice": {"auditor"},
    "notices.noticerecipient": {"auditor"},
    "notices.channel": {"auditor"},
    "notices.delivery": {"auditor"},
    "rules.rulebook": {"hr", "auditor"},
    "rules.edition": {"hr", "auditor"},
    "rules.legalityreview": {"hr", "auditor"},
    "rules.importedsource": set(),
    "rules.importeddocument": set(),
    "rules.nodeflag": set(),
    "rules.screen": set(),
    "rules.lintanswer": {"hr", "auditor"},
    "rules.study": {"hr", "auditor"},
    "rules.implementation": {"hr", "auditor"},
    "rules.consultation": {"hr", "auditor"},
    "rules.consultationmeeting": {"hr", "auditor"},
    "rules.pilotresult": {"hr", "auditor"},
    "rules.repeal": {"hr", "auditor"},
    "rules.postingplace": {"hr", "auditor"},
    "rules.posting": {"hr", "auditor"},
    "rules.replacetask": {"hr", "auditor"},
    "rules.readingtask": {"hr", "auditor"},
    "rules.noticeconsent": {"hr", "auditor"},
    "rules.quizattempt": {"hr", "auditor"},
    "rules.responsibility": {"hr", "auditor"},
    "rules.ruling": {"hr", "auditor"},
    "rules.remark": {"hr", "auditor"},
    "rules.periodicreview": {"hr", "auditor"},
    "rules.acknowledgement": {*MANAGERS, "hr", "auditor"},
    "duties.duty": {*MANAGERS, "hr", "auditor"},
    "duties.dutyitem": {*MANAGERS, "hr", "auditor"},
    "attendance.punch": {*MANAGERS, "hr", "auditor"},
    "attendance.dayrecord": {*MANAGERS, "hr", "auditor"},
    "attendance.case": {*MANAGERS, "hr", "auditor"},
    "attendance.resultchange": {*MANAGERS, "hr", "auditor"},
    "attendance.shiftgroup": {"hr"},
    "attendance.slip": {*MANAGERS, "hr", "auditor"},
    "attendance.correction": {*MANAGERS, "hr", "auditor"},
    "attendance.emergencycall": {*MANAGERS, "hr", "auditor"},
    "attendance.leavelot": {"hr", "auditor"},
    "attendance.leaveentry": set(),
    "attendance.monthclosing": {*MANAGERS, "hr", "finance", "auditor"},
    "attendance.holidayroster": {*MANAGERS, "hr", "auditor"},
    "attendance.officenetwork": {"hr", "auditor"},
    "attendance.workplace": {*MANAGERS, "hr", "auditor"},
    "attendance.placeconsent": {"hr", "auditor"},
    "attendance.punchimport": {"hr", "auditor"},
    "attendance.punchnote": {"hr", "auditor"},
    "finance.budget": {*MANAGERS, "finance", "auditor"},
    "finance.budgetversion": {*MANAGERS, "finance", "auditor"},
    "finance.budgetaccount": {*MANAGERS, "finance", "auditor"},
    "finance.budgetentry": {*MANAGERS, "finance", "auditor"},
    "finance.budgetreview": {*MANAGERS, "finance", "auditor"},
    "finance.claim": {*MANAGERS, "finance", "auditor"},
    "finance.receipt": {"finance", "auditor"},
    "finance.fapiaouse": {"finance", "auditor"},
    "finance.fapiaoverification": {"finance", "auditor"},
    "finance.advance": {"finance", "auditor"},
    "finance.advancesettlement": {"finance", "auditor"},
    "finance.paymentbatch": {"finance", "auditor"},
    "finance.payment": {"finance", "auditor"},
    "finance.archivevolume": {"finance", "auditor"},
    "finance.payeeaccount": {"finance"},
    "finance.expensecategory": {"finance"},
    "finance.billingentity": {"finance"},
    "approvals.request": {*MANAGERS, "auditor"},
    "approvals.decision": {*MANAGERS, "auditor"},
    "approvals.deputy": {"auditor"},
    "approvals.requestkind": {"auditor"},
    "approvals.route": {"auditor"},
}


@pytest.fixture
def made() -> Office:
    return office()


def as_role(made: Office, role: str) -> Client:
    client = Client()
    client.force_login(made.user(role))
    return client


def lists() -> dict[str, str]:
    """The address of each registered model's list."""
    return {m._meta.label_lower: reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry}


def test_every_registered_model_says_who_opens_it():
    assert set(LISTS) == set(lists())


@pytest.mark.parametrize("role", DESK)
def test_lists_open_for_those_who_may(made, role):
    client = as_role(made, role)
    opened = {label for label, path in lists().items() if client.get(path).status_code == 200}
    allowed = {label for label, roles in LISTS.items() if role == "administrator" or role in roles}
    assert opened == allowed


@pytest.mark.parametrize("role", ["applicant", "colleague"])
def test_staff_do_not_enter_the_admin(made, role):
    client = as_role(made, role)
    for path in [reverse("admin:index"), *lists().values()]:
        response = client.get(path)
        assert response.status_code in (302, 403), path
        assert response.status_code == 403 or "login" in response.url, path


def test_every_list_takes_a_search_and_every_row_opens(made):
    client = as_role(made, "administrator")
    for model, model_admin in admin.site._registry.items():
        path = lists()[model._meta.label_lower]
        assert client.get(path, {"q": "李"} if model_admin.search_fields else {}).status_code == 200, path
        row = model_admin.get_queryset(_request(made)).first()
        if row is not None:
            opened = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]))
            assert opened.status_code == 200, (path, row.pk)


def _request(made: Office):
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = made.user("administrator")
    return request
