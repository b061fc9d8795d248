"""The fields of a fapiao from the text of its page, by labels and places, whatever the layout."""

import re
from datetime import date

from finance.fapiao import amounts, kinds, values
from finance.fapiao.fields import TEXT, Found, Line
from finance.fapiao.kinds import Kind
from finance.fapiao.layout import Char, Hit, Page, tokens, until_gap, written
from finance.fapiao.parties import after, find

CODE = re.compile(r"(?:发票|票据)代码:?")
NUMBER = re.compile(r"(?:发票|票据)号码?:?|№:?|N[o0]\.?:?(?=\d{8})")
BARE_NUMBER = re.compile(r"(?<!客票)(?<!发票)(?<!票据)(?<!证件)(?<!联系)号码:?|NO\.?:?")
BARE_CODE = re.compile(r"(?<!验)(?<!信用)(?<!发票)代码:?")
CHECK = re.compile(r"校验码:?")
DAY = re.compile(r"(?:开票|填开|开具|打印)(?:日期|时间):?")
SLIP_DAY = re.compile(r"(?:乘车)?日期:?|时间:")
TAKEN_BACK = re.compile(r"(?:蓝字|正数|原|对应|红冲)[^\d]{0,16}$")
ORIGINAL = re.compile(r"(?:蓝字|对应正数|原)(?:数电)?(?:发)?票?(?:代码:?\d*)?[,、]?(?:发票)?号码:?(\d{8,20})")
VOID = re.compile(r"作废")
GOODS = re.compile(r"\*[^*\d]{1,30}\*")
RATE = re.compile(r"\d{1,2}(?:\.\d+)?%|免税|不征税|\*{1,6}(?=[\d.*]|$)")


def of_page(page: Page) -> Found:
    """What one page says. Nothing is put for what is not there."""
    found = Found(TEXT)
    kind = _kind(page)
    found.put("kind", kind)
    _numbers(page, found)
    found.put("issued_on", _issued_on(page, kind))
    find(page, found, buyer_alone=kind in kinds.TRAVEL)
    in_words = amounts.words(page)
    if in_words is not None:
        found.extra["words"] = in_words
    if kind == Kind.AIR:
        amounts.air(page, found)
    elif kind == Kind.RAIL:
        found.put("total", amounts.first_amount(page, amounts.FARE))
        amounts.vat(page, found, fallback=False)
    elif kind == Kind.TAXI:
        found.put("total", amounts.slip_total(page, in_words))
    else:
        amounts.vat(page, found, fallback=True)
        if "total" not in found.values and "amount" not in found.values:
            found.put("total", amounts.slip_total(page, in_words))
    found.lines = _lines(page)
    original = ORIGINAL.search(page.text)
    if original:
        found.extra["original_number"] = original[1]
    if VOID.search(page.text) and not re.search(r"作废[后时的无]|[如若]", page.text):
        found.extra["void"] = "1"
    return found


def is_fapiao(found: Found) -> bool:
    """Whether the text alone is enough to say that this is one: a title, or a number among the things that go with it."""
    if "number" not in found.values or not (found.money("total") is not None or found.money("amount") is not None):
        return False
    return "kind" in found.values or ("issued_on" in found.values and ("code" in found.values or len(found.text("number")) == 20))


def _kind(page: Page) -> Kind | None:
    if not page.rows:
        return None
    top, bottom = page.rows[0].base, page.rows[-1].base
    head = [row for row in page.rows if row.base <= top + 0.35 * (bottom - top)]
    titled = kinds.of_title("".join(row.text for row in head)) or kinds.of_title(page.text)
    cells = {"".join(char.text for char in until_gap(row.chars)) for row in head}
    if "通行费" in cells and titled in (Kind.DIGITAL_ORDINARY, Kind.VAT_ELECTRONIC_ORDINARY, None):
        return Kind.TOLL
    return titled


def _numbers(page: Page, found: Found) -> None:
    lengths = (20, 8) if found.values.get("kind") not in kinds.SLIPS else (20, 8, 10, 9, 7)
    for hit in page.hits(NUMBER):
        if TAKEN_BACK.search(hit.row.text[: hit.start]):
            continue
        found.put("number", _digits(page, hit, lengths))
    for hit in page.hits(CODE):
        if not TAKEN_BACK.search(hit.row.text[: hit.start]):
            found.put("code", _digits(page, hit, (12, 10, 8)))
    for hit in page.hits(CHECK):
        found.put("check_code", _digits(page, hit, (20, 6)))
    if "number" not in found.values:
        for hit in page.hits(BARE_NUMBER):
            found.put("number", _digits(page, hit, lengths))
    if "code" not in found.values and len(found.text("number")) != 20:
        for hit in page.hits(BARE_CODE):
            found.put("code", _digits(page, hit, (12, 10)))
    _unlabelled(page, found)


def _unlabelled(page: Page, found: Found) -> None:
    """Paper prints its code and number in the head, without a label."""
    if "kind" not in found.values:
        return
    head = page.rows[: max(8, len(page.rows) // 3)]
    groups = [group for row in head for group in re.findall(r"(?<![\dA-Z.])\d+(?![\dA-Z.%])", values.plain(written(row.chars, 0.8)))]
    if "number" not in found.values:
        found.put("number", next((group for group in groups if len(group) == 20 and group[:2] in _years()), None))
    if found.values["kind"] in (*kinds.DIGITAL, *kinds.TRAVEL) or len(found.text("number")) == 20:
        return
    if "code" not in found.values:
        found.put("code", next((group for group in groups if len(group) == 10 or (len(group) == 12 and group[0] in "01")), None))
    if "number" not in found.values and "code" in found.values:
        found.put("number", next((group for group in groups if len(group) == 8 and not values.day(group)), None))


def _years() -> tuple[str, ...]:
    return tuple(f"{year:02}" for year in range(21, 60))


def _digits(page: Page, hit: Hit, lengths: tuple[int, ...]) -> str | None:
    runs = [after(hit)]
    runs += [chars for _row, chars in page.below(hit.box, hit.row.size, 2.6)]
    for place, chars in enumerate(runs):
        text = values.plain(written(chars, 1.0)).lstrip(": ")
        groups = re.match(r"(?:\d+ ?)+", text) if not place else re.search(r"(?:\d+ ?)+", text)
        if not groups:
            continue
        pieces = groups.group().split()
        for length in lengths:
            for count in range(1, len(pieces) + 1):
                joined = "".join(pieces[:count])
                if len(joined) == length:
                    return joined
        if place == 0 and len("".join(pieces)) >= 6:
            return None
    return None


def _issued_on(page: Page, kind: Kind | None) -> date | None:
    for label in (DAY, SLIP_DAY):
        for hit in page.hits(label):
            if label is SLIP_DAY and kind in kinds.TRAVEL:
                continue
            on = values.day(written(after(hit), 0.3))
            if on:
                return on
            for _row, chars in page.below(hit.box, hit.row.size, 2.6):
                on = values.day(written(chars, 0.3))
                if on:
                    return on
    if kind in kinds.TRAVEL:
        return None
    return next((on for row in page.rows if (on := values.day(written(row.chars, 0.3))) and not re.search(r"\d{12}", row.text)), None)


def _lines(page: Page) -> tuple[Line, ...]:
    """The goods, where a row begins with the short name of their tax class between stars."""
    lines: list[Line] = []
    for row in page.rows:
        named = GOODS.search(row.text)
        if not named or len(lines) >= 200:
            continue
        first = row.slice(named.start(), len(row.text))
        name = values.name(written(until_gap(first, 0.9)))
        money = [token.amount for token in tokens(first)]
        rate = RATE.search(values.plain(written(_behind(first, name), 0.45)))
        amount, tax = (money[-2], money[-1]) if len(money) > 1 else (money[-1] if money else None, None)
        lines.append(Line(name[:200], amount=amount, tax_rate=rate.group() if rate else "", tax=tax))
    return tuple(lines)


def _behind(chars: list[Char], name: str) -> list[Char]:
    return chars[len(until_gap(chars, 0.9)) :] if name else chars
