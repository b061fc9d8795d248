"""What is looked at before a claim goes to its approvers: pure, on plain values. Sources: fapiao.md 8; EXP-01 to EXP-07.

An `error` keeps the claim from being submitted; an `ask` wants an answer in words; a `note` is shown to claimant and approvers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from finance.domain.identity import consecutive, identity_of, plain_name

FEN = Decimal("0.01")
Level = Literal["error", "ask", "note"]
WITHOUT_BUYER = ("taxi", "toll", "roll")  # printed without the buyer
PERSONAL_TITLE = ("taxi", "rail", "air", "toll", "roll")  # a traveller's own name is usual there
WITH_LEVIES = ("air",)  # fare and fuel are taxed, the development fund is not
SUSPECT_ITEMS = ("预付卡", "礼品卡", "购物卡", "充值", "详见清单", "详见销货清单")


@dataclass(frozen=True, slots=True)
class Voucher:
    """A receipt of a line. key: its id. is_taken: its identity is held by another live claim. copies: how many other claims hold the
    same file. twins: other receipts of the same person, day, kind and amount. exact: what the reader was sure of, by field.
    """

    key: int
    is_fapiao: bool = False
    kind: str = "other"
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
    items: str = ""
    is_red: bool = False
    notes: tuple[str, ...] = ()
    exact: Mapping[str, Any] = field(default_factory=dict)
    corrected: tuple[str, ...] = ()
    is_taken: bool = False
    copies: int = 0
    twins: int = 0

    @property
    def identity(self) -> str:
        return identity_of(kind=self.kind, code=self.code, number=self.number, issued_on=self.issued_on, total=self.total)


@dataclass(frozen=True, slots=True)
class Line:
    """key: its id. place: counted from 1. limit: CNY by the standard of its category, city, post and day; None: none."""

    key: int
    place: int
    category: str = ""
    cost_on: date | None = None
    description: str = ""
    currency: str = "CNY"
    foreign_amount: Decimal | None = None
    rate: Decimal | None = None
    rate_source: str = ""
    amount: Decimal | None = None
    limit: Decimal | None = None
    over_reason: str = ""
    no_fapiao_reason: str = ""
    vouchers: tuple[Voucher, ...] = ()

    @property
    def about(self) -> str:
        return f"line:{self.key}"


@dataclass(frozen=True, slots=True)
class Rules:
    """By the wall on the day of submission; None: undecided, and not looked at. companies: (name, credit code) of our own."""

    deadline: Decimal | None = None
    max_age: Decimal | None = None
    prior_year_until: tuple[int, int] | None = None
    companies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A claim. trip: first and last day of the journey it belongs to. split: the claimant's other claims of these days that
    together with this one reach the bound of major spending, which none reaches alone.
    """

    title: str
    lines: Sequence[Line]
    has_work_link: bool = False
    no_link_reason: str = ""
    late_reason: str = ""
    trip: tuple[date, date] | None = None
    split: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """about: claim, line:ID or receipt:ID. rule: the attribute of the policy that decides it, for the citation."""

    code: str
    level: Level
    about: str = "claim"
    values: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""


def check(facts: Facts, rules: Rules, today: date) -> list[Finding]:
    """Everything that there is to say about a claim on that day, in the order of the form."""
    return [*_claim(facts), *(f for line in facts.lines for f in _line(line, facts, rules, today)), *_together(facts)]


def _claim(facts: Facts) -> Iterator[Finding]:
    if not facts.title.strip():
        yield Finding("no_title", "error")
    if not facts.lines:
        yield Finding("no_lines", "error")
    if not facts.has_work_link:
        yield Finding("no_work_link", "note" if facts.no_link_reason.strip() else "error")
    if facts.split:
        yield Finding("maybe_split", "ask", values={"claims": "、".join(facts.split)}, rule="amounts")


def _line(line: Line, facts: Facts, rules: Rules, today: date) -> Iterator[Finding]:
    base = {"line": line.place}
    for code, is_missing in (
        ("no_category", not line.category),
        ("no_date", line.cost_on is None),
        ("no_description", not line.description.strip()),
        ("no_amount", line.amount is None),
        ("no_voucher", not line.vouchers),
    ):
        if is_missing:
            yield Finding(code, "error", line.about, base)
    if line.cost_on is not None:
        yield from _day(line, line.cost_on, facts, rules, today)
    yield from _money(line)
    if line.vouchers and not any(voucher.is_fapiao for voucher in line.vouchers):
        yield Finding("no_fapiao", "note" if line.no_fapiao_reason.strip() else "error", line.about, base)
    for voucher in line.vouchers:
        if voucher.is_fapiao:
            yield from _fapiao(voucher, line, rules, today)
        yield from _copies(voucher, line)


def _day(line: Line, cost_on: date, facts: Facts, rules: Rules, today: date) -> Iterator[Finding]:
    base = {"line": line.place, "day": cost_on}
    if cost_on > today:
        yield Finding("future_cost", "error", line.about, base)
    if rules.deadline is not None and (today - cost_on).days > rules.deadline:
        level: Level = "note" if facts.late_reason.strip() else "error"
        yield Finding("late", level, line.about, {**base, "days": rules.deadline}, "deadline")
    if facts.trip and not facts.trip[0] <= cost_on <= facts.trip[1]:
        yield Finding("outside_trip", "ask", line.about, base)


def _money(line: Line) -> Iterator[Finding]:
    if line.currency != "CNY":
        if line.foreign_amount is None or line.rate is None or not line.rate_source.strip():
            yield Finding("no_rate", "error", line.about, {"line": line.place, "currency": line.currency})
        elif line.amount is not None and abs(line.foreign_amount * line.rate - line.amount) > FEN:
            values = {"line": line.place, "is": line.amount, "should": (line.foreign_amount * line.rate).quantize(FEN)}
            yield Finding("rate_does_not_fit", "error", line.about, values)
    if line.amount is None:
        return
    totals = [voucher.total for voucher in line.vouchers if voucher.total is not None]
    if line.currency == "CNY" and totals and len(totals) == len(line.vouchers) and line.amount > sum(totals):
        yield Finding("above_vouchers", "error", line.about, {"line": line.place, "amount": line.amount, "sum": sum(totals, Decimal(0))})
    if line.limit is not None and line.amount > line.limit:
        level: Level = "note" if line.over_reason.strip() else "error"
        values = {"line": line.place, "category": line.category, "limit": line.limit, "over": line.amount - line.limit}
        yield Finding("over_limit", level, line.about, values, "standards")


def _fapiao(voucher: Voucher, line: Line, rules: Rules, today: date) -> Iterator[Finding]:
    about, base = f"receipt:{voucher.key}", {"line": line.place, "number": voucher.number}
    for code, is_missing in (
        ("fapiao_no_number", not voucher.number),
        ("fapiao_no_date", voucher.issued_on is None),
        ("fapiao_no_total", voucher.total is None),
    ):
        if is_missing:
            yield Finding(code, "error", about, base)
    if voucher.is_taken:
        yield Finding("fapiao_taken", "error", about, base)
    if voucher.is_red or (voucher.total is not None and voucher.total < 0):
        yield Finding("fapiao_red", "error", about, base)
    if not adds_up(voucher):
        yield Finding("fapiao_sums", "error", about, base)
    changed = [name for name in voucher.corrected if name in voucher.exact]
    if changed:
        yield Finding("fapiao_read_exactly", "error", about, {**base, "fields": changed})
    elif voucher.corrected:
        yield Finding("fapiao_corrected", "note", about, {**base, "fields": list(voucher.corrected)})
    yield from _buyer(voucher, about, base, rules)
    if voucher.issued_on is not None:
        yield from _issued(voucher.issued_on, about, base, rules, today)
    if any(word in voucher.items for word in SUSPECT_ITEMS):
        yield Finding("fapiao_items", "ask", about, {**base, "items": voucher.items})
    for note in voucher.notes:
        yield Finding("fapiao_note", "note", about, {**base, "note": note})


def adds_up(voucher: Voucher) -> bool:
    """Whether amount and tax make the total, within a fen; an air itinerary has levies without tax beside them."""
    if voucher.amount is None or voucher.tax is None or voucher.total is None:
        return True
    rest = voucher.total - voucher.amount - voucher.tax
    return rest >= -FEN if voucher.kind in WITH_LEVIES else abs(rest) <= FEN


def _buyer(voucher: Voucher, about: str, base: Mapping[str, Any], rules: Rules) -> Iterator[Finding]:
    if not rules.companies:
        yield Finding("no_company", "note", about, base)
        return
    names = {plain_name(name): code for name, code in rules.companies}
    name = plain_name(voucher.buyer_name)
    if not name:
        if voucher.kind not in WITHOUT_BUYER:
            yield Finding("fapiao_no_buyer", "ask" if voucher.kind in PERSONAL_TITLE else "error", about, base)
    elif name not in names:
        level: Level = "ask" if voucher.kind in PERSONAL_TITLE else "error"
        yield Finding("fapiao_other_buyer", level, about, {**base, "buyer": voucher.buyer_name})
    if voucher.buyer_tax_id:
        if voucher.buyer_tax_id.upper() not in {code for _name, code in rules.companies}:
            yield Finding("fapiao_other_code", "error", about, {**base, "code": voucher.buyer_tax_id})
    elif name in names and voucher.kind not in WITHOUT_BUYER:
        yield Finding("fapiao_no_code", "note", about, base)


def _issued(issued_on: date, about: str, base: Mapping[str, Any], rules: Rules, today: date) -> Iterator[Finding]:
    values = {**base, "day": issued_on}
    if issued_on > today:
        yield Finding("fapiao_future", "error", about, values)
    if rules.max_age is not None and (today - issued_on).days > rules.max_age:
        yield Finding("fapiao_old", "ask", about, {**values, "days": rules.max_age}, "max_age")
    if rules.prior_year_until is not None and issued_on.year < today.year:
        last = date(today.year, *rules.prior_year_until)
        if issued_on.year < today.year - 1 or today > last:
            yield Finding("fapiao_prior_year", "error", about, {**values, "last": last}, "prior_year_until")


def _copies(voucher: Voucher, line: Line) -> Iterator[Finding]:
    about, base = f"receipt:{voucher.key}", {"line": line.place, "number": voucher.number}
    if voucher.copies:
        yield Finding("same_file", "ask", about, base)
    if voucher.twins:
        yield Finding("same_day_amount", "ask", about, base)


def _together(facts: Facts) -> Iterator[Finding]:
    """What only shows when the vouchers of the claim lie side by side."""
    vouchers = [voucher for line in facts.lines for voucher in line.vouchers if voucher.is_fapiao]
    seen: set[str] = set()
    for voucher in vouchers:
        if voucher.identity and voucher.identity in seen:
            yield Finding("fapiao_twice", "error", f"receipt:{voucher.key}", {"number": voucher.number})
        seen.add(voucher.identity)
    for seller in {plain_name(v.seller_name) for v in vouchers if v.seller_name}:
        for first, second in consecutive([v.number for v in vouchers if plain_name(v.seller_name) == seller]):
            key = next(v.key for v in vouchers if v.number == second)
            yield Finding("fapiao_consecutive", "ask", f"receipt:{key}", {"first": first, "number": second})


def unanswered(findings: Iterable[Finding], answers: Mapping[tuple[str, str], str]) -> list[Finding]:
    """The errors, and what wants an answer and has none. answers: by code and about."""
    return [f for f in findings if f.level == "error" or (f.level == "ask" and not answers.get((f.code, f.about), "").strip())]


def window(today: date, days: int = 7) -> tuple[date, date]:
    """The days in which claims of one person are looked at together."""
    return today - timedelta(days=days), today
