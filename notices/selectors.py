"""Notices as the pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from notices.kinds import registered
from notices.models import Channel, Delivery, Notice, NoticeRecipient, RecipientQuerySet
from people.access import departments_in_scope
from people.models import Assignment, Department, DepartmentPath, DepartmentVersion, Employee

if TYPE_CHECKING:
    from people.models import User

SEND = "notices.send"


def received(user: "User") -> RecipientQuerySet:
    """What the account's employee received: unread first, then the latest. With the notice and its sender."""
    rows = NoticeRecipient.objects.of(user).select_related("notice__sender")
    return rows.annotate(is_read=Q(read_at__isnull=False)).order_by("is_read", "-delivered_at", "-notice_id")


def unread_count(user: "User") -> int:
    """For the bell: one query."""
    return NoticeRecipient.objects.of(user).unread().count()


def visible_notices(user: "User") -> QuerySet[Notice]:
    """What the account's employee received or sent."""
    return Notice.objects.filter(Q(recipients__recipient__user=user) | Q(sender__user=user)).distinct()


def sent(user: "User") -> QuerySet[Notice]:
    """What the account's employee wrote and sent, with `recipient_count` and `read_count`; the latest first.

    What the system told in their name, such as a decision, is not among them.
    """
    by_hand = [code for code, kind in registered().items() if kind.by_hand]
    counted = Notice.objects.filter(sender__user=user, kind__in=by_hand)
    return counted.annotate(
        recipient_count=Count("recipients"), read_count=Count("recipients", filter=Q(recipients__read_at__isnull=False))
    ).order_by("-created_at", "-pk")


def channels_of(user: "User") -> QuerySet[Channel]:
    """The account's own channels, without those that it removed."""
    return Channel.objects.in_use().filter(owner__user=user).order_by("pk")


def recent_deliveries(channel: Channel, count: int = 20) -> QuerySet[Delivery]:
    """What last went over the channel, with its notice."""
    return Delivery.objects.filter(channel=channel).select_related("recipient__notice").order_by("-pk")[:count]


@dataclass(frozen=True, slots=True)
class Unit:
    """A department to choose, with how deep it lies in the tree."""

    id: int
    name: str
    depth: int


def units_to_tell(user: "User", day: date) -> list[Unit]:
    """The departments that the account may send to today, each below its superior: two queries."""
    scope = departments_in_scope(user, SEND)
    here = DepartmentVersion.objects.on(day).order_by("order", "department__code", "pk")
    versions = list(here if scope is None else here.filter(department__in=scope))
    below: dict[int | None, list[DepartmentVersion]] = {}
    known = {v.department_id for v in versions}
    for version in versions:
        below.setdefault(version.parent_id if version.parent_id in known else None, []).append(version)

    def walk(parent: int | None, depth: int) -> list[Unit]:
        units = []
        for version in below.get(parent, []):
            units += [Unit(version.department_id, version.name, depth), *walk(version.department_id, depth + 1)]
        return units

    return walk(None, 0)


def people_in_scope(user: "User", day: date) -> QuerySet[Employee]:
    """Whom the account may tell today."""
    if not user.access.has(SEND):
        return Employee.objects.none()
    return Employee.objects.visible_to(user, SEND).employed(day)


def staff_of(user: "User", departments: list[Department], titles: list[str], day: date) -> QuerySet[Employee]:
    """The people within the account's scope who work in the departments or below, or hold posts of these titles there.

    No department: the whole scope. No title: every post. Neither: nobody.
    """
    if not departments and not titles:
        return Employee.objects.none()
    held = Assignment.objects.on(day)
    if departments:
        below = DepartmentPath.objects.on(day).filter(ancestor__in=departments)
        held = held.filter(department__in=below.values("descendant"))
    if titles:
        held = held.filter(post__title__in=titles)
    return people_in_scope(user, day).filter(pk__in=held.values("employee"))
