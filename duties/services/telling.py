"""Telling owners what falls due, and bringing up what was not done: each once."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.templatetags.show import day as day_words
from duties.domain import LONGEST_NOTICE, tell_from
from duties.labels import asked
from duties.models import DutyItem
from duties.selectors.holders import Holder, above, holders_of, with_holders
from duties.services.opening import day_of
from notices.models import NoticeLevel
from notices.services.notices import notify
from people.models import Employee

BATCH = 200
DUE, OVERDUE = "duty_due", "duty_overdue"  # kinds of notice


def _locked(items: QuerySet[DutyItem]) -> list[DutyItem]:
    """The items with their duties; what another worker holds is left to it."""
    rows = items.select_for_update(of=("self",), skip_locked=True).select_related("duty__post", "duty__role", "duty__department")
    return list(rows.order_by("pk"))


def _owners(items: list[DutyItem], day: date) -> dict[int, tuple[Holder, ...]]:
    """The holders of each item's duty, by item: one query."""
    rows = with_holders(DutyItem.objects.filter(pk__in=[item.pk for item in items]), day, "duty__")
    return {row.pk: holders_of(row) for row in rows}


def _people(holders: tuple[Holder, ...]) -> list[Employee]:
    return list(Employee.objects.filter(pk__in=[holder.id for holder in holders]).order_by("pk"))


def tell_due(*, at: datetime) -> int:
    """Tell the owners of what falls due soon, once; returns how many items. Nobody is told of what has no owner yet."""
    today = day_of(at)
    soon = DutyItem.objects.undone().filter(told_at=None, due_on__range=(today, today + timedelta(days=LONGEST_NOTICE)))
    ids = [item.pk for item in soon.order_by("pk") if tell_from(item.occurrence) <= today]
    return sum(_tell_batch(ids[start : start + BATCH], at) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _tell_batch(ids: list[int], at: datetime) -> int:
    items = _locked(DutyItem.objects.undone().filter(pk__in=ids, told_at=None))
    owners, told = _owners(items, day_of(at)), 0
    for item in items:
        people = _people(owners[item.pk])
        if not people:
            continue
        item.told_at = at
        item.save(update_fields=["told_at"])
        subject = _("Due on %(day)s: %(duty)s") % {"duty": item.duty.name, "day": day_words(item.due_on)}
        notify(recipients=people, kind=DUE, subject=subject, body=asked(item.demands), link=item.get_absolute_url(), at=at)
        told += 1
    return told


def bring_up_overdue(*, at: datetime) -> int:
    """Tell the nearest superior of each duty that was not done in time, once; returns how many items."""
    overdue = DutyItem.objects.overdue(day_of(at)).filter(escalated_at=None)
    ids = list(overdue.order_by("pk").values_list("pk", flat=True))
    return sum(_bring_up_batch(ids[start : start + BATCH], at) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _bring_up_batch(ids: list[int], at: datetime) -> int:
    today = day_of(at)
    items = _locked(DutyItem.objects.overdue(today).filter(pk__in=ids, escalated_at=None))
    owners = _owners(items, today)
    for item in items:
        superior = next(iter(above(item.duty.department_id, owners[item.pk], today)), None)
        item.escalated_at, item.escalated_to = at, superior
        item.save(update_fields=["escalated_at", "escalated_to"])
        _tell_overdue(item, _people(owners[item.pk]), superior, at)
    return len(items)


def _tell_overdue(item: DutyItem, owners: list[Employee], superior: Employee | None, at: datetime) -> None:
    values = {
        "duty": item.duty.name, "day": day_words(item.due_on), "owner": item.duty.owner_title,
        "names": "、".join(person.name for person in owners), "superior": superior.name if superior else "",
    }  # fmt: skip
    subject, link = _("Overdue: %(duty)s") % values, item.get_absolute_url()
    if owners:
        body = _("It was due on %(day)s.") % values
        if superior:
            body += " " + _("%(superior)s has been told.") % values
        notify(recipients=owners, kind=OVERDUE, subject=subject, body=body, link=link, level=NoticeLevel.IMPORTANT, at=at)
    if superior:
        who = _("%(owner)s (%(names)s)") % values if owners else _("%(owner)s (nobody holds it)") % values
        body = _("It was due on %(day)s and is owed by %(who)s.") % {**values, "who": who}
        notify(recipients=[superior], kind=OVERDUE, subject=subject, body=body, link=link, level=NoticeLevel.IMPORTANT, at=at)
