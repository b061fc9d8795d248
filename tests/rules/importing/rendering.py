"""Trees of clauses written down in each of the styles that sources use (importer.md, N1 to N27)."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from rules.domain.numbering import CIRCLED, numeral

WORDS = " ".join(
    [
        "员工 客服 主任 门店 仓库 来电 登记 回访 资料 手册 排班 交接 录音 顾客 前台 窗口",
        "表格 清洁 设备 线路 书面 当面 主管 同事 备案 核对 钥匙 电源 门窗 安排 说明 提问",
        "答复 整理 更新 公布 保管 借用 归还 补交 到场 离开 协助 转办 结案 通报 记录 检查",
        "培训 学习 讨论 评定 奖励 改进 保密 归档 领用 验收 收货 发货 盘存 货架 单据 签名",
        "报告",
    ]
).split()


@dataclass(frozen=True, slots=True)
class Clause:
    heading: str
    body: str
    children: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """How the clauses of one depth are written. before: what stands before the marker. after: between heading and body."""

    style: str
    before: str
    after: str = ":"
    end: str = "。"


@dataclass(frozen=True, slots=True)
class Expected:
    path: tuple[str, ...]
    label: str
    said: str


def phrases(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map("".join)


def trees(depth: int, most: int = 6) -> st.SearchStrategy[tuple[Clause, ...]]:
    """Some clauses, each with clauses below it down to that depth."""
    below = trees(depth - 1, most) if depth > 1 else st.just(())
    clauses = st.builds(Clause, phrases(2, 3), phrases(3, 9), below)
    return st.lists(clauses, min_size=1, max_size=most).map(tuple)


def marker(style: str, number: int, above: tuple[str, ...]) -> tuple[str, str]:
    """The marker as printed, and its part of the path."""
    if style == "1.1 ":
        return f"{above[-1]}.{number} ", f"{above[-1]}.{number}"
    sign, part = MARKERS.get(style, (style, "-{figure}"))
    values = {"numeral": numeral(number), "figure": number, "circle": CIRCLED[number - 1]}
    return sign.format(**values), part.format(**values)


MARKERS = {
    "章": ("第{numeral}章", "{numeral}章"),
    "条": ("第{numeral}条", "{figure}"),
    "一、": ("{numeral}、", "{numeral}"),
    "(一)": ("({numeral})", "({numeral})"),
    "（一）": ("（{numeral}）", "({numeral})"),
    "1.": ("{figure}.", "{figure}"),
    "1. ": ("{figure}. ", "{figure}"),
    "1、": ("{figure}、", "{figure}"),
    "(1)": ("({figure})", "({figure})"),
    "①": ("{circle}", "{circle}"),
}


class Writer:
    """Writes a tree level by level. runs_on: the numbers of the second level go on through all clauses of the first."""

    def __init__(self, levels: tuple[Level, ...], runs_on: bool = False) -> None:
        self.levels, self.runs_on = levels, runs_on
        self.expected: list[Expected] = []
        self.running = 0

    def write(self, clauses: tuple[Clause, ...]) -> str:
        return "".join(self._written(clauses, 0, ())).lstrip("\n")

    def _written(self, clauses: tuple[Clause, ...], depth: int, above: tuple[str, ...]) -> Iterator[str]:
        level = self.levels[depth]
        for place, clause in enumerate(clauses, 1):
            self.running += depth == 1
            number = self.running if self.runs_on and depth == 1 else place
            sign, part = marker(level.style, number, above)
            path = (*above, part)
            has_more = depth + 1 < len(self.levels) and bool(clause.children)
            said = clause.heading if has_more else clause.heading + level.after + clause.body + level.end
            self.expected.append(Expected(path, sign.strip(), plain(said)))
            yield level.before + sign + said
            if has_more:
                yield from self._written(clause.children, depth + 1, path)


def plain(said: str) -> str:
    """What a node says, without the signs that only part heading and body."""
    return said.replace(":", "").replace("：", "").replace("\n", "").replace(" ", "")


LINE = "\n"
STYLES: dict[str, tuple[Level, ...]] = {
    "N1 all in one line": (Level("一、", "", ""), Level("(一)", "", ""), Level("1.", "")),
    "N1 full-width brackets, lines": (Level("一、", LINE, LINE), Level("（一）", LINE, LINE), Level("1.", LINE)),
    "N3 role and its duty": (Level("一、", LINE, LINE), Level("1.", LINE, "")),
    "N4 articles with items": (Level("条", LINE, ""), Level("1. ", "", "", ";")),
    "N5 chapter, article": (Level("章", LINE, ""), Level("条", "", "")),
    "N8 items on own lines": (Level("条", LINE, ":"), Level("1. ", LINE, "", ";")),
    "N9 items behind a colon": (Level("章", LINE, LINE), Level("条", LINE, ""), Level("1. ", ":", "", ";")),
    "N10 heading lines": (Level("一、", LINE, LINE), Level("1. ", LINE, LINE)),
    "N11 glued first item": (Level("一、", LINE, ""), Level("1. ", "", "")),
    "N12 comma behind the figure": (Level("一、", LINE, ":"), Level("1、", LINE, "", ";")),
    "N16 dashes": (Level("1. ", LINE, ""), Level("- ", LINE, "")),
    "N17 dashes below items": (Level("一、", LINE, LINE), Level("1. ", LINE, LINE), Level("- ", LINE)),
    "N18 dashes in a line": (Level("一、", LINE, ""), Level("- ", "", "", ";")),
    "N19 round figures": (Level("一、", LINE, LINE), Level("1. ", LINE, ""), Level("(1)", LINE, "")),
    "N20 no stops at all": (Level("一、", "", ""), Level("1.", "", ""), Level("(1)", "", "", "")),
    "N21 no space behind the figure": (Level("一、", LINE, ":"), Level("1.", LINE)),
    "N22 decimals": (Level("1.", LINE, ""), Level("1.1 ", LINE, "")),
    "N22 decimals in a line": (Level("1.", LINE, ""), Level("1.1 ", "", "")),
    "four levels": (Level("一、", LINE, LINE), Level("（一）", LINE, LINE), Level("1.", LINE, LINE), Level("(1)", LINE, "")),
    "circled": (Level("一、", LINE, LINE), Level("1.", LINE, LINE), Level("①", LINE, "")),
    "brackets below figures": (Level("1、", LINE, LINE), Level("(一)", LINE, LINE), Level("(1)", LINE, "")),
}
RUNNING_ON = {"N7 articles run on": (Level("章", LINE, LINE), Level("条", LINE, ""), Level("1. ", LINE, "", ";"))}
