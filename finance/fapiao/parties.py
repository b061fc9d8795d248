"""Buyer and seller on a page: which name and which number belongs to whom, by words, by signs beside and above, by place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from finance.fapiao import values
from finance.fapiao.fields import Found
from finance.fapiao.layout import VALUE_GAP, Box, Char, Hit, Page, Row, until_gap, written

BUYER, SELLER = "buyer", "seller"
BUYER_WORDS = "购买方|购买单位|购货方|购货单位|购方|买方|受票方|付款方|付款单位|付款人|交款人|客户"
SELLER_WORDS = "销售方|销售单位|销货方|销货单位|销方|卖方|收款方|收款单位|开票方|开票单位|填开单位"
NOT_NAMES = "".join(f"(?<!{word})" for word in ("项目", "服务", "劳务", "货物", "商品", "产品", "银行", "旅客", "物品", "品目", "票据"))
NOT_A_NAME = r"(?!\(?章|名称|统一|纳税|信息|税号|地址|电话|开户)"
NAME = re.compile(
    rf"(?P<buyer>{BUYER_WORDS})(?:信息)?:?(?:单位)?名称:?|(?P<seller>{SELLER_WORDS})(?:信息)?:?(?:单位)?名称:?|{NOT_NAMES}(?:单位|企业|公司)?名称:?"
    rf"|(?P<buyer_alone>{BUYER_WORDS}):{NOT_A_NAME}|(?P<seller_alone>{SELLER_WORDS})(?:\(盖?章\))?:{NOT_A_NAME}"
)
TAX_ID = re.compile(
    rf"(?:(?P<buyer>{BUYER_WORDS})|(?P<seller>{SELLER_WORDS}))?(?:信息)?:?"
    r"(?:统一社会信用代码/纳税人识别号|统一社会信用代码\(纳税人识别号\)|统一社会信?用?代?码?/?|纳税人识别?号?|纳税识别号|纳税人税号|社会信用代码|信用代码|识别号|税号)\)?:?"
)
SIGN = re.compile(rf"(?P<buyer>{BUYER_WORDS})(?P<seller>)|(?P<seller_>{SELLER_WORDS})")
SIGN_TAIL = re.compile(r"[:]?\(?章|[:]?(?:开户|地址|电话|账号|银行)")
STOP = re.compile(
    r"(?:购买方|销售方|购方|销方)?(?:信息)?名称:?|统一社会|社会信用代码|纳税人识别号|识别号:|税号:?|地址[、,/]?电话|地址:|电话:|开户(?:行|银行)|发票代码|发票号码|"
    r"开票日期|填开日期|校验码|机器编号|密码区|价税合计|收款人|复核|开票人|票价|日期:|购买方|销售方|购货单位|销货单位|信用代码|身份证|证件号|客票号|备注|订单号|项目名称|"
    r"旅客姓名|有效身份|不含税|税额|合计金额|金额合计|销售网点|填开单位|开票单位|机打|车次|座位"
)
VALUE = re.compile(r"[0-9A-Z]{15,20}")


@dataclass(slots=True)
class Labelled:
    """A label of a party with its value. side: buyer, seller, or "" while nobody knows."""

    hit: Hit
    value: str
    side: str


def find(page: Page, found: Found, *, buyer_alone: bool) -> None:
    """Put what the page says about the two parties. buyer_alone: a page of this kind names no seller with its number."""
    signs = list(_signs(page))
    names = [one for one in _labelled(page, NAME, _name) if one.value]
    _sides(names, signs, buyer_alone=buyer_alone)
    ids = [one for one in _labelled(page, TAX_ID, _tax_id) if one.value]
    for one in ids:
        if buyer_alone and len(ids) == 1 and not one.side:
            one.side = BUYER
        if not one.side:
            one.side = _side_of_nearest(one, names) or _side_by_sign(one.hit.box, signs)
    _sides(ids, signs, buyer_alone=buyer_alone)
    for one in names:
        found.put(f"{one.side}_name", one.value if one.side else None)
    for one in ids:
        found.put(f"{one.side}_tax_id", one.value if one.side else None)


def _labelled(page: Page, label: re.Pattern[str], value_of: object) -> Iterator[Labelled]:
    for hit in page.hits(label):
        groups = hit.label.groupdict()
        side = (
            BUYER
            if groups.get("buyer") or groups.get("buyer_alone")
            else SELLER
            if groups.get("seller") or groups.get("seller_alone")
            else ""
        )
        yield Labelled(hit, value_of(page, hit), side)  # type: ignore[operator]


def after(hit: Hit) -> list[Char]:
    """What follows a label in its row, up to the next label."""
    stop = STOP.search(hit.row.text, hit.end)
    return hit.row.slice(hit.end, stop.start() if stop else len(hit.row.text))


def _name(page: Page, hit: Hit) -> str:
    chars = _clean(until_gap(after(hit)))
    if chars:
        more = _wrapped(page, hit, chars)
        return _as_name(written([*(_above(page, chars) if more else []), *chars, *more]))
    between = _around_label(page, hit)
    if between:
        return _as_name(written(between))
    for row, under in page.below(hit.box, hit.row.size, 2.6):
        run = until_gap([char for char in under if char.x1 > hit.box.x0 - 0.5 * char.size])
        if run and not STOP.search(values.compact("".join(char.text for char in run))) and row.text:
            whole = _clean(until_gap(row.chars[row.chars.index(run[0]) :]))
            return _as_name(written(whole))
    return ""


def _around_label(page: Page, hit: Hit) -> list[Char]:
    """A name of two lines, with its label half way between them."""
    size, left = hit.row.size, hit.box.x1
    stop = STOP.search(hit.row.text, hit.end)
    right = hit.row.box(stop.start(), stop.end()).x0 if stop else float("inf")
    found: list[Char] = []
    for row in page.rows:
        if 0.3 * size < abs(row.base - hit.row.base) < 1.1 * size:
            run = until_gap([char for char in row.chars if left - 0.2 * size < char.x0 < right])
            if run and not STOP.search(values.compact("".join(char.text for char in run))):
                found += run
    return found


def _above(page: Page, chars: list[Char]) -> list[Char]:
    """The first line of a name of three, whose label stands beside the middle one."""
    size = chars[0].size
    for row in page.rows:
        if 0.9 * size < chars[0].base - row.base < 1.7 * size:
            run = until_gap([char for char in row.chars if char.x0 > chars[0].x0 - 0.3 * size])
            first = run and abs(run[0].x0 - chars[0].x0) < 0.3 * size and len(run) >= 0.8 * len(chars)
            text = values.compact("".join(char.text for char in run))
            if first and not any(char.x1 > chars[0].x0 - 3 * size for char in row.chars if char.x0 < run[0].x0) and not STOP.search(text):
                return [] if re.search(r"发票|信息|\d{8}|:", text) else run
    return []


def _clean(chars: list[Char]) -> list[Char]:
    """Without the colon that stands apart from its label."""
    while chars and values.compact(chars[0].text) in (":", "", "|"):
        chars = chars[1:]
    return chars


def _as_name(text: str) -> str:
    name = values.name(text)
    return name if 2 <= len(name) <= 100 and re.search(r"[^\W\d_]{2}", name) else ""


def _wrapped(page: Page, hit: Hit, chars: list[Char]) -> list[Char]:
    """A long name goes on in the next rows, below its beginning or below its label."""
    more: list[Char] = []
    last = chars[0]
    size = last.size
    while len(chars) >= 7 and len(more) < 100:
        run = next((run for row in page.rows if (run := _going_on(row, last, (chars[0].x0, hit.box.x0)))), [])
        if not run or run[0].x0 + 1.5 * size > max(char.x1 for char in chars):
            break
        more += run
        last = run[0]
    return more


def _going_on(row: Row, last: Char, places: tuple[float, ...]) -> list[Char]:
    size = last.size
    if not 0.8 * size < row.base - last.base < 2 * size:
        return []
    for place, char in enumerate(row.chars):
        begins = not place or char.x0 - row.chars[place - 1].x1 > VALUE_GAP * size
        if begins and any(abs(char.x0 - x) < 0.6 * size for x in places):
            run = until_gap(row.chars[place:])
            text = values.compact("".join(char.text for char in run))
            if not STOP.search(text) and ":" not in text and not re.search(r"\d{6}|^\*|[¥%]|合计|^[A-Z0-9]{15,}$", text):
                return run
    return []


def _tax_id(page: Page, hit: Hit) -> str:
    for chars in (until_gap(_clean(after(hit))), after(hit)):
        found = VALUE.match(values.compact(written(chars)).lstrip(":").upper())
        if found:
            return found.group()
    box, size = hit.box, hit.row.size
    for row in page.near(hit.row, 1.2)[1:]:
        right = until_gap([char for char in row.chars if 0 <= char.x0 - box.x1 + size < 3 * size or char.x0 > box.x1])
        found = VALUE.match(values.compact(written(right)).upper())
        if found and right[0].x0 - box.x1 < 6 * size:
            return found.group()
    for _row, under in page.below(box, size, 2.6):
        found = VALUE.search(values.compact(written(under)).upper())
        if found:
            return found.group()
    return ""


def _signs(page: Page) -> Iterator[tuple[str, Box]]:
    """Words and columns that say whose block this is."""
    for name, box in page.markers:
        if name[0] in "购受":
            yield BUYER, box
        elif name[0] in "销开":
            yield SELLER, box
    for hit in page.hits(SIGN):
        if not SIGN_TAIL.match(hit.row.text, hit.end):
            yield (BUYER if hit.label["buyer"] else SELLER), hit.box


def _side_by_sign(box: Box, signs: list[tuple[str, Box]]) -> str:
    return min(signs, key=lambda sign: _distance(sign[1], box))[0] if signs else ""


def _distance(sign: Box, label: Box) -> float:
    """A sign stands to the left of its block or above it; on the other sides it belongs to something else."""
    right, left = max(0.0, label.x0 - sign.x1), max(0.0, sign.x0 - label.x1)
    down, up = max(0.0, label.y0 - sign.y1), max(0.0, sign.y0 - label.y1)
    return right + 4 * left + 1.5 * down + 4 * up


def _sides(ones: list[Labelled], signs: list[tuple[str, Box]], *, buyer_alone: bool) -> None:
    open_ones = [one for one in ones if not one.side]
    for one in open_ones:
        one.side = _side_by_sign(one.hit.box, signs)
    sides = {one.side for one in ones}
    if len(open_ones) == 2 and len(sides) == 1 and len(ones) == 2:
        first, second = sorted(open_ones, key=_order)
        first.side, second.side = BUYER, SELLER
    elif len(open_ones) == 1 and not open_ones[0].side:
        other = next((one.side for one in ones if one.side), "")
        open_ones[0].side = SELLER if other == BUYER else BUYER
    if buyer_alone and len(open_ones) == 1 and len(ones) == 1:
        open_ones[0].side = BUYER


def _order(one: Labelled) -> tuple[float, float]:
    box, size = one.hit.box, one.hit.row.size
    return (round(box.y0 / (1.5 * size)), box.x0)


def _side_of_nearest(one: Labelled, names: list[Labelled]) -> str:
    def distance(name: Labelled) -> float:
        own, other = one.hit.box, name.hit.box
        down = own.y0 - other.y0
        if abs(down) < 0.6 * one.hit.row.size and own.x0 > other.x0:  # further on in the same row
            return 0.05 * (own.x0 - other.x0)
        return abs(down) * (1 if down >= 0 else 1.5) + 0.6 * abs(own.x0 - other.x0)

    return min(names, key=distance).side if names else ""
