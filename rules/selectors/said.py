"""The clauses of editions with what was said about them: rulings, and the reader's own remarks. One query for all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from people.models import Department
from rules import models
from rules.choices import RemarkKind
from rules.models import ClauseText, Remark, Value
from rules.selectors.rulebooks import worded


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a clause is to be read. edition: the number of the wording that it was said about."""

    number: int
    text: str
    by: str
    at: datetime
    edition: int


@dataclass(frozen=True, slots=True)
class OwnRemark:
    """What the reader said about a clause. is_accepted: None while no answer was given. answer: its reason."""

    pk: int
    kind: str
    text: str
    at: datetime
    is_accepted: bool | None
    answer: str


def with_rulings(editions: Iterable[int], user_id: int | None, until: date | None) -> dict[int, list[ClauseText]]:
    """The clauses as `worded` gives them, by edition, each with `decided` (its values), `ruled` and `remarked`: one query.

    user_id: the account whose remarks. until: rulings of that day and before; None: all.
    """
    here = {"edition": OuterRef("edition"), "clause": OuterRef("clause")}
    decided = Value.objects.filter(**here).order_by("pk")
    ruled = models.Ruling.objects.filter(clause=OuterRef("clause")).order_by("number")
    if until is not None:
        ruled = ruled.filter(at__date__lte=until)
    remarked = Remark.objects.filter(clause=OuterRef("clause"), by__user=user_id, consultation=None).order_by("pk")
    rows = worded(editions).annotate(
        decided_=ArraySubquery(
            decided.values(one=JSONObject(pk="pk", key="key", raw="raw", unit="department", name="department__name"))
        ),
        ruled=ArraySubquery(
            ruled.values(one=JSONObject(number="number", text="text", by="by__name", at="at", edition="edition__number"))
        ),
        remarked=ArraySubquery(
            remarked.values(
                one=JSONObject(
                    pk="pk", kind="kind", text="text", at="at", is_accepted=F("answer__is_accepted"), answer=F("answer__text")
                )
            )
        ),
    )  # fmt: skip
    found: dict[int, list[ClauseText]] = {}
    for row in rows:
        row.decided = [_value(row, told) for told in row.decided_]  # type: ignore[attr-defined]
        found.setdefault(row.edition_id, []).append(row)
    return found


def _value(row: ClauseText, told: dict[str, Any]) -> Value:
    unit = Department(pk=told["unit"], name=told["name"]) if told["unit"] else None
    return Value(pk=told["pk"], edition_id=row.edition_id, clause_id=row.clause_id, key=told["key"], raw=told["raw"], department=unit)


def rulings_of(row: ClauseText) -> tuple[Ruling, ...]:
    """The rulings on a clause that `with_rulings` read."""
    return tuple(Ruling(**{**told, "at": _instant(told["at"])}) for told in getattr(row, "ruled", ()))


def said_by(row: ClauseText) -> tuple[OwnRemark, ...]:
    """The reader's own remarks on a clause that `with_rulings` read."""
    return tuple(
        OwnRemark(
            told["pk"], str(RemarkKind(told["kind"]).label), told["text"], _instant(told["at"]), told["is_accepted"], told["answer"] or ""
        )
        for told in getattr(row, "remarked", ())
    )


def _instant(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(timezone.get_default_timezone())
