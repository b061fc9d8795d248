"""Telling owners what falls due, and bringing up what was not done: each once."""

from datetime import date, datetime, timedelta
from functools import partial

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
from notices.services.notices import tell
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
        tell(recipients=people, kind=DUE, words=partial(_due, item), link=item.get_absolute_url(), at=at)
        told += 1
    return told


def _due(item: DutyItem) -> tuple[str, str]:
    return _("Due on %(day)s: %(duty)s") % {"duty": item.duty.name, "day": day_words(item.due_on)}, asked(item.demands)


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
    link = item.get_absolute_url()
    if owners:
        words = partial(_owed_by_you, item, superior)
        tell(recipients=owners, kind=OVERDUE, words=words, link=link, level=NoticeLevel.IMPORTANT, at=at)
    if superior:
        words = partial(_owed_below, item, owners)
        tell(recipients=[superior], kind=OVERDUE, words=words, link=link, level=NoticeLevel.IMPORTANT, at=at)


def _owed_by_you(item: DutyItem, superior: Employee | None) -> tuple[str, str]:
    body = _("It was due on %(day)s.") % {"day": day_words(item.due_on)}
    if superior:
        body += " " + _("%(superior)s has been told.") % {"superior": superior.name}
    return _("Overdue: %(duty)s") % {"duty": item.duty.name}, body


def _owed_below(item: DutyItem, owners: list[Employee]) -> tuple[str, str]:
    post = {"owner": item.duty.owner_title, "names": "、".join(person.name for person in owners)}
    who = _("%(owner)s (%(names)s)") % post if owners else _("%(owner)s (nobody holds it)") % post
    body = _("It was due on %(day)s and is owed by %(who)s.") % {"day": day_words(item.due_on), "who": who}
    return _("Overdue: %(duty)s") % {"duty": item.duty.name}, body
