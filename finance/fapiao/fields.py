"""What is read from a fapiao, and the form in which it leaves the reading process."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

XML, OFD, QR, TEXT = "xml", "ofd", "qr", "text"
EXACT, LIKELY = "exact", "likely"
TEXTS = ("code", "number", "buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id", "check_code")
MONEYS = ("amount", "tax", "total")
FIELDS = (
    "kind", "code", "number", "issued_on", "buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id",
    "amount", "tax", "total", "check_code",
)  # fmt: skip

Value = str | date | Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the goods table. amount: without tax. tax_rate: as printed ("6%", "免税")."""

    name: str
    quantity: str = ""
    price: str = ""
    amount: Decimal | None = None
    tax_rate: str = ""
    tax: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at. sentence: one of sentences.py, or its lazy translation; `str()` is what a person reads."""

    sentence: Any
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return str(self.sentence) % dict(self.values) if self.values else str(self.sentence)


@dataclass(slots=True)
class Found:
    """What one source of a file says. values: by field; extra: facts that help to judge (words, fare, original_number, void)."""

    source: str
    values: dict[str, Value] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    extra: dict[str, Value] = field(default_factory=dict)

    def put(self, name: str, value: Value | None) -> None:
        """The first thing said about a field stands."""
        if value not in (None, "") and name not in self.values:
            self.values[name] = value  # type: ignore[assignment]

    def money(self, name: str) -> Decimal | None:
        value = self.values.get(name, self.extra.get(name))
        return value if isinstance(value, Decimal) else None

    def text(self, name: str) -> str:
        value = self.values.get(name, self.extra.get(name))
        return str(value) if value is not None else ""


@dataclass(frozen=True, slots=True)
class Read:
    """A fapiao as read. Money in yuan: amount without tax, tax, total; None where the file does not say.

    source: field -> xml, ofd, qr or text, for the fields that are filled. sure: field -> exact or likely.
    red: amounts are negative, or the file names the fapiao that it takes back, whose number is original_number.
    """

    kind: str
    code: str = ""
    number: str = ""
    issued_on: date | None = None
    buyer_name: str = ""
    buyer_tax_id: str = ""
    seller_name: str = ""
    seller_tax_id: str = ""
    amount: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None
    check_code: str = ""
    lines: tuple[Line, ...] = ()
    red: bool = False
    original_number: str = ""
    source: dict[str, str] = field(default_factory=dict)
    sure: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The fields of docs/fapiao.md: text only, empty where the file does not say."""
        return {name: _said(getattr(self, name)) for name in FIELDS} | {"source": self.source}


def packed(read: Read) -> dict[str, Any]:
    """Everything, in what JSON can carry."""
    return {
        **read.as_json(),
        "lines": [[line.name, line.quantity, line.price, _said(line.amount), line.tax_rate, _said(line.tax)] for line in read.lines],
        "red": read.red,
        "original_number": read.original_number,
        "sure": read.sure,
        "notes": [[str(note.sentence), list(note.values)] for note in read.notes],
    }


def unpacked(content: dict[str, Any]) -> Read:
    """The other way round. Raises KeyError, TypeError or ValueError for what `packed` never made."""
    told: dict[str, Any] = {name: str(content[name]) for name in TEXTS} | {name: _money(content[name]) for name in MONEYS}
    return Read(
        kind=str(content["kind"]),
        issued_on=date.fromisoformat(content["issued_on"]) if content["issued_on"] else None,
        lines=tuple(
            Line(name, quantity, price, _money(amount), rate, _money(tax)) for name, quantity, price, amount, rate, tax in content["lines"]
        ),
        red=bool(content["red"]),
        original_number=str(content["original_number"]),
        source=dict(content["source"]),
        sure=dict(content["sure"]),
        notes=tuple(Note(sentence, tuple((str(key), str(value)) for key, value in values)) for sentence, values in content["notes"]),
        **told,
    )


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _money(text: str) -> Decimal | None:
    return Decimal(text) if text else None
