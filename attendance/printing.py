"""A slip on paper (LEV-03): A5, Chinese, with who said yes and when. Without the last signature it says that it is not in force."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.choices import Act
from approvals.models import Decision, Request, Submission
from attendance.choices import COUNTS, SlipKind
from attendance.models import Slip
from attendance.selectors.slips import length_words
from attendance.services.slips import day_of
from common.digests import digest
from common.menu import company_name
from common.pdf import Pdf, write_pdf

LANGUAGE = "zh-hans"
CSS = "slip_sheet.css"
TITLES = {
    SlipKind.LEAVE: pgettext_lazy("paper", "Leave slip"),
    SlipKind.TRIP: pgettext_lazy("paper", "Trip slip"),
    SlipKind.OUTING: pgettext_lazy("paper", "Slip for work outside"),
    SlipKind.EXIT: pgettext_lazy("paper", "Exit slip"),
    SlipKind.OVERTIME: pgettext_lazy("paper", "Overtime slip"),
    SlipKind.SWAP: pgettext_lazy("paper", "Swap slip"),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of the signatures. code: the first signs of what was signed; holds: it fits what was shown."""

    step: str
    name: str
    said: str
    at: datetime
    opinion: str = ""
    code: str = ""
    holds: bool = True


def slip_sheet(slip: Slip) -> Pdf:
    """The paper of a slip, as it stands now. The same slip in the same state gives the same bytes."""
    with translation.override(LANGUAGE):
        day = day_of(slip.during.lower)
        asked = Request.objects.filter(pk=slip.request_id or 0).first()
        context = {
            "slip": slip,
            "title": TITLES[SlipKind(slip.kind)],
            "number": asked.number if asked else "",
            "held": slip.employee.on(day),
            "length": length_words(slip),
            "signed": signatures(asked) if asked else [],
            "asked": asked,
            "files": slip.files.filter(removed_at=None).count(),
            "is_in_force": slip.state in COUNTS,
            "company": company_name(),
            "zone": settings.TIME_ZONE,
        }
        html = render_to_string("attendance/slip_sheet.html", context)
    return write_pdf(html, css="", stylesheets=(CSS,), identifier=digest(html)[:32])


def signatures(asked: Request) -> list[Signed]:
    """Who decided on the last round, oldest first, each for the step that it was: two queries."""
    submission = Submission.objects.filter(request=asked).order_by("-round")[:1].get()
    rows = Decision.objects.filter(submission=submission, verdict__in=(Act.APPROVE, Act.REFUSE, Act.SEND_BACK))
    return [
        _signed(row, submission.digest) for row in rows.select_related("decided_by", "on_behalf_of", "step").order_by("decided_at", "pk")
    ]


def _signed(row: Decision, shown: str) -> Signed:
    name = row.decided_by.name
    if row.on_behalf_of:
        name = _("%(name)s for %(owner)s") % {"name": name, "owner": row.on_behalf_of.name}
    holds = row.signature == row.signature_over(shown)
    step = row.step.label if row.step else ""
    return Signed(step, name, row.get_verdict_display(), row.decided_at, row.opinion, row.signature[:8], holds)
