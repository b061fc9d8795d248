"""Charts made on the server: SVG that needs no script, speaks to a screen reader and prints in black and white.

    line_chart(id="burn", title=_("Used so far"), desc=..., labels=["1", "2"], series=[Series(_("plan"), plan, "plan")])

Colours come from classes (static/css/charts.css); without a stylesheet, as inside WeasyPrint, everything is drawn in the colour of
the text, and series still differ by their strokes. Each series is labelled where it ends, so there is no legend to decode.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from unicodedata import east_asian_width

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Style = Literal["main", "plan", "estimate", "limit"]
DASHES: dict[Style, str] = {"main": "none", "plan": "7 4", "estimate": "2 4", "limit": "12 3 2 3"}
SHADES: dict[Style, str] = {"main": "1", "plan": "0.25", "estimate": "0.5", "limit": "0.15"}

WIDTH = 340  # little less than a phone has, so that the texts are never drawn smaller than they are here
FONT, LINE = 15, 18
GAP = 8
PLOT_HEIGHT = 190
BAR, BAR_GAP = 18, 4
TICKS = 4


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values, one for each label; None leaves a gap. style: how it is drawn."""

    label: str
    values: Sequence[Decimal | int | None]
    style: Style = "main"


def plain(value: Decimal | int) -> str:
    """1234.5 -> `1,235`."""
    return f"{value:,.0f}"


def line_chart(
    *, id: str, title: str, desc: str, labels: Sequence[str], series: Sequence[Series], say: Callable[[Decimal | int], str] = plain
) -> SafeString:
    """Lines over the labels. id: unique on the page. title: the question it answers; desc: its answer in words. say: writes a value."""
    values = [value for one in series for value in one.values if value is not None]
    ticks = nice_ticks(min([Decimal(0), *map(Decimal, values)]), max([Decimal(0), *map(Decimal, values)]))
    left = max(text_width(say(tick)) for tick in ticks) + GAP
    right = WIDTH - max([text_width(one.label) for one in series] or [0]) - GAP
    bottom = FONT + PLOT_HEIGHT
    step = (right - left) / max(len(labels) - 1, 1)

    def x(place: int) -> float:
        return left + place * step

    def y(value: Decimal | int) -> float:
        return float(bottom - (Decimal(value) - ticks[0]) / (ticks[-1] - ticks[0]) * PLOT_HEIGHT)

    every = _every([text_width(label) for label in labels], step)
    parts = [
        format_html_join(
            "", '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}" stroke="currentColor" stroke-opacity="0.2"/>{}',
            ((_n(left), _n(right), _n(y(tick)), _n(y(tick)), _text(left - GAP, y(tick) + FONT / 3, say(tick), "end")) for tick in ticks),
        ),
        format_html_join(
            "", "{}",
            ((_text(x(place), bottom + FONT + GAP, label, "middle"),) for place, label in enumerate(labels) if place % every == 0),
        ),
        format_html_join(
            "", '<path class="chart-line chart-{}" d="{}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="{}"/>',
            ((one.style, _path(one.values, x, y), DASHES[one.style]) for one in series),
        ),
        format_html_join(
            "", "{}",
            ((_text(name.x, name.y, name.series.label, name.anchor, name.series.style),) for name in _names(series, x, y)),
        ),
    ]  # fmt: skip
    return _svg(id, title, desc, bottom + FONT + 2 * GAP, parts)


def bar_chart(
    *, id: str, title: str, desc: str, labels: Sequence[str], series: Sequence[Series], say: Callable[[Decimal | int], str] = plain
) -> SafeString:
    """Lying bars under each label, one for each series, with its value and, when there are several, its name beside it."""
    most = max([Decimal(value) for one in series for value in one.values if value is not None] or [Decimal(0)]) or Decimal(1)
    words = [
        [
            (one.style, value, f"{one.label} {say(value)}" if len(series) > 1 else say(value))
            for one in series
            if (value := one.values[place]) is not None
        ]
        for place in range(len(labels))
    ]
    room = WIDTH - max([text_width(word) for row in words for _style, _value, word in row] or [0]) - 2 * GAP
    top, rows = 0, []
    for label, bars in zip(labels, words, strict=True):
        rows.append(_text(0, top + FONT, label, "start"))
        top += FONT + GAP
        for style, value, word in bars:
            width = max(float(Decimal(value) / most) * room, 1.0)
            rows.append(
                format_html(
                    '<rect class="chart-bar chart-{}" x="0" y="{}" width="{}" height="{}" fill="currentColor" fill-opacity="{}"/>{}',
                    style, top, _n(width), BAR, SHADES[style], _text(width + GAP, top + BAR - BAR_GAP, word, "start"),
                )
            )  # fmt: skip
            top += BAR + BAR_GAP
        top += GAP
    return _svg(id, title, desc, max(top, FONT), rows)


def nice_ticks(least: Decimal, most: Decimal) -> list[Decimal]:
    """Round figures that enclose both, five or so: 0 to 870 -> 0, 250, 500, 750, 1000."""
    span = most - least or Decimal(1)
    rough = span / TICKS
    power = Decimal(10) ** rough.adjusted()
    step = next(power * factor for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10)) if power * factor >= rough)
    first = (least // step - (1 if least % step else 0)) * step if least < 0 else Decimal(0)
    ticks = [first]
    while ticks[-1] < most or len(ticks) == 1:
        ticks.append(ticks[-1] + step)
    return ticks


def text_width(text: str) -> float:
    """About how wide a text is drawn: a Chinese character as wide as high, a Latin one little more than half."""
    return sum(FONT if east_asian_width(sign) in "WF" else FONT * 0.58 for sign in text)


# -- parts -------------------------------------------------------------------------------------------------


def _svg(id: str, title: str, desc: str, height: float, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="{id}-title {id}-desc" viewBox="0 0 {width} {height}"'
        ' xmlns="http://www.w3.org/2000/svg" font-size="{font}" font-family="sans-serif">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>{parts}</svg>',
        id=id, width=WIDTH, height=_n(height), font=FONT, title=title, desc=desc, parts=mark_safe("".join(parts)),  # noqa: S308  escaped before
    )  # fmt: skip


def _text(x: float, y: float, words: str, anchor: str, style: str = "") -> SafeString:
    name = f"chart-text chart-{style}" if style else "chart-text"
    return format_html('<text class="{}" x="{}" y="{}" text-anchor="{}" fill="currentColor">{}</text>', name, _n(x), _n(y), anchor, words)


def _path(values: Sequence[Decimal | int | None], x: Callable[[int], float], y: Callable[[Decimal | int], float]) -> str:
    """M where a stretch begins, L on through it."""
    words, is_open = [], False
    for place, value in enumerate(values):
        if value is not None:
            words.append(f"{'L' if is_open else 'M'}{_n(x(place))} {_n(y(value))}")
        is_open = value is not None
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class _Name:
    """Where a series is named: x, y of the text and how it is anchored there."""

    series: Series
    x: float
    y: float
    anchor: str


def _names(series: Sequence[Series], x: Callable[[int], float], y: Callable[[Decimal | int], float]) -> Iterator[_Name]:
    """Each beside its last value at the end of the chart, above it before; pushed up where it would stand on another name."""
    last = max((len(one.values) for one in series), default=0) - 1
    found = []
    for one in series:
        place = max((n for n, value in enumerate(one.values) if value is not None), default=None)
        if place is not None:
            at = y(one.values[place] or 0)
            is_last = place == last
            found.append(_Name(one, x(place) + GAP * is_last, at + FONT / 3 if is_last else at - GAP, "start" if is_last else "end"))
    taken: list[tuple[float, float, float]] = []  # from, to, height
    for name in sorted(found, key=lambda one: -one.y):
        width, at = text_width(name.series.label), name.y
        left = name.x if name.anchor == "start" else name.x - width
        for first, until, height in sorted(taken, key=lambda one: -one[2]):
            if left < until and first < left + width and abs(height - at) < LINE:
                at = height - LINE
        taken.append((left, left + width, at))
        yield _Name(name.series, name.x, at, name.anchor)


def _every(widths: Sequence[float], step: float) -> int:
    """Each label, or each second, third… so that they do not touch."""
    widest = max(widths, default=0) + GAP / 2
    return next((n for n in range(1, len(widths) + 1) if n * step >= widest), 1)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
