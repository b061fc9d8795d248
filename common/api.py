"""What other programs may read (docs/api.md). A house registers its resources in `AppConfig.ready()`; people.views.api answers.

    api.register(Resource(name="people", scope=Scope("people", _("..."), "people.view_employee"), ..., rows=rows))

`rows` gives one more row than was asked for when there are more. A page is found by the key of the last row before it, never by an
offset: what is written between two pages neither doubles nor hides a row.
"""

import base64
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.periods import Period

MOST, USUAL = 1000, 200  # rows of a page
LARGEST_ID = 2**63 - 1
CURRENCY = "CNY"


class BadFilter(Exception):  # noqa: N818  named for what was given
    """A filter that cannot be read. name: of the filter. `str()` is the sentence."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


# -- what a house registers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """What a key may be allowed to read. text: as a sentence. permission: whoever makes such a key has it there."""

    name: str
    text: str | Promise
    permission: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row. unit: of a figure. scope: without this further one the field is left out."""

    name: str
    type: str
    text: str | Promise
    unit: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition in the address. read: raises ValueError with a sentence. type: how it is written."""

    name: str
    type: str
    text: str | Promise
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One page as it was asked for. department_id: of the key, None: the whole company. after: the key of the last row before it."""

    today: date
    department_id: int | None
    scopes: Collection[str]
    filters: Mapping[str, Any]
    after: tuple[Any, ...] | None
    limit: int

    def get(self, name: str) -> Any:
        """The filter's value, None when it was not given."""
        return self.filters.get(name)


@dataclass(frozen=True, slots=True)
class Row:
    """key: what orders it among the others. data: JSON-like."""

    key: tuple[Any, ...]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table as programs read it. key: how each part of a row's key is read back. further: scopes for some of its fields.

    model: named in the audit trail.
    """

    name: str
    label: str | Promise
    scope: Scope
    model: type[Model]
    fields: Sequence[Field]
    filters: Sequence[Filter]
    key: Sequence[Callable[[str], Any]]
    rows: Callable[[Asked], Sequence[Row]]
    further: Sequence[Scope] = ()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return (self.scope, *self.further)


_resources: dict[str, Resource] = {}


def register(resource: Resource) -> None:
    """Let programs read it."""
    _resources[resource.name] = resource


def resource(name: str) -> Resource | None:
    return _resources.get(name)


def resources() -> list[Resource]:
    return [_resources[name] for name in sorted(_resources)]


def scopes() -> Iterator[Scope]:
    """Everything that a key may be allowed to read."""
    return (scope for one in resources() for scope in one.scopes)


# -- reading the address ------------------------------------------------------------------------------------------------


def read_day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if len(text) == 10 else _refuse(text)  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise ValueError(_("“%(value)s” is no date such as 2026-11-20.") % {"value": text}) from None


def _refuse(text: str) -> Any:
    raise ValueError(text)


def read_month(text: str) -> Period:
    """`2026-11` as its days."""
    try:
        return Period.month_of(date.fromisoformat(f"{text}-01")) if len(text) == 7 else _refuse(text)
    except ValueError:
        raise ValueError(_("“%(value)s” is no month such as 2026-11.") % {"value": text}) from None


def read_instant(text: str) -> datetime:
    """An aware instant. A plus sign that nobody encoded arrives as a blank."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
        return found if found.tzinfo and 1000 < found.year < 9000 else _refuse(text)
    except ValueError:
        raise ValueError(_("“%(value)s” is no time such as 2026-11-20T08:00:00+08:00.") % {"value": text}) from None


def read_text(text: str) -> str:
    if not text.isprintable() or not 0 < len(text) <= 64:
        raise ValueError(_("A text of 1 to 64 characters is needed."))
    return text


def read_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_ID):
        raise ValueError(_("“%(value)s” is not a whole number.") % {"value": text[:40]})
    return int(text)


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """Reads one of the words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(_("“%(value)s” is none of the choices: %(options)s.") % {"value": text[:40], "options": ", ".join(choices)})
        return text

    return read


def asked(given: Mapping[str, str], of: Resource, *, today: date, department_id: int | None, scopes: Collection[str]) -> Asked:
    """The page that the address asks for. Raises BadFilter."""
    known = {one.name: one for one in of.filters}
    filters: dict[str, Any] = {}
    for name, text in given.items():
        if name in ("limit", "cursor"):
            continue
        if name not in known:
            raise BadFilter(
                name, _("There is no filter “%(name)s”. There are: %(known)s.") % {"name": name[:40], "known": ", ".join(known)}
            )
        try:
            filters[name] = known[name].read(text)
        except ValueError as error:
            raise BadFilter(name, str(error)) from None
    after = decoded(given["cursor"], of) if "cursor" in given else None
    return Asked(today, department_id, scopes, filters, after, _limit(given.get("limit")))


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise BadFilter("limit", _("The limit is a whole number from 1 to %(most)d.") % {"most": MOST})
    return int(text)


def encoded(key: tuple[Any, ...]) -> str:
    """The key of a row for the address of the next page."""
    parts = [one.isoformat() if isinstance(one, date) else str(one) for one in key]
    return base64.urlsafe_b64encode(json.dumps(parts, ensure_ascii=False).encode()).decode().rstrip("=")


def decoded(text: str, of: Resource) -> tuple[Any, ...]:
    """The key that `encoded` told. Raises BadFilter."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return tuple(read(one) for read, one in zip(of.key, parts, strict=True))
    except (ValueError, TypeError, AttributeError):
        raise BadFilter("cursor", _("This cursor is not one of ours. Start again without it.")) from None


# -- what rows are made of ------------------------------------------------------------------------------------------------


def beyond(names: Sequence[str], after: tuple[Any, ...] | None) -> Q:
    """The condition that a row comes after that key, in the order of these columns."""
    if after is None:
        return Q()
    found = Q(pk__in=[])
    for place, name in enumerate(names):
        same = Q(**dict(zip(names[:place], after[:place], strict=True)))
        found |= same & Q(**{f"{name}__gt": after[place]})
    return found


def within(asked: Asked, column: str) -> Q:
    """The condition that the filters `month`, `from` and `to` set on a column of days."""
    found = Q()
    if month := asked.get("month"):
        found &= Q(**{f"{column}__range": (month.first, month.last)})
    if (first := asked.get("from")) is not None:
        found &= Q(**{f"{column}__gte": first})
    if (last := asked.get("to")) is not None:
        found &= Q(**{f"{column}__lte": last})
    return found


def money(amount: Decimal | str | None) -> str | None:
    """CNY with two places."""
    return None if amount is None else f"{Decimal(amount):.2f}"


def decimal(number: Decimal | str | None) -> str | None:
    return None if number is None else f"{Decimal(number):f}"


def instant(at: datetime | None) -> str | None:
    """In the company's zone, with its offset."""
    return None if at is None else at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")


def day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
