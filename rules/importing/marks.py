"""Markers of clauses in a text: 第一章, 第一条, 一、, (一), 1., 1、, 1.1, (1), 1), ① and dashes.

Sources are often one long line, so a marker may stand anywhere. What decides is what stands around it and whether its number comes next:
a number at the start of a line is taken as it is, one glued to the word before only if it continues the count.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rules.domain.figures import from_numeral
from rules.domain.numbering import CIRCLED

PART, CHAPTER, SECTION, ARTICLE, OUTLINE, BRACKETED = "部分", "章", "节", "条", "一、", "(一)"
NUMBER, DECIMAL, ROUND, HALF_ROUND, CIRCLE, DASH = "1", "1.1", "(1)", "1)", "①", "-"
# From the top of a tree to its bottom, as sources use them.
ORDER = (PART, CHAPTER, SECTION, ARTICLE, OUTLINE, BRACKETED, NUMBER, DECIMAL, ROUND, HALF_ROUND, CIRCLE, DASH)
RANK = {style: rank for rank, style in enumerate(ORDER)}

_CN = "[一二三四五六七八九十百零〇]{1,5}"
MARK = re.compile(
    rf"第 ?(?P<ordinal>{_CN}|\d{{1,3}}) ?(?P<kind>部分|编|篇|章|节|条)"
    rf"|\( ?(?P<bracketed>{_CN}) ?\)"
    rf"|\( ?(?P<round>\d{{1,2}}) ?\)"
    rf"|(?P<outline>{_CN}) ?(?P<stop>[、.])"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})(?!\d)\.?"
    r"|(?P<number>\d{1,2}) ?(?P<delimiter>[.、])(?:(?!\d)|(?=\d{4}年))"
    r"|(?P<half>\d{1,2})\)"
    r"|(?P<circle>[①-⑳])"
    r"|(?P<dash>[-—•●◆■▪►➢✓√*·○□◇★])"
)
NUMERALS = "一二三四五六七八九十百零〇两"
STOPS = "。;:!?)】」』”\"'…"  # a marker may follow these
REFERS = re.compile(
    r"(?:按照?|依照?|依据|根据|违反|参见|见|与|和|及|或|至|到|、|本|《|适用|参照|符合|触犯|如|同|除|上述|前述|遵守|执行|在|以|属于?|的|,)$"
)
REFERRED = re.compile(r" ?(?:[款项目的之]|所[述列规]|中(?!心)的?|规定|第|[、和及与至到或](?:第|本|其|\()|要求|(?:执行|处理|办理)[。;,])")
LISTED = re.compile(rf"[{NUMERALS}]+(?:[、,]|[线级类等档班期月号日季楼层次项条款流手把者]|[{NUMERALS}]*(?:月|年|周))")
ITEM = re.compile(r" ?(?:[项款](?:[规的、,。;所中之至和及或内情条行执]|$)|[、和及与至到或-] ?\()")
COUNTED = re.compile(r"[人名个元天次年月日](?![^。;,、)])")
UNIT = re.compile(
    r" ?(?:[万亿倍米吨℃克斤%kKmMgGcC]|元(?!旦)|天(?!气)|平(?!时|台|均|等|衡|面)|度(?!过)|折(?!扣)|个(?!人|别|性)|小时"
    r"|分(?:钟|[,。;])|公[里斤分]"
    r"|人(?!员|事|力|才|身|为)|名(?!称|单|额|誉|片)|年(?!度|终|底|初)|月(?!度|底|初)|日(?!常|志|期|报|程)|次(?!日|月|要)|级(?!别)|岁)"
)
NO_LIST = re.compile(
    r"(?:附件|附表|附录|附图|[附见如下]表|[见如]图|第|版|至|到|满|超过|达到?|[不至]少于|低于|高于|大于|小于|约|共|[A-Za-z_/\\@#$&=+~<>-])$"
)
TITLE_OF_CHAPTER = 25  # characters between 第二章 and its first article
INSIDE = re.compile("[。,;:!?《\n]")
WEEK = re.compile(r"(?:周|星期|礼拜|上午|下午|[月日号点时])[一二三四五六日天]? ?$")
HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """start, end: in the text. numbers: one, for decimals each. key: as `markers` counts it."""

    style: str
    key: str
    numbers: tuple[int, ...]
    start: int
    end: int

    @property
    def number(self) -> int:
        return self.numbers[-1]


@dataclass(slots=True)
class _State:
    """scope: the last number of each style below the present parent. overall: wherever it was."""

    scope: dict[str, int] = field(default_factory=dict)
    overall: dict[str, int] = field(default_factory=dict)
    decimals: tuple[int, ...] = ()
    end: int = 0
    style: str = ""

    def fits(self, style: str, number: int) -> bool:
        return number in {self.scope.get(style, 0) + 1, self.overall.get(style, 0) + 1}

    def take(self, mark: Mark) -> None:
        rank = RANK[mark.style]
        for style in ORDER[rank + 1 :]:
            self.scope.pop(style, None)
        self.scope[mark.style] = self.overall[mark.style] = mark.number
        self.decimals = mark.numbers if mark.style == DECIMAL else () if rank < RANK[DECIMAL] else self.decimals
        self.end, self.style = mark.end, mark.style


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a candidate. last: the character before it, spaces left out, "" at the start of a line."""

    text: str
    start: int
    end: int
    last: str
    is_adjacent: bool

    @property
    def starts_line(self) -> bool:
        return not self.last

    @property
    def is_after_stop(self) -> bool:
        return self.last in STOPS

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 6) : self.start].rstrip(" ")

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + 8]


def marks(text: str) -> list[Mark]:
    """The markers of a document. text: its matching copy (rules.importing.flat)."""
    state, found = _State(), []
    for match in MARK.finditer(text):
        mark = _read(match)
        if mark is None:
            continue
        at = match.start()
        before = at - 1
        while before >= 0 and text[before] == " ":
            before -= 1
        last = "" if before < 0 or text[before] == "\n" else text[before]
        around = _Around(text, at, match.end(), last, bool(state.style) and before < state.end)
        if _TESTS[mark.style](mark, around, state):
            found.append(mark)
            state.take(mark)
    return found


def _read(match: re.Match[str]) -> Mark | None:
    """The candidate; None when its number is none."""
    groups = match.groupdict()
    style, key, numbers = next(read(groups) for name, read in _READ.items() if groups[name])
    return Mark(style, key, numbers, match.start(), match.end()) if style in {DASH, NUMBER, DECIMAL} or all(numbers) else None


Read = tuple[str, str, tuple[int, ...]]  # style, key and numbers of a marker
_READ: dict[str, Callable[[dict[str, str]], Read]] = {
    "kind": lambda groups: (PART if groups["kind"] in {"编", "篇"} else groups["kind"], groups["kind"], (numeral(groups["ordinal"]),)),
    "bracketed": lambda groups: (BRACKETED, BRACKETED, (numeral(groups["bracketed"]),)),
    "outline": lambda groups: (OUTLINE, OUTLINE, (numeral(groups["outline"]),)),
    "decimal": lambda groups: (DECIMAL, DECIMAL, tuple(int(one) for one in groups["decimal"].split("."))),
    "number": lambda groups: (NUMBER, "1" + groups["delimiter"], (int(groups["number"]),)),
    "round": lambda groups: (ROUND, ROUND, (int(groups["round"]),)),
    "half": lambda groups: (HALF_ROUND, HALF_ROUND, (int(groups["half"]),)),
    "circle": lambda groups: (CIRCLE, CIRCLE, (CIRCLED.index(groups["circle"]) + 1,)),
    "dash": lambda _groups: (DASH, DASH, (0,)),
}


def numeral(text: str) -> int:
    """三 and 3 and 二〇 as a number; 0 for what is none."""
    if text.isdigit():
        return int(text)
    return from_numeral(text.replace("〇", "零")) or 0


def _is_ordinal(mark: Mark, around: _Around, state: _State) -> bool:
    fits = state.fits(mark.style, mark.number) or (mark.style == ARTICLE and mark.number == 1 and state.style in {CHAPTER, SECTION})
    refers = bool(REFERRED.match(around.after))
    if around.starts_line:
        return fits or not refers
    if refers or mark.style == PART:
        return False
    if around.is_after_stop or around.is_adjacent:
        return fits or mark.number > state.overall.get(mark.style, 0)
    if fits and state.style in {PART, CHAPTER, SECTION} and around.start - state.end <= TITLE_OF_CHAPTER:
        return not INSIDE.search(around.text[state.end : around.start])
    return fits and not REFERS.search(around.before) and around.last not in "《〈“‘"


def _is_outline(mark: Mark, around: _Around, state: _State) -> bool:
    is_dotted = around.text[around.end - 1] == "."
    fits = state.fits(OUTLINE, mark.number)
    if is_dotted and not (around.starts_line and (fits or mark.number == 1)):
        return False
    if LISTED.match(around.after):
        return around.starts_line and fits and around.text[around.end + 1 : around.end + 2] not in {"、", ","}
    if around.starts_line:
        return True
    if around.last in f"第周期初月每年千、,{NUMERALS}" or around.before.endswith(("星期", "礼拜")):
        return False
    if around.is_after_stop:
        return fits or mark.number > state.scope.get(OUTLINE, 0) > 0
    return fits


def _is_bracketed(mark: Mark, around: _Around, state: _State) -> bool:
    if ITEM.match(around.after):
        return False
    if around.starts_line or around.is_adjacent:
        return True
    if around.last in "条款第、和及与至到或周" or around.before.endswith("星期"):
        return False
    if around.is_after_stop:
        return mark.number == 1 or mark.number > state.scope.get(BRACKETED, 0)
    return mark.number == 1 or state.fits(BRACKETED, mark.number)


def _is_round(mark: Mark, around: _Around, state: _State) -> bool:
    if around.starts_line or around.is_adjacent:
        return True
    last = state.scope.get(mark.style, 0)
    if (
        mark.number not in {1, last + 1}
        or (around.last in "条款第、和及与至到或图表式" and not 0 < last < mark.number)
        or ITEM.match(around.after)
        or COUNTED.match(around.after)
    ):
        return False
    return around.is_after_stop or (around.last > "\u2e80" and mark.style == ROUND)


def _is_half_round(mark: Mark, around: _Around, state: _State) -> bool:
    if around.last.isdigit() or "(" in around.before:
        return False
    return around.starts_line or (around.is_after_stop and mark.number in {1, state.scope.get(HALF_ROUND, 0) + 1})


def _is_circle(mark: Mark, around: _Around, state: _State) -> bool:
    return around.starts_line or mark.number in {1, state.scope.get(CIRCLE, 0) + 1}


def _is_decimal(mark: Mark, around: _Around, state: _State) -> bool:
    if around.last.isdigit() or around.last in {".", "/", "-", "¥", "$"} or UNIT.match(around.after) or 0 in mark.numbers:
        return False
    if around.is_adjacent and state.style == NUMBER and mark.numbers[0] != state.overall.get(NUMBER):
        return False
    above, last = mark.numbers[:-1], state.decimals
    if len(last) >= len(mark.numbers):
        follows = last[: len(above)] == above and mark.number == last[len(above)] + 1
    else:
        follows = mark.number == 1 and (last == above if last else True)
    opens = mark.number == 1 and (
        len(above) == 1 and above[0] in {state.scope.get(NUMBER), state.scope.get(OUTLINE), (last or (0,))[0] + 1}
    )
    is_spaced = around.after[:1] in {" ", "\n"}
    if around.starts_line:
        return is_spaced or follows or opens or bool(HAN.match(around.after))
    if not (follows or opens) or NO_LIST.search(around.before) or around.last == ",":
        return False
    return (is_spaced or around.is_after_stop or around.is_adjacent or follows) and bool(HAN.match(around.after.lstrip(" ")))


def _is_number(mark: Mark, around: _Around, state: _State) -> bool:
    last = around.text[around.start - 1 : around.start]
    if last.isdigit() or last == "." or (last == ":" and around.text[around.start - 2 : around.start - 1].isdigit()):
        return False
    if around.is_adjacent and state.style == NUMBER:  # 2. 2、 of a website's tips
        return False
    if around.starts_line or around.is_adjacent:
        return True
    scope = state.scope.get(NUMBER, 0)
    fits = state.fits(NUMBER, mark.number)
    if around.is_after_stop:
        return fits or mark.number == 1 or 0 < scope < mark.number <= scope + 3
    if NO_LIST.search(around.before) or (mark.number == 1 and around.last in ",、"):
        return False
    return mark.number == scope + 1 or fits


def _is_dash(mark: Mark, around: _Around, state: _State) -> bool:
    sign, after = around.text[around.start], around.after
    body = after.lstrip(" ")
    if not body or body[0] in "\n-—*=_" or (sign == "*" and after[:1] != " "):
        return False
    if around.starts_line:
        return not body[0].isdigit() or after[:1] == " " or sign not in "-—"
    if sign != "-" or not HAN.match(body):
        return False
    if around.last in ":;。":
        return True
    is_near = state.style == DASH or not re.search("[。;!?,\n]", around.text[max(state.end, around.start - 60) : around.start])
    return after[:1] == " " and is_near and bool(HAN.match(around.last)) and not WEEK.search(around.before)


_TESTS = {
    PART: _is_ordinal,
    CHAPTER: _is_ordinal,
    SECTION: _is_ordinal,
    ARTICLE: _is_ordinal,
    OUTLINE: _is_outline,
    BRACKETED: _is_bracketed,
    NUMBER: _is_number,
    DECIMAL: _is_decimal,
    ROUND: _is_round,
    HALF_ROUND: _is_half_round,
    CIRCLE: _is_circle,
    DASH: _is_dash,
}
