"""The sums on a page: of a VAT fapiao, of a slip, of an air itinerary."""

import re
from decimal import Decimal
from itertools import combinations

from finance.fapiao import uppercase, values
from finance.fapiao.fields import Found
from finance.fapiao.layout import Char, Hit, Page, Token, tokens, until_gap, written
from finance.fapiao.parties import after

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


def words(page: Page) -> Decimal | None:
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


def first_amount(page: Page, label: re.Pattern[str]) -> Decimal | None:
    for hit in page.hits(label):
        found = _right_of(page, hit, 0.9) or _under(page, hit)
        if found:
            return found[0].amount
    return None


def _under(page: Page, hit: Hit) -> list[Token]:
    return [token for _row, chars in page.below(hit.box, hit.row.size, 3) for token in tokens(chars)][:1]


def vat(page: Page, found: Found, *, fallback: bool) -> None:
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
    amount, tax = first_amount(page, WITHOUT_TAX), first_amount(page, TAX)
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


def slip_total(page: Page, words: Decimal | None) -> Decimal | None:
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


def air(page: Page, found: Found) -> None:
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
