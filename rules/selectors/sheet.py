"""An edition as its wall sheet shows it."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.menu import company_name
from rules.models import Edition
from rules.selectors.changes import before
from rules.selectors.rulebooks import shown_clauses
from rules.sheets.sheet import Sheet, SheetClause


def posted_url(edition: Edition) -> str:
    """The address behind the QR code. Without PUBLIC_URL it is this machine's, which nobody else can open."""
    return public_address() + reverse("rules:posted", args=[edition.code])


def public_address() -> str:
    """What QR codes print before a path."""
    return settings.PUBLIC_URL or f"http://localhost:{settings.PORT}"


def address_warning() -> str:
    """What is wrong with the address in the QR code, "" when nothing is."""
    if settings.PUBLIC_URL:
        return ""
    return _(
        "No public address is set (PUBLIC_URL), so the QR code leads to %(address)s, which only this machine can open. "
        "Ask the administrator before you print."
    ) % {"address": public_address()}


def sheet_of(edition: Edition) -> Sheet:
    """Everything that is printed: text with values, and the control block."""
    rulebook = edition.rulebook
    last, review = before(edition), edition.reviews.filter(round=edition.round).select_related("reviewer").first()
    published = edition.published_at.astimezone(timezone.get_default_timezone()).date() if edition.published_at else None
    return Sheet(
        title=rulebook.title,
        purpose=rulebook.purpose,
        company=company_name(),
        department=rulebook.owner.name,
        number=rulebook.number,
        edition=edition.number,
        effective_on=edition.effective_on,
        published_on=published,
        prepared_by=edition.prepared_by.name,
        reviewed_by=review.reviewer.name if review else "",
        approved_by=edition.approved_by.name if edition.approved_by else "",
        digest=edition.digest,
        url=posted_url(edition),
        scope="、".join([unit.name for unit in rulebook.departments.all()]) or "全公司",
        replaces=f"第{last.number}版" if last else "",
        is_draft=not edition.is_published,
        clauses=tuple(
            SheetClause(depth=one.row.depth, marker=one.row.marker, heading=one.row.heading, pieces=one.pieces, label=one.row.label,
                        is_blank_inactive=one.has_blank)
            for one in shown_clauses(edition)
        ),
    )  # fmt: skip
