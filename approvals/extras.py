"""What a kind shows below what is asked, beyond what was frozen: pictures, balances, a way to its own page.

    extras.register("finance.claim", "finance/claim_extra.html", context_of)

The page of a request and the item of the inbox render it; what is signed stays what was frozen.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from approvals.models import Request
    from people.models import User


class Context(Protocol):
    """What the template gets as `extra`; None leaves it out. The reader may see the request."""

    def __call__(self, request: "Request", reader: "User", /) -> dict[str, Any] | None: ...


@dataclass(frozen=True, slots=True)
class Extra:
    template: str
    context: dict[str, Any]


_registered: dict[str, tuple[str, Context]] = {}


def register(kind: str, template: str, context: Context) -> None:
    """Let a kind show more. Raises ValueError when it does already."""
    if kind in _registered:
        raise ValueError(f"kind {kind} shows more already")
    _registered[kind] = template, context


def unregister(kind: str) -> None:
    """Forget it. For tests that register their own."""
    del _registered[kind]


def extra_of(request: "Request", reader: "User") -> Extra | None:
    """What the request's kind shows this reader, a variant's by its kind."""
    template, context = _registered.get(request.kind.partition(":")[0], ("", None))
    found = context(request, reader) if context else None
    return None if found is None else Extra(template, found)
