"""The fields of a fapiao from the text of its page, by labels and places, whatever the layout."""

import re
from datetime import date
from decimal import Decimal
from itertools import combinations

from finance.fapiao import kinds, uppercase, values
from finance.fapiao.fields import TEXT, Found, Line
from finance.fapiao.kinds import Kind
from finance.fapiao.layout import Char, Hit, Page, Token, tokens, until_gap, written
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
SMALL = re.compile(r"\(?小写\)?:?|金额\(?小写\)?:?")
ALL_IN = re.compile(r"价税合计|价税总计|含税合计|含税总额")
WITHOUT_TAX = re.compile(
    r"不含税(?:合计)?(?:金额|价)?(?:合计)?:?|金额\(不含税\):?|合计\(不含税\):?|合计金额:?(?!\(?[大小]写)|金额合计:?(?!\(?[大小]写)"
)
TAX = re.compile(r"合计税额:?|税额合计:?|(?<!增值税)税额:|增值税税?额:?")
SUM = re.compile(r"(?<!价税)(?<!金额)(?<!税额)合计(?!\(?大写|金额|税额|\(小写|\(不)")
FARE = re.compile(r"票价:?(?!\(?元?\)?合计)")
SLIP_SUM = re.compile(
    r"实收金额:?|应收金额:?|合计金额:?|金额合计:?|总金额:?|总计:?|合计:?|(?<!余额)金额:?|票价:?|实付:?|全价:?|应付:?|面额:?|票面金额:?"
)
AIR_PARTS = {
    "fare": re.compile(r"票价"), "fuel": re.compile(r"燃油(?:附加费)?"), "tax": re.compile(r"增值税税额|税额"),
    "fund": re.compile(r"民航发展基金"), "other": re.compile(r"其他税费"), "total": re.compile(r"(?<!价税)合计|总额"),
}  # fmt: skip
AIR_ANY = re.compile(r"票价|燃油(?:附加费)?|增值税税率|增值税税额|民航发展基金|其他税费|合计|保险费?|税率")
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
    words = _words(page)
    if words is not None:
        found.extra["words"] = words
    if kind == Kind.AIR:
        _air(page, found)
    elif kind == Kind.RAIL:
        found.put("total", _first_amount(page, FARE))
        _vat(page, found, fallback=False)
    elif kind == Kind.TAXI:
        found.put("total", _slip_total(page, words))
    else:
        _vat(page, found, fallback=True)
        if "total" not in found.values and "amount" not in found.values:
            found.put("total", _slip_total(page, words))
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
    if titled is None and "发票" in page.text and "普通发票" in page.text:
        return None
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


def _words(page: Page) -> Decimal | None:
    for row in page.rows:
        amount = uppercase.figure(row.text)
        if amount is not None and (re.search(r"大写|合计|[壹贰叁肆伍陆柒捌玖拾佰仟].*[元圆角分]", row.text)):
            return amount
    return None


def _right_of(page: Page, hit: Hit, reach: float, stop: re.Pattern[str] | None = None) -> list[Token]:
    """Amounts to the right of a label, in its row or hardly beside it."""
    found: list[Token] = []
    for row in page.near(hit.row, reach):
        if row is hit.row:
            end = stop.search(row.text, hit.end) if stop else None
            found += tokens(row.slice(hit.end, end.start() if end else len(row.text)))
        elif not (stop and stop.search(row.text)):
            found += [token for token in tokens(row.chars) if token.x0 >= hit.box.x1 - 0.3 * row.size]
        if found:
            break
    return found


def _first_amount(page: Page, label: re.Pattern[str]) -> Decimal | None:
    for hit in page.hits(label):
        found = _right_of(page, hit, 0.9) or _under(page, hit)
        if found:
            return found[0].amount
    return None


def _under(page: Page, hit: Hit) -> list[Token]:
    return [token for _row, chars in page.below(hit.box, hit.row.size, 3) for token in tokens(chars)][:1]


def _vat(page: Page, found: Found, *, fallback: bool) -> None:
    found.put("total", _total(page, found))
    total = found.money("total")
    _said_in_words(page, found)
    for hit in page.hits(SUM):
        row_tokens = _right_of(page, hit, 0.7, re.compile(r"价税合计|小写"))
        stars = re.search(r"(?<![\w*])\*{1,6}(?![\w*])|免税", values.plain(written(hit.row.slice(hit.end, len(hit.row.text)), 0.45)))
        if len(row_tokens) >= 2:
            amount, tax = _pair(row_tokens, total)
            found.put("amount", amount)
            found.put("tax", tax)
        elif row_tokens and (stars or fallback):
            found.put("amount", row_tokens[0].amount)
            if stars:
                found.values.setdefault("tax", Decimal("0.00"))
    if fallback and total is not None and "amount" not in found.values:
        _by_sums(page, found, total)


def _said_in_words(page: Page, found: Found) -> None:
    """Sums that have their own labels: 合计金额, 合计税额. With a total only, because a slip calls its total 合计金额."""
    total = found.money("total")
    if total is None:
        return
    amount, tax = _first_amount(page, WITHOUT_TAX), _first_amount(page, TAX)
    starred = any(re.match(r":?¥?(?:\*{1,6}|免税)", hit.row.text[hit.end :]) for hit in page.hits(TAX))
    if amount is not None and (starred or (tax is not None and abs(amount + tax - total) <= values.FEN)):
        found.put("amount", amount)
        found.put("tax", Decimal("0.00") if starred or tax is None else tax)


def _pair(found: list[Token], total: Decimal | None) -> tuple[Decimal, Decimal]:
    if total is not None:
        for first, second in combinations(found, 2):
            if abs(first.amount + second.amount - total) <= values.FEN:
                return first.amount, second.amount
    return found[-2].amount, found[-1].amount


def _total(page: Page, found: Found) -> Decimal | None:
    words = found.money("words")
    candidates: list[Decimal] = []
    for label in (SMALL, ALL_IN):
        for hit in page.hits(label):
            tokens_there = _right_of(page, hit, 0.9)
            marked = [token for token in tokens_there if token.marked] or tokens_there
            if marked:
                candidates.append((marked[0] if label is SMALL else marked[-1]).amount)
            elif label is SMALL:
                candidates += [token.amount for token in _under(page, hit)]
    if words is not None:
        same = next((amount for amount in candidates if abs(amount) == abs(words)), None)
        return same if same is not None else (candidates[0] if candidates else words)
    return candidates[0] if candidates else None


def _by_sums(page: Page, found: Found, total: Decimal) -> None:
    """Two marked amounts that make up the total."""
    amounts = [token.amount for row in page.rows for token in tokens(row.chars) if token.marked]
    for first, second in combinations(dict.fromkeys(amounts), 2):
        if first + second == total and Decimal(0) not in (first, second):
            found.put("amount", max(first, second, key=abs))
            found.put("tax", min(first, second, key=abs))
            return


def _slip_total(page: Page, words: Decimal | None) -> Decimal | None:
    for label in (SMALL, SLIP_SUM):
        for hit in page.hits(label):
            found = _right_of(page, hit, 0.9) or _under(page, hit) or _plain_figure(hit)
            if found:
                return found[0].amount
    if words is not None:
        return words
    marked = {token.amount for row in page.rows for token in tokens(row.chars) if token.marked}
    return marked.pop() if len(marked) == 1 else None


def _plain_figure(hit: Hit) -> list[Token]:
    """`金额 35元`: a figure without decimals right after its label."""
    chars = after(hit)
    text = re.match(r":?(\d{1,6})元", values.compact(written(chars)))
    amount = values.money(text[1]) if text else None
    return [Token(amount, chars[0].x0, chars[-1].x1, hit.row.base, marked=False)] if amount is not None else []


def _air(page: Page, found: Found) -> None:
    """Labels in a row with their sums below, or each beside its sum."""
    parts = {name: amount for name, label in AIR_PARTS.items() if (amount := _air_part(page, label)) is not None}
    found.put("total", parts.get("total"))
    found.put("tax", parts.get("tax"))
    if "fare" in parts:
        found.put("amount", parts["fare"] + parts.get("fuel", Decimal(0)))
    if "total" not in parts:
        found.put("total", found.money("words"))


def _air_part(page: Page, label: re.Pattern[str]) -> Decimal | None:
    for hit in page.hits(label):
        beside = _right_of(page, hit, 0.4, AIR_ANY)
        if beside:
            return beside[0].amount
        under = _column(page, hit)
        if under is not None:
            return under
    return None


def _column(page: Page, hit: Hit) -> Decimal | None:
    """The amount in the nearest row below that stands under this label and not under a neighbour."""
    labels = [Hit(hit.row, found.start(), found.end(), found) for found in AIR_ANY.finditer(hit.row.text)]
    middle = (hit.box.x0 + hit.box.x1) / 2
    for row in page.rows:
        if not hit.box.y1 < row.base <= hit.box.y1 + 5 * hit.row.size:
            continue
        found = list(tokens(row.chars))
        if not found:
            continue
        cells = _cells(row.chars)
        if len(cells) == len(labels):  # a cell to each label, wherever in its column it stands
            return next((token.amount for token in tokens(cells[[label.start for label in labels].index(hit.start)])), None)
        for token in found:
            nearest = min(labels, key=lambda label: abs((label.box.x0 + label.box.x1) / 2 - token.middle))
            if nearest.start == hit.start and abs(token.middle - middle) < 8 * hit.row.size:
                return token.amount
        return None
    return None


def _cells(chars: list[Char]) -> list[list[Char]]:
    cells, rest = [], chars
    while rest:
        cell = until_gap(rest, 0.8)
        cells.append(cell)
        rest = rest[len(cell) :]
    return cells


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
