"""An edition as evidence: everything that proves what was published, by whom, after which review and approval (POL-10)."""

from datetime import datetime
from typing import Any

from approvals.models import Decision, Request
from common.templatetags.show import machine
from people.models import Employee
from rules.models import Edition, Force, LegalityReview
from rules.selectors.content import content, content_digest
from rules.selectors.sheet import posted_url

FORMAT = "opsdept.edition/1"


def exported(edition: Edition, *, by: str, at: datetime) -> dict[str, Any]:
    """The edition with its digest, reviews, approval with signatures, publication and force, JSON-like.

    by: the name of whoever exports it.
    """
    return {
        "format": FORMAT,
        "content": content(edition),
        "digest": edition.digest,
        "digest_holds": edition.digest == content_digest(edition),
        "reason": edition.reason,
        "prepared_by": _person(edition.prepared_by),
        "created_at": _instant(edition.created_at),
        "effective_rule": edition.effective_rule,
        "effective_on": str(edition.effective_on or ""),
        "supersedes": list(edition.supersedes.order_by("number").values_list("number", flat=True)),
        "legality_reviews": [_review(row) for row in edition.reviews.select_related("reviewer").order_by("pk")],
        "approval": _approval(edition.approval) if edition.approval else None,
        "approved_by": _person(edition.approved_by),
        "published_by": _person(edition.published_by),
        "published_at": _instant(edition.published_at),
        "in_force": [_force(row) for row in edition.forces.select_related("department", "replaced_by__rulebook").order_by("pk")],
        "sheets": list(edition.sheets.order_by("pk").values("size", "orientation", "pages", "sha256")),
        "address": posted_url(edition),
        "exported_by": by,
        "exported_at": _instant(at),
    }


def _person(employee: Employee | None) -> dict[str, str] | None:
    return {"number": employee.number, "name": employee.name} if employee else None


def _instant(at: datetime | None) -> str:
    """ISO 8601 in the company's zone."""
    return machine(at)


def _review(row: LegalityReview) -> dict[str, Any]:
    return {
        "round": row.round,
        "digest": row.digest,
        "reviewer": _person(row.reviewer),
        "reviewed_on": str(row.reviewed_on),
        "law_cited": row.law_cited,
        "opinion": row.opinion,
        "verdict": row.verdict,
        "at": _instant(row.at),
    }


def _approval(request: Request) -> dict[str, Any]:
    decisions = request.decisions.select_related("decided_by", "on_behalf_of", "named", "submission", "step").order_by("decided_at", "pk")
    return {
        "request": request.number,
        "state": request.state,
        "applicant": _person(request.applicant),
        "submissions": list(request.submissions.order_by("round").values("round", "digest", "snapshot")),
        "decisions": [_decision(row) for row in decisions],
    }


def _decision(row: Decision) -> dict[str, Any]:
    return {
        "round": row.submission.round,
        "step": row.step.name if row.step else "",
        "verdict": row.verdict,
        "decided_by": _person(row.decided_by),
        "on_behalf_of": _person(row.on_behalf_of),
        "named": _person(row.named),
        "opinion": row.opinion,
        "at": _instant(row.decided_at),
        "signature": row.signature,
        "signature_holds": row.signature == row.signature_over(row.submission.digest),
    }


def _force(row: Force) -> dict[str, Any]:
    return {
        "department": row.department.code if row.department else "",
        "from": str(row.during.lower),
        "until": str(row.during.upper or ""),
        "replaced_by": f"{row.replaced_by.rulebook.number}/{row.replaced_by.number}" if row.replaced_by else "",
    }
