"""One fapiao from what its sources say: per field the most trusted one wins, and what they do not agree on becomes a note."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from finance.fapiao import kinds, qr, values
from finance.fapiao.credit_code import is_valid, looks_like_one
from finance.fapiao.fields import EXACT, FIELDS, LIKELY, MONEYS, QR, TEXT, Found, Note, Read, Value
from finance.fapiao.sentences import (
    BUYER_CODE,
    FACE_DIFFERS,
    NO_FAPIAO,
    QR_AMOUNT_DIFFERS,
    QR_DIFFERS,
    RED,
    SELLER_CODE,
    SUMS_DIFFER,
    VOID,
    WORDS_DIFFER,
    Unreadable,
)  # fmt: skip

CLOSE = Decimal("0.01")
COMPARED = ("number", "code", "issued_on", "check_code", "total", "amount")


def merge(sources: Iterable[Found]) -> Read:
    """sources: the most trusted first. Raises Unreadable when together they are no fapiao."""
    given = list(sources)
    found = [_with_qr_amount(one, given) for one in given]
    chosen: dict[str, Value] = {}
    source: dict[str, str] = {}
    for name in FIELDS:
        giver = next((one for one in found if name in one.values), None)
        if giver:
            chosen[name], source[name] = giver.values[name], giver.source
    _settle_kind(chosen, source, found)
    _refuse_strangers(chosen)
    _derive(chosen, source, found)
    lines = next((one.lines for one in found if one.lines), ())
    original = next((one.text("original_number") for one in found if one.text("original_number")), "")
    total = chosen.get("total", chosen.get("amount"))
    red = isinstance(total, Decimal) and total < 0
    notes = tuple(_notes(chosen, found, red=red))
    told: dict[str, Any] = dict(chosen)
    sure = _sure(chosen, source, found)
    return Read(**told, lines=lines, red=red or bool(original), original_number=original, source=source, sure=sure, notes=notes)


def _with_qr_amount(one: Found, found: list[Found]) -> Found:
    """The QR's amount is the sum that another source gives in the same figures, else the one of its type."""
    amount = one.money("qr_amount")
    if one.source != QR or amount is None:
        return one
    others = [other for other in found if other.source != QR]
    fitting = [name for name in ("total", "amount") if any(other.money(name) == amount for other in others)]
    usual = qr.amount_field(one.text("type"))
    held = any(other.money(usual) is not None for other in others)
    name = usual if usual in fitting or not fitting else fitting[0]
    if held and not fitting:
        return one  # the face says otherwise: a note tells it
    return Found(QR, {**one.values, name: amount}, extra=one.extra)


def _settle_kind(chosen: dict[str, Value], source: dict[str, str], found: list[Found]) -> None:
    number, code = str(chosen.get("number", "")), str(chosen.get("code", ""))
    kind = chosen.get("kind")
    titled = next((one.values["kind"] for one in found if one.source == TEXT and "kind" in one.values), None)
    if titled in (kinds.Kind.TOLL, kinds.Kind.ROLL) and kind in (
        kinds.Kind.DIGITAL_ORDINARY, kinds.Kind.VAT_ELECTRONIC_ORDINARY, kinds.Kind.VAT_ORDINARY
    ):  # fmt: skip
        kind, source["kind"] = titled, TEXT
    if kind is None:
        unknown = any(one.text("type") and one.text("type") not in kinds.BY_QR for one in found)
        kind = kinds.of_code(code) or (kinds.Kind.DIGITAL_ORDINARY if len(number) == 20 and not unknown else kinds.Kind.OTHER)
        source["kind"] = next((source[name] for name in ("code", "number", "total") if name in source), TEXT)
    chosen["kind"] = kinds.fitting(kinds.Kind(str(kind)), number)


def _refuse_strangers(chosen: dict[str, Value]) -> None:
    has_sum = any(name in chosen for name in MONEYS)
    if "number" not in chosen and not (has_sum and chosen["kind"] in kinds.SLIPS):
        raise Unreadable(NO_FAPIAO)


def _derive(chosen: dict[str, Value], source: dict[str, str], found: list[Found]) -> None:
    """The third of amount, tax and total, when two are known. A ticket's fare tells nothing about its tax, a slip has none."""
    if chosen["kind"] in (*kinds.TRAVEL, kinds.Kind.TAXI):
        return
    amount, tax, total = (_decimal(chosen, name) for name in MONEYS)
    words = next((one.money("words") for one in found if one.money("words") is not None), None)
    if total is None and words is not None:
        giver = next(one for one in found if one.money("words") is not None)
        total, chosen["total"], source["total"] = words, words, giver.source
    known = [source[name] for name in MONEYS if name in source]
    weakest = TEXT if TEXT in known else (known[-1] if known else TEXT)
    if total is None and amount is not None and tax is not None:
        chosen["total"], source["total"] = amount + tax, weakest
    elif tax is None and amount is not None and total is not None:
        chosen["tax"], source["tax"] = total - amount, weakest
    elif amount is None and tax is not None and total is not None:
        chosen["amount"], source["amount"] = total - tax, weakest


def _decimal(chosen: dict[str, Value], name: str) -> Decimal | None:
    value = chosen.get(name)
    return value if isinstance(value, Decimal) else None


def _sure(chosen: dict[str, Value], source: dict[str, str], found: list[Found]) -> dict[str, str]:
    """Text of a page is likely; exact when another source says the same, or the sums prove it."""
    amount, tax, total = (_decimal(chosen, name) for name in MONEYS)
    proven = None not in (amount, tax, total) and any(one.money("words") == total for one in found)
    proven = proven and abs(amount + tax - total) <= CLOSE  # type: ignore[operator]
    sure = {}
    for name, origin in source.items():
        agreed = sum(one.values.get(name) == chosen[name] for one in found) > 1
        exact = origin != TEXT or agreed or (name in MONEYS and proven)
        exact = exact or (name.endswith("_tax_id") and is_valid(str(chosen[name])))
        sure[name] = EXACT if exact else LIKELY
    return sure


def _notes(chosen: dict[str, Value], found: list[Found], *, red: bool) -> Iterable[Note]:
    amount, tax, total = (_decimal(chosen, name) for name in MONEYS)
    travel = chosen["kind"] in kinds.TRAVEL
    if amount is not None and tax is not None and total is not None and not travel and abs(amount + tax - total) > CLOSE:
        yield Note(SUMS_DIFFER)
    words = next((one.money("words") for one in found if one.money("words") is not None), None)
    if words is not None and total is not None and abs(words) != abs(total):
        yield Note(WORDS_DIFFER)
    yield from _disagreements(chosen, found)
    for name, sentence in (("seller_tax_id", SELLER_CODE), ("buyer_tax_id", BUYER_CODE)):
        if looks_like_one(str(chosen.get(name, ""))) and not is_valid(str(chosen[name])):
            yield Note(sentence)
    if red or any(one.text("original_number") for one in found):
        yield Note(RED)
    if any(one.text("void") for one in found):
        yield Note(VOID)


def _disagreements(chosen: dict[str, Value], found: list[Found]) -> Iterable[Note]:
    code = next((one for one in found if one.source == QR), None)
    face = next((one for one in found if one.source == TEXT), None)
    amount = code.money("qr_amount") if code else None
    sums = [value for name in ("total", "amount") if (value := _decimal(chosen, name)) is not None]
    if amount is not None and amount not in sums:
        yield Note(QR_AMOUNT_DIFFERS)
    if code and face:
        told = [name for name in COMPARED if name in code.values and name in face.values and code.values[name] != face.values[name]]
        if told:
            yield Note(QR_DIFFERS, (("what", _listed(told, face)),))
    data = next((one for one in found if one.source not in (QR, TEXT)), None)
    for other in (code, face):
        if data and other:
            told = [name for name in COMPARED if name in data.values and name in other.values and data.values[name] != other.values[name]]
            if told:
                yield Note(FACE_DIFFERS, (("what", _listed(told, other)),))
                return


def _listed(names: list[str], other: Found) -> str:
    """The figures of the other side, which need no translation."""
    return ", ".join(_shown(other.values[name]) for name in names)


def _shown(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else (f"{value:.2f}" if isinstance(value, Decimal) else values.visible(value))
