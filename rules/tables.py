"""The tables of rules as they go out to Excel."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.exporting import Column, Table, in_batches
from people.models import Department, Employee, Post
from rules.models import Acknowledgement, Edition, Posting, PostingPlace, ReadingTask, Remark, Rulebook
from rules.selectors.acknowledgements import EditionShare, Share
from rules.selectors.linting import LegalCheck, Section
from rules.selectors.listing import Line, Placed
from rules.selectors.postings import Copy, Wall
from rules.selectors.roles import Matrix, Seat
from rules.selectors.upkeep import NextReview
from rules.selectors.values import Blank, ValueInForce

# -- rulebooks ---------------------------------------------------------------------------------------


def _standing(placed: Placed | None) -> str:
    words = {
        "in_force": pgettext("edition", "in force"), "coming": pgettext("edition", "not yet in force"),
        "replaced": pgettext("edition", "replaced"),
    }  # fmt: skip
    return words.get(placed.standing, "") if placed else pgettext("edition", "draft")


def _force(placed: Placed | None, end: str) -> Any:
    return getattr(placed.force.during, end) if placed and placed.force else None


def rulebooks(lines: Iterable[Line], told: dict[str, str]) -> Table:
    return Table(pgettext("menu", "Rules"), [
        Column(_("number"), lambda line: line.rulebook.number),
        Column(_("Rulebook"), lambda line: line.rulebook.title),
        Column(_("unit"), lambda line: line.rulebook.owner.name),
        Column(_("edition"), lambda line: line.main.edition.number if line.main else None, "count"),
        Column(_("State"), lambda line: _standing(line.main)),
        Column(_("in force from"), lambda line: _force(line.main, "lower"), "date"),
        Column(_("replaced on"), lambda line: _force(line.main, "upper"), "date"),
        Column(_("coming edition"), lambda line: line.coming.edition.number if line.coming else None, "count"),
        Column(_("coming edition from"), lambda line: _force(line.coming, "lower"), "date"),
        Column(_("edition in the making"), lambda line: line.draft.number if line.draft else None, "count"),
        Column(_("Clauses"), lambda line: line.coverage.clauses if line.coverage else None, "count"),
        Column(pgettext("of clauses", "bound"), lambda line: line.coverage.bound if line.coverage else None, "count"),
        Column(pgettext("of clauses", "enforced"), lambda line: line.coverage.enforced if line.coverage else None, "count"),
        Column(_("Undecided values"), lambda line: line.blanks, "count"),
    ], lines, Rulebook, told)  # fmt: skip


def coverage(lines: Sequence[Line]) -> Table:
    def of(place: int) -> Callable[[Line], int | None]:
        return lambda line: line.kinds.counts[place][1] if line.kinds else None

    words = lines[0].kinds.counts if lines and lines[0].kinds else []
    return Table(_("How much is enforced"), [
        Column(_("number"), lambda line: line.rulebook.number),
        Column(_("Rulebook"), lambda line: line.rulebook.title),
        Column(_("Clauses"), lambda line: line.kinds.clauses, "count"),
        *(Column(word, of(place), "count") for place, (word, _count) in enumerate(words)),
    ], lines, Rulebook)  # fmt: skip


def values(unit: Department | None, day: date, rows: Iterable[ValueInForce]) -> Table:
    told = {_("Unit"): unit.name if unit else _("The whole company"), _("day"): str(day)}
    return Table(_("Values in force"), [
        Column(_("Rulebook"), lambda one: one.citation.rulebook),
        Column(_("Parameter"), lambda one: one.text),
        Column(pgettext("parameter", "key"), lambda one: one.key),
        Column(_("Value"), lambda one: one.words or _("undecided")),
        Column(_("edition"), lambda one: one.citation.edition, "count"),
        Column(_("Clause"), lambda one: one.citation.label),
        Column(_("Decided by whom"), lambda one: one.whose),
    ], rows, Rulebook, told)  # fmt: skip


def undecided(rows: Iterable[tuple[Blank, str, bool]]) -> Table:
    return Table(_("Undecided values"), [
        Column(_("Parameter"), lambda row: row[0].text),
        Column(_("Unit"), lambda row: row[0].department),
        Column(_("Rulebook"), lambda row: row[0].rulebook),
        Column(_("edition"), lambda row: row[0].edition, "count"),
        Column(_("Clause"), lambda row: row[0].label),
        Column(_("in force from"), lambda row: row[0].since, "date"),
        Column(_("rests because of it"), lambda row: row[0].stops or _("Nothing in the system reads it yet.")),
        Column(_("who decides it"), lambda row: row[1]),
    ], rows, Rulebook)  # fmt: skip


def reviews(rows: Iterable[NextReview]) -> Table:
    def state(one: NextReview) -> str:
        if one.is_overdue:
            return pgettext("review", "overdue")
        return "" if one.due_on else _("undecided")

    return Table(_("Periodic reviews"), [
        Column(_("number"), lambda one: one.rulebook.number),
        Column(_("Rulebook"), lambda one: one.rulebook.title),
        Column(_("unit"), lambda one: one.rulebook.owner.name),
        Column(_("Last review"), lambda one: one.last or pgettext("reviewed", "never"), "date"),
        Column(_("Next review"), lambda one: one.due_on or _("no interval decided"), "date"),
        Column(_("State"), state),
        Column(_("edition in the making"), lambda one: one.draft.number if one.draft else None, "count"),
    ], rows, Rulebook)  # fmt: skip


def findings(edition: Edition, check: LegalCheck) -> Table:
    return Table(f"{_('What the legal check found')} {edition.rulebook.number}-{edition.number}", [
        Column(pgettext("legal check", "weight"), lambda line: line.finding.severity.label),
        Column(_("Clause"), lambda line: line.finding.label),
        Column(pgettext("legal check", "what was found"), lambda line: line.finding.sentence),
        Column(pgettext("of a clause", "wording"), lambda line: line.finding.excerpt),
        Column(pgettext("legal check", "what to do"), lambda line: line.finding.rule.remedy),
        Column(pgettext("legal check", "Law"), lambda line: "；".join(str(law) for law in line.finding.rule.laws)),
        Column(pgettext("legal check", "row of the law"), lambda line: line.finding.rule.id),
        Column(pgettext("legal check", "source"), lambda line: line.finding.rule.source.label),
        Column(_("why it can stand"), lambda line: line.answer.reason if line.answer else ""),
        Column(_("answered by"), lambda line: line.answer.by.name if line.answer else ""),
        Column(_("answered at"), lambda line: line.answer.at if line.answer else None, "datetime"),
    ], check.lines, edition)  # fmt: skip


def legal_rules(sections: Iterable[Section]) -> Table:
    lines = [(section, line) for section in sections for line in (*section.checked, *section.unchecked)]
    return Table(_("What is checked, and what is not"), [
        Column(pgettext("legal check", "row of the law"), lambda row: row[1].rule.id),
        Column(pgettext("legal check", "section"), lambda row: row[0].title),
        Column(_("What the law asks"), lambda row: row[1].rule.title),
        Column(pgettext("legal check", "Law"), lambda row: "；".join(str(law) for law in row[1].rule.laws)),
        Column(pgettext("legal check", "weight"), lambda row: row[1].rule.severity.label),
        Column(pgettext("legal check", "where"), lambda row: row[1].places),
        Column(pgettext("legal check", "source"), lambda row: row[1].rule.source.label),
        Column(_("why it is not checked"), lambda row: row[1].rule.not_checkable),
    ], lines, Rulebook)  # fmt: skip


def remarks(title: str, rows: QuerySet[Remark]) -> Table:
    def state(one: Any) -> str:
        if one.is_accepted is None:
            return _("not answered yet")
        return pgettext("remark", "accepted") if one.is_accepted else pgettext("remark", "not accepted")

    return Table(title, [
        Column(_("Rulebook"), lambda one: one.rulebook.title),
        Column(_("Clause"), lambda one: f"{one.label or ''} {one.heading or ''}".strip()),
        Column(_("kind"), lambda one: one.get_kind_display()),
        Column(pgettext("person", "name"), lambda one: one.by.name),
        Column(pgettext("of a remark", "what was said"), lambda one: one.text),
        Column(_("time"), lambda one: one.at, "datetime"),
        Column(_("State"), state),
    ], in_batches(rows, list), Remark)  # fmt: skip


# -- who has read ----------------------------------------------------------------------------------------


def _share_columns(of: Callable[[Any], Share]) -> list[Column]:
    return [
        Column(pgettext("readers", "Asked"), lambda row: of(row).asked, "count"),
        Column(pgettext("readers", "Opened"), lambda row: of(row).opened, "count"),
        Column(pgettext("readers", "Acknowledged"), lambda row: of(row).acknowledged, "count"),
        Column(pgettext("readers", "Open"), lambda row: of(row).open, "count"),
        Column(pgettext("readers", "Overdue"), lambda row: of(row).overdue, "count"),
        Column("%", lambda row: of(row).percent, "count"),
    ]


def editions_read(lines: Iterable[EditionShare]) -> Table:
    return Table(_("Who has read"), [
        Column(_("Edition"), lambda line: str(line.edition)),
        *_share_columns(lambda line: line.share),
    ], lines, Edition)  # fmt: skip


def units_read(edition: Edition, shares: Iterable[Share]) -> Table:
    return Table(f"{_('By unit')} {edition.rulebook.number}-{edition.number}", [
        Column(_("Unit"), lambda share: share.department or _("not working here any more")),
        *_share_columns(lambda share: share),
    ], shares, edition)  # fmt: skip


def readers(edition: Edition, rows: QuerySet[ReadingTask], state: Callable[[Any], str]) -> Table:
    kinds = dict(Acknowledgement._meta.get_field("kind").flatchoices)
    return Table(f"{edition.rulebook.number}-{edition.number}-readers", [
        Column(_("Employee number"), lambda task: task.employee.number),
        Column(_("Name"), lambda task: task.employee.name),
        Column(_("Unit"), lambda task: task.unit),
        Column(_("Asked on"), lambda task: task.asked_at, "date"),
        Column(_("Due on"), lambda task: task.due_on, "date"),
        Column(_("Opened"), lambda task: task.opened_at, "datetime"),
        Column(_("Acknowledged"), lambda task: task.done_at, "datetime"),
        Column(pgettext("reading", "Evidence"), lambda task: kinds.get(task.kind, "")),
        Column(_("State"), state),
    ], in_batches(rows, list), edition)  # fmt: skip


def asked_to_read(person: Employee, waiting: Iterable[ReadingTask], read: Iterable[Any]) -> Table:
    return Table(f"{_('Who has read')} {person.name}", [
        Column(_("Edition"), lambda task: str(task.edition)),
        Column(_("Due on"), lambda task: task.due_on, "date"),
        Column(_("Acknowledged"), lambda task: getattr(task, "done_at", None), "datetime"),
    ], [*waiting, *read], person)  # fmt: skip


# -- posted copies ---------------------------------------------------------------------------------------

STATES = {
    "right": lambda: pgettext("copy", "in force"),
    "coming": lambda: pgettext("copy", "not yet in force"),
    "replaced_soon": lambda: pgettext("copy", "to be replaced"),
    "outdated": lambda: pgettext("copy", "out of date"),
}


def postings(walls: Iterable[Wall]) -> Table:
    """A line for each copy that hangs, and one for each empty place."""
    lines: list[tuple[PostingPlace, Copy | None]] = []
    for wall in walls:
        lines += [(wall.place, copy) for copy in wall.copies] or [(wall.place, None)]

    def of(value: Callable[[Copy], Any]) -> Callable[[Any], Any]:
        return lambda row: value(row[1]) if row[1] else None

    def replacement(copy: Copy) -> str:
        return str(copy.task.edition.number) if copy.task and copy.task.edition else ""

    return Table(_("Posted copies"), [
        Column(_("unit"), lambda row: row[0].department.name),
        Column(_("place"), lambda row: row[0].name),
        Column(_("size"), lambda row: row[1].posting.size if row[1] else row[0].size),
        Column(_("rulebook"), of(lambda copy: copy.posting.edition.rulebook.number)),
        Column(_("title"), of(lambda copy: copy.posting.edition.rulebook.title)),
        Column(_("edition"), of(lambda copy: str(copy.posting.edition.number))),
        Column(_("in force from"), of(lambda copy: copy.posting.edition.effective_on), "date"),
        Column(_("posted on"), of(lambda copy: copy.posting.posted_on), "date"),
        Column(_("posted by"), of(lambda copy: copy.posting.posted_by.name)),
        Column(_("photo"), of(lambda copy: _("yes") if copy.posting.photo_id else "")),
        Column(_("state"), of(lambda copy: STATES[copy.state]())),
        Column(_("to be replaced by"), of(replacement)),
        Column(_("due on"), of(lambda copy: copy.task.due_on if copy.task else None), "date"),
    ], lines, Posting)  # fmt: skip


def past_postings(place: PostingPlace, rows: Iterable[Posting]) -> Table:
    return Table(f"{_('What hung there before')} {place.name}", [
        Column(_("Edition"), lambda one: str(one.edition)),
        Column(_("size"), lambda one: one.size),
        Column(_("posted on"), lambda one: one.posted_on, "date"),
        Column(_("posted by"), lambda one: one.posted_by.name),
        Column(pgettext("copy", "taken down on"), lambda one: one.taken_down_on, "date"),
        Column(pgettext("copy", "taken down by"), lambda one: one.taken_down_by.name if one.taken_down_by else ""),
    ], rows, place)  # fmt: skip


# -- roles -------------------------------------------------------------------------------------------------


def roles(seats: Iterable[Seat]) -> Table:
    """A line for each post and holder."""
    lines = [(seat, who) for seat in seats for who in (seat.holders or (None,))]
    return Table(_("Role descriptions"), [
        Column(_("Unit"), lambda row: row[0].post.department.name),
        Column(_("Post"), lambda row: row[0].post.title),
        Column(_("edition"), lambda row: row[0].edition.number if row[0].edition else None, "count"),
        Column(_("edition in the making"), lambda row: row[0].draft.number if row[0].draft else None, "count"),
        Column(pgettext("role", "Held by"), lambda row: row[1].name if row[1] else ""),
        Column(_("Employee number"), lambda row: row[1].number if row[1] else ""),
        Column(_("Acknowledged"), lambda row: _acknowledged(row[1]) if row[1] else "", "datetime"),
    ], lines, Post)  # fmt: skip


def _acknowledged(who: Any) -> Any:
    return who.acknowledged_at or (_("not acknowledged") if who.is_asked else "")


def role_matrix(unit: Department, found: Matrix, finding: Callable[[Any], str]) -> Table:
    """The duties against the posts that do them."""

    def does(post: Post) -> Callable[[Any], str]:
        return lambda row: row.clauses.get(post.pk, "") or ("●" if post.pk in row.posts else "")

    return Table(f"{unit.code}-duties", [
        Column(_("Code"), lambda row: row.duty.code),
        Column(_("Duty"), lambda row: row.duty.name),
        Column(_("Shared"), lambda row: _("yes") if row.duty.is_shared else ""),
        Column(_("Finding"), finding),
        *(Column(post.title, does(post)) for post in found.posts),
    ], found.rows, unit)  # fmt: skip
