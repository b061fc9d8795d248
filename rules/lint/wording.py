"""Reading the text of a clause as the checks do: one script, no blanks, and what is forbidden is not what is asked."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from common.scripts import folded
from rules.domain.figures import from_numeral

BLANK = re.compile(r"[^\S\n]")
NUMBER = r"(?:\d{1,9}(?:\.\d{1,4})?%?|百分之[一二三四五六七八九十两]{1,5}|[一二两三四五六七八九十百零半]{1,6})"
DAYS = {"天": 1, "日": 1, "个工作日": 1, "工作日": 1, "周": 7, "星期": 7, "个星期": 7, "个月": 30, "月": 30, "年": 365}
PART_ENDS, SENTENCE_ENDS = ",。;!?\n", "。;!?\n"
EXCERPT = 120

# Words that turn what follows in the same part of the sentence into its opposite.
NEGATION = re.compile(
    r"不得(?![不已])|禁止|严禁|不应|不可(?![抗避])|不准|不许|不允许|无权|不要求|不向|不以|不对|不将|不把|不设|不实行|不搞|不采集|不收集"
    r"|不用于|不因|绝不|决不|从不|均不|概不|并非|不属于|不使用|不强制|不安排|不作为|无须|无需"
)
INSIDE = re.compile(r"不再|不予|不会|不需|不能|不扣|不罚|不收|不按|不算")  # within what was found
BREACH = re.compile(r"违反[^,]{0,14}$")  # 违反不得…的规定: what follows is the consequence
BESIDE = re.compile(r"(?:不|不收|不罚|不交|不扣|不再|不予|不能|不会|拒绝|取消|废止|停止|杜绝|避免|防止|而非|不是|代替|替代|没有)$")
# 不得收取押金，扣押证件: the second part goes on with what the first forbids.
GOES_ON = re.compile(r"(?:也|亦|或者?|以及|并|且)?(?:收取|扣押|扣留|要求|强迫|强制|变相|索取|约定|采集|收集|询问|使用|录用|招用|泄露)")
AFTERWARDS = re.compile(
    r"[^,。;\n]{0,6}?(?:不予|不得(?!低于|少于|高于|超过|不)|不可(?!抗)|不能|不再|不收|不应|禁止|严禁|无效|取消|废止|违法|不实行)"
)
BAN = re.compile(r"(?:不得|禁止|严禁|不准|不可|不允许)[^。;]{0,20}(?:下列|以下|如下)[^。]{0,14}:?$|^[^。;,]{0,8}(?:禁止|严禁)[^。;,]{0,8}$")
LIST_BAN = re.compile(r"(?:不得|禁止|严禁|不准|不可|不允许)[^。;]{0,20}(?:下列|以下|如下)[^。]{0,14}:|(?:禁止|严禁)[^。;,]{0,6}:")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made comparable: simplified signs, half-width marks, small letters, no blanks. places: of each sign in the source."""

    source: str
    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> "Plain":
        same = folded(source)
        kept = [(sign, place) for place, sign in enumerate(same) if not BLANK.match(sign)]
        return cls(source, "".join(sign for sign, _place in kept), tuple(place for _sign, place in kept))

    def original(self, start: int, end: int) -> str:
        """That stretch as it stands in the source."""
        return self.source[self.places[start] : self.places[end - 1] + 1] if start < end else ""

    def part(self, start: int, end: int) -> tuple[int, int]:
        """The stretch between commas or full stops in which it stands."""
        return self._around(start, end, PART_ENDS)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The stretch between full stops or semicolons in which it stands."""
        return self._around(start, end, SENTENCE_ENDS)

    def _around(self, start: int, end: int, marks: str) -> tuple[int, int]:
        before = max(self.text.rfind(mark, 0, start) for mark in marks) + 1
        after = [at for mark in marks if (at := self.text.find(mark, end)) >= 0]
        return before, min(after, default=len(self.text))

    def excerpt(self, start: int, end: int) -> tuple[int, int]:
        """What is shown of it: its part of the sentence, or what surrounds it when that is long."""
        first, last = self.part(start, end)
        return (first, last) if last - first <= EXCERPT else (max(first, start - 30), min(last, max(end, start + EXCERPT - 30)))

    def is_denied(self, start: int, end: int) -> bool:
        """Whether the text forbids it: 不得收取押金, 押金一律不收, 严禁下列行为：…收取押金."""
        first, _last = self.part(start, end)
        if self._is_negated(first, end) or self._goes_on_negated(first):
            return True
        if INSIDE.search(self.text, start, end) or BESIDE.search(self.text, first, start) or AFTERWARDS.match(self.text, end):
            return True
        return self._is_listed_as_banned(start)

    def _is_negated(self, first: int, end: int) -> bool:
        """Whether a word before it turns it into its opposite; 违反不得…的规定 does not."""
        return any(not BREACH.search(self.text, first, match.start()) for match in NEGATION.finditer(self.text, first, end))

    def _goes_on_negated(self, first: int) -> bool:
        """Whether its part of the sentence goes on with what the one before forbids."""
        while first and self.text[first - 1] == "," and GOES_ON.match(self.text, first):
            before, _end = self.part(first - 1, first - 1)
            if self._is_negated(before, first - 1):
                return True
            first = before
        return False

    def _is_listed_as_banned(self, start: int) -> bool:
        """Within one clause: 不得有下列行为：（1）…；（2）…"""
        line = self.text.rfind("\n", 0, start) + 1
        last = max(LIST_BAN.finditer(self.text, 0, start), key=re.Match.start, default=None)
        if last is None:
            return False
        between = self.text[last.end() : start]
        return (last.start() >= line and "。" not in between) or bool(
            re.fullmatch(r"(?:\n?[(\d一二三四五六七八九十]+[)、.][^\n]*)+", between)
        )


def is_ban(lead: str) -> bool:
    """Whether what stands below this text is forbidden: 员工不得有下列行为："""
    return any(BAN.search(line.strip()) for line in folded(lead).splitlines())


@cache
def pattern(short: str) -> re.Pattern[str]:
    """`入职~8<n>元`: ~8 are up to eight signs without a comma, ≈8 without a full stop; <n> is a number of that name."""
    long = re.sub(r"(?<!P)<([a-z])>", lambda match: f"(?P<{match[1]}>{NUMBER})", short)
    long = re.sub(r"~(\d+)", r"[^,。;\\n]{0,\1}?", long)
    return re.compile(re.sub(r"≈(\d+)", r"[^。;\\n]{0,\1}?", long))


def number_of(text: str) -> Decimal | None:
    """20, 20%, 三十, 百分之八十, 半; None for what is no number."""
    text = text.removeprefix("百分之").removesuffix("%")
    if text == "半":
        return Decimal("0.5")
    numeral = from_numeral(text)
    if numeral is not None:
        return Decimal(numeral)
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def days_of(number: Decimal, unit: str) -> Decimal:
    """An amount of time in days; a month has thirty."""
    return number * DAYS.get(unit, 1)
