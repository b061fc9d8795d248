"""Evidence as a paper to hand to an arbitrator: A4, black and white, Chinese. Of one person, or of an edition with everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from common.digests import digest
from common.errors import RuleBroken
from common.menu import company_name
from common.pdf import Pdf, write_pdf
from rules.domain.signing import HEIGHT, WIDTH
from rules.selectors.evidence_sheets import Line, Making, Proof
from rules.selectors.sheet import posted_url
from rules.selectors.shown_text import AS_WRITTEN, plain_text, text_digest

LANGUAGE = "zh-hans"
CSS = "evidence_sheet.css"
MOST_PEOPLE = 3000


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes the sheet out, and when."""

    by: str
    at: datetime


def person_sheet(making: Making, proof: Proof, taken: Taken) -> Pdf:
    """The sheet of one person and one edition."""
    text_hash = text_digest(proof.text)
    number = f"{_number(making)}-{proof.person.number}"
    context = {"number": number, "proof": proof, "done": proof.acknowledgement, "text_hash": text_hash, "width": WIDTH, "height": HEIGHT}
    return _written("rules/evidence_person.html", making, context, taken)


def edition_sheet(making: Making, lines: Sequence[Line], taken: Taken) -> Pdf:
    """The sheet of an edition: how it came about, and a line for everybody. Raises RuleBroken for too many people."""
    if len(lines) > MOST_PEOPLE:
        raise RuleBroken(_("A sheet holds %(most)d people at most. Take the Excel file for all of them."), most=MOST_PEOPLE)
    text = plain_text(making.edition, making.clauses, AS_WRITTEN)
    done = sum(1 for line in lines if line.done_at)
    context = {"number": _number(making), "lines": lines, "done": done, "text": text, "text_hash": text_digest(text)}
    return _written("rules/evidence_edition.html", making, context, taken)


def _number(making: Making) -> str:
    return f"{making.edition.rulebook.number}-{making.edition.number}"


def _written(template: str, making: Making, context: dict[str, Any], taken: Taken) -> Pdf:
    with translation.override(LANGUAGE):
        shared = {
            "making": making, "edition": making.edition, "rulebook": making.edition.rulebook, "company": company_name(),
            "taken": taken, "url": posted_url(making.edition), "zone": settings.TIME_ZONE,
        }  # fmt: skip
        html = render_to_string(template, {**shared, **context})
    return write_pdf(html, css="", stylesheets=(CSS,), identifier=digest(html)[:32])
