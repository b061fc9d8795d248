"""Calendars at the managers' desk."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import EmployeeFactory, grant
from workdays.models import Calendar, CalendarDay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Calendar, CalendarDay])
def test_an_auditor_reads_and_changes_nothing(client, model):
    who = EmployeeFactory(name="审计")
    grant(who, "auditor")
    client.force_login(who.user)
    name, row = f"admin:workdays_{model._meta.model_name}", model.objects.first()
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403


def test_a_day_of_the_desk_leads_to_the_page_where_it_is_corrected(client):
    day = CalendarDay.objects.get(day=date(2026, 10, 1))
    client.force_login(EmployeeFactory().user)
    response = client.get(day.get_absolute_url())
    assert response.context["square"].day == day.day
