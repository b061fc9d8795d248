"""A plan as HTML and CSS: what WeasyPrint gets. Nothing is left for it to decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from rules.sheets import titles
from rules.sheets.atoms import HAIR, SQUEEZE
from rules.sheets.blocks import Block
from rules.sheets.composing import Line, Run, lines
from rules.sheets.foot import CAPTION, ISSUE_LEADING, LINE, MM_PER_POINT, PADDING, ROW, Foot, call, table_height
from rules.sheets.frame import DEPARTMENT_SPACING, NAME_LEADING, NAME_SPACING
from rules.sheets.layout import BETWEEN_COLUMNS, CHAPTER_LEADING, Part
from rules.sheets.planning import Plan
from rules.sheets.sheet import Sheet
from rules.sheets.titles import spacing_of
from rules.sheets.widths import set_in

DRAFT_SHARE = 0.36  # of the shorter side: the size of the two signs across a draft


@dataclass(frozen=True, slots=True)
class Document:
    """What WeasyPrint gets besides the stylesheets."""

    html: str
    css: str
    stylesheets: tuple[str, ...]


def document(sheet: Sheet, made: Plan) -> Document:
    """The pages of a sheet."""
    drawn = Drawing(made)
    with set_in(made.order.design.face, sheet.lang):
        pages = [
            {"columns": [list(drawn.items(parts)) for parts in columns], "foot": foot}
            for columns, foot in zip(made.fit.pages, made.feet, strict=True)
        ]
    context = {
        "sheet": sheet, "pages": pages, "name": made.frame.name, "number": made.frame.number, "title": made.fit.title, "call": call(),
        "design": made.order.design.name,
    }  # fmt: skip
    return Document(render_to_string("rules/wall_sheet.html", context), drawn.css(), made.order.design.stylesheets)


class Drawing:
    """Lines with the classes that place them. The classes that a document uses are written as it is drawn."""

    def __init__(self, made: Plan) -> None:
        self.made = made
        self.trackings: set[int] = set()
        self.spacings: set[int] = set()
        self.places: dict[tuple[float, float], int] = {}

    def items(self, parts: tuple[Part, ...]) -> Iterator[dict[str, Any]]:
        """The blocks of a column for the template."""
        for part in parts:
            block = self.made.blocks[part.block]
            drawn = [{"marker": "", "classes": self._line_classes(line), "runs": _runs(line)} for line in self._lines(block, part)]
            if not part.first:
                drawn[0]["marker"] = block.marker
            yield {"is_chapter": block.is_chapter, "classes": self._classes(block), "lines": drawn}

    def _lines(self, block: Block, part: Part) -> list[Line]:
        measure = block.measure(self.made.fit.column_em)
        return [line for paragraph in block.paragraphs for line in lines(paragraph, measure)][part.first : part.last]

    def _classes(self, block: Block) -> str:
        place = self.places.setdefault((block.indent, block.hang), len(self.places))
        return f"p{place}" + " centred" * block.is_centred + " outdented" * block.is_marker_hung

    def _line_classes(self, line: Line) -> str:
        names = ["line"]
        if line.tracking:
            self.trackings.add(line.tracking)
            names.append(_name("t", line.tracking))
        if line.spacing:
            self.spacings.add(line.spacing)
            names.append(_name("w", line.spacing))
        return " ".join(names + ["latin"] * line.is_latin)

    def css(self) -> str:
        """The figures of this document: the page, the variables that wall_sheet.css reads, and the classes in use."""
        frame = self.made.frame
        rules = [f"@page{{size:{_mm(frame.width)} {_mm(frame.height)};margin:0}}"]
        rules.append(":root{" + "".join(f"--{name}:{value};" for name, value in self._variables().items()) + "}")
        rules += [f".{_name('t', tracking)}{{letter-spacing:{tracking / 1000:.3f}em}}" for tracking in sorted(self.trackings)]
        rules += [f".{_name('w', spacing)}{{word-spacing:{spacing / 1000:.3f}em}}" for spacing in sorted(self.spacings)]
        for (indent, hang), place in self.places.items():
            rules.append(f".p{place}{{margin-left:{indent + hang:.3f}em}}.p{place} .marker{{width:{hang:.3f}em;margin-left:-{hang:.3f}em}}")
        return "\n".join(rules)

    def _variables(self) -> dict[str, str]:
        frame, fit, white = self.made.frame, self.made.fit, self.made.fit.rhythm
        em = fit.em_mm
        title_top = frame.top + white.above_title * em
        text_top = title_top + (fit.title.height + white.below_title + white.below_purpose + fit.drop_em) * em
        column = fit.column_em * em
        return {
            "width": _mm(frame.width),
            "height": _mm(frame.height),
            "margin": _mm(frame.margin),
            "inner": _mm(frame.inner),
            "head": _mm(frame.head),
            "strip": _mm(frame.strip),
            "accent-top": _mm(frame.head + frame.strip * 0.4),
            "accent": _mm(frame.strip * 0.3),
            "name": _mm(frame.name_mm),
            "name-leading": f"{NAME_LEADING}",
            "name-top": _mm(frame.name_top),
            "number": _mm(frame.number_mm),
            "number-top": _mm(frame.number_top),
            "thick": _mm(frame.strip * 0.6),
            "thin": _mm(frame.strip * 0.2),
            "name-spacing": f"{spacing_of(frame.name[0], NAME_SPACING)}em",
            "department": _mm(frame.department_mm),
            "department-spacing": f"{DEPARTMENT_SPACING}em",
            "draft": _mm(min(frame.width, frame.height) * DRAFT_SHARE),
            "body": _mm(em),
            "leading": f"{white.leading:.3f}",
            "clause-gap": f"{white.clause:.3f}em",
            "chapter-gap": f"{white.chapter:.3f}em",
            "after-chapter": f"{white.after_chapter:.3f}em",
            "chapter-leading": f"{CHAPTER_LEADING}",
            "title": _mm(em * fit.title.scale),
            "title-top": _mm(title_top),
            "title-leading": f"{titles.LEADING}",
            "title-spacing": f"{fit.title.spacing}em",
            "purpose": _mm(em * titles.PURPOSE_SCALE),
            "purpose-leading": f"{titles.PURPOSE_LEADING}",
            "purpose-gap": f"{_mm(em * white.below_title)}",
            "text-top": _mm(text_top),
            "column": _mm(column),
            "second-column": _mm(frame.margin + column + BETWEEN_COLUMNS * em),
            "divider": _mm(frame.margin + column + BETWEEN_COLUMNS * em / 2),
            "text-height": _mm(fit.height_em * em),
            "hair": f"{HAIR}em",
            "squeeze": f"-{SQUEEZE}em",
            **self._foot_variables(max(self.made.feet, key=lambda foot: table_height(foot.rows))),
        }

    def _foot_variables(self, foot: Foot) -> dict[str, str]:
        frame, em = self.made.frame, foot.points * MM_PER_POINT
        spare = max(frame.foot_height - table_height(foot.rows) * em, 0) / (len(foot.rows) + 1)
        return {
            "foot-top": _mm(frame.foot_top),
            "foot-gap": _mm(frame.foot_gap),
            "foot-height": _mm(frame.foot_height),
            "note": _mm(em),
            "note-leading": f"{LINE}",
            "label-inner": f"{foot.label_em - PADDING:.3f}em",
            "cell-padding": f"{PADDING / 2}em",
            "row-padding": _mm((ROW - LINE) / 2 * em + spare / 2),
            "code": _mm(foot.qr.side_mm),
            "code-dark": _mm(foot.dark_mm),
            "code-quiet": _mm(foot.qr.quiet_mm),
            "caption-left": _mm(foot.dark_mm + foot.gap_mm / 2 if foot.is_wide else 0),
            "caption-width": _mm(foot.caption_mm),
            "caption-leading": f"{CAPTION}",
            "call": f"{foot.call_scale:.3f}em",
            "address": f"{foot.address_scale:.3f}em",
            "control-left": _mm(foot.control_left),
            "control": _mm(foot.control_mm),
            "issue": _mm(foot.issue_mm),
            "issue-right": _mm(foot.seal_mm + foot.gap_mm / 2 if foot.is_wide and foot.seal_mm else 0),
            "issue-type": _mm(foot.issue_points * MM_PER_POINT),
            "issue-leading": f"{ISSUE_LEADING}",
            "seal-side": _mm(foot.seal_mm),
            "seal-right": _mm(0 if foot.is_wide else (foot.issue_mm - foot.seal_mm) / 2),
        }


def _runs(line: Line) -> list[dict[str, str]]:
    drawn = [{"text": run.text, "classes": _run_classes(run)} for run in line.runs]
    if line.is_hung:
        drawn[0]["classes"] = f"{drawn[0]['classes']} hung".strip()
    return drawn


def _run_classes(run: Run) -> str:
    names = [run.style] if run.style else []
    return " ".join(names + ["hair"] * (run.before > 0) + ["squeeze"] * (run.after < 0))


def _name(letter: str, thousandths: int) -> str:
    return f"{letter}{'m' if thousandths < 0 else ''}{abs(thousandths)}"


def _mm(length: float) -> str:
    return f"{length:.4f}".rstrip("0").rstrip(".") + "mm"
