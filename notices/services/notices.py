"""Telling people, and what they have read."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import translation

from notices.kinds import registered
from notices.models import Notice, NoticeLevel, NoticeRecipient
from notices.services.deliveries import queue_deliveries
from people.models import Employee

if TYPE_CHECKING:
    from people.models import User

BATCH = 5000

type Words = Callable[[], tuple[str, str]]
"""Subject and text of a notice, in the language that is active when they are asked for."""


@transaction.atomic
def tell(
    *, recipients: Iterable[Employee], kind: str, words: Words, link: str = "", sender: Employee | None = None,
    level: str = NoticeLevel.INFO, at: datetime,
) -> None:  # fmt: skip
    """Tell every recipient once, each in the language of their account: a notice for each different wording.

    words: asked once for each language. Whoever has no account is told in the company's. The rest as `notify`.
    """
    people = {employee.pk: employee for employee in recipients}
    chosen = dict(Employee.objects.filter(pk__in=people, user__isnull=False).values_list("pk", "user__language"))
    by_language: dict[str, list[Employee]] = defaultdict(list)
    for pk, employee in people.items():
        by_language[chosen.get(pk, settings.LANGUAGE_CODE)].append(employee)
    by_wording: dict[tuple[str, str], list[Employee]] = defaultdict(list)
    for language, readers in by_language.items():
        with translation.override(language):
            by_wording[words()] += readers
    for (subject, body), readers in by_wording.items():
        notify(recipients=readers, kind=kind, subject=subject, body=body, link=link, sender=sender, level=level, at=at)


@transaction.atomic
def notify(
    *, recipients: Iterable[Employee], kind: str, subject: str, body: str = "", link: str = "",
    sender: Employee | None = None, level: str = NoticeLevel.INFO, at: datetime,
) -> Notice:  # fmt: skip
    """Tell every recipient once in these very words, which a person wrote, and queue what goes out over their channels.

    kind: the code of a registered kind. link: a path of this house. sender None: the system. The number of
    statements does not depend on the number of recipients (one more for every 5000).
    Raises LookupError for a kind that nobody registered.
    """
    if kind not in registered():
        raise LookupError(f"no notice kind {kind}")
    notice = Notice.objects.create(
        kind=kind, level=NoticeLevel(level), sender=sender, subject=subject[:120], body=body, link=link, created_at=at
    )
    ids = dict.fromkeys(employee.pk for employee in recipients)
    rows = NoticeRecipient.objects.bulk_create(
        [NoticeRecipient(notice=notice, recipient_id=id, delivered_at=at) for id in ids], batch_size=BATCH
    )
    queue_deliveries(notice, rows)
    return notice


def mark_read(*, notice: Notice, by: "User", at: datetime) -> bool:
    """Note when the account's employee first opened the notice. True when it was this time."""
    return bool(NoticeRecipient.objects.of(by).unread().filter(notice=notice).update(read_at=not_before_delivery(at)))


def mark_all_read(*, by: "User", at: datetime) -> int:
    """Note everything that the account's employee received up to now as read; returns how many."""
    return NoticeRecipient.objects.of(by).unread().filter(delivered_at__lte=at).update(read_at=at)


def not_before_delivery(at: datetime) -> Greatest:
    """The clocks of two machines may differ by a little."""
    return Greatest(F("delivered_at"), Value(at))
