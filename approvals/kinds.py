"""The kinds of request. A house registers its own in `AppConfig.ready()` and is called back with the outcome.

    kinds.register(Kind(code="finance.claim", label=_("expense claim"), shown=shown_of_claim, on_approved=reserve_budget))
    services.submit(subject=claim, kind="finance.claim", by=employee, at=now, amount=claim.amount, key=claim.key)

The callables run in the transaction of the act; a RuleBroken that one raises refuses the act.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q
from django.utils.functional import Promise

from common.models import Level, Upload

if TYPE_CHECKING:
    from approvals.models import Request
    from people.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """A line of what the approver is shown. label: an English msgid, translated when it is read, or the company's own word.

    value: a text (kind "text", or "long" for paragraphs), Decimal ("money"), date ("day"), two dates or moments ("span"),
    minutes ("minutes") or a number of days ("days").
    """

    label: str
    value: str | int | Decimal | date | tuple[date, date]
    kind: str = "text"

    def as_json(self) -> dict[str, Any]:
        value: Any = self.value
        if isinstance(value, tuple):
            value = [day.isoformat() for day in value]
        elif isinstance(value, Decimal | date):
            value = str(value)
        return {"label": self.label, "value": value, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the approvers decide on: frozen, with its digest, when a request is submitted."""

    title: str
    items: tuple[Item, ...] = ()
    files: tuple[Upload, ...] = ()
    level: str = Level.DEPARTMENT

    def as_json(self) -> dict[str, Any]:
        """What is kept. A file is kept by its digest: the bytes behind it never change."""
        return {
            "title": self.title,
            "items": [item.as_json() for item in self.items],
            "files": [
                {"id": str(f.pk), "name": f.name, "size": f.size, "content_type": f.content_type, "sha256": f.sha256} for f in self.files
            ],
        }


class Effect(Protocol):
    """Told in the transaction of the act. `request.subject` is the subject."""

    def __call__(self, request: "Request", /) -> None: ...


def no_effect(request: "Request", /) -> None:
    """What a kind without an effect does."""


def nobody_else(user: "User", /) -> Q:
    """No reader beyond applicant, approvers and whoever has the right in scope."""
    return Q(pk__in=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of request.

    shown: what the approvers see of a subject. readers: a condition on Request for further readers of this kind.
    edit_url: where its applicant changes what was sent back. variants: (code, name) of the kinds made on a page;
    theirs are `<code>:<variant>`, and a kind with variants is never submitted by its bare code. has_common_routes: the routes
    of the bare code are taken by every variant for which no route of its own fits.
    """

    code: str
    label: str | Promise
    shown: Callable[[Any], Shown]
    readers: Callable[["User"], Q] = nobody_else
    edit_url: Callable[[Any], str] | None = None
    on_submitted: Effect = no_effect
    on_approved: Effect = no_effect
    on_refused: Effect = no_effect
    on_sent_back: Effect = no_effect
    on_withdrawn: Effect = no_effect
    variants: Callable[[], list[tuple[str, str]]] | None = None
    has_common_routes: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raises ValueError when its code is taken."""
    if kind.code in _kinds:
        raise ValueError(f"kind {kind.code} is registered twice")
    _kinds[kind.code] = kind


def unregister(code: str) -> None:
    """Forget a kind. For tests that register their own."""
    del _kinds[code]


def kind_of(code: str) -> Kind:
    """The kind behind a code, a variant's among them. Raises LookupError when no house registered it."""
    kind = _kinds.get(code.partition(":")[0])
    if kind is None:
        raise LookupError(f"no kind of request {code}")
    return kind


def choices() -> list[tuple[str, str]]:
    """Every kind that may have routes, with its name: one query for each kind with variants."""
    return list(_choices())


def _choices() -> Iterator[tuple[str, str]]:
    for kind in _kinds.values():
        if kind.variants is None or kind.has_common_routes:
            yield kind.code, str(kind.label)
        if kind.variants is not None:
            yield from ((f"{kind.code}:{code}", name) for code, name in kind.variants())


def name_of(code: str) -> str:
    """What the kind is called now; the code itself when nobody knows it any more."""
    return dict(_choices()).get(code, code)


def readers(user: "User") -> Q:
    """The condition for requests that a kind opens to this user beyond the house's own rule."""
    opened = Q(pk__in=[])
    for kind in _kinds.values():
        if kind.readers is not nobody_else:
            opened |= (Q(kind=kind.code) | Q(kind__startswith=f"{kind.code}:")) & kind.readers(user)
    return opened
