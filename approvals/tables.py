"""The lists of requests as they go out to Excel."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from approvals.models import Request, StepApprover
from approvals.selectors.lists import lines_of
from common.exporting import Column, Table, in_batches


def requests(rows: QuerySet[Request]) -> Table:
    """Of what stands in the reader's list, with who is asked now."""
    return Table(pgettext("menu", "Requests"), [
        Column(_("number"), lambda line: line.found.number),
        Column(_("title"), lambda line: line.found.title),
        Column(_("kind"), lambda line: line.found.kind_label),
        Column(_("applicant"), lambda line: line.found.applicant.name),
        Column(_("department"), lambda line: line.found.department.name),
        Column(_("amount (CNY)"), lambda line: line.found.amount, "money"),
        Column(_("submitted at"), lambda line: line.found.submitted_at, "datetime"),
        Column(_("state"), lambda line: line.found.get_state_display()),
        Column(_("who is asked now"), lambda line: line.waiting),
    ], in_batches(rows, lines_of), Request)  # fmt: skip


def inbox(rows: QuerySet[StepApprover]) -> Table:
    return Table(pgettext("inbox", "To decide"), [
        Column(_("number"), lambda seat: seat.step.request.number),
        Column(_("title"), lambda seat: seat.step.request.title),
        Column(_("kind"), lambda seat: seat.step.request.kind_label),
        Column(_("applicant"), lambda seat: seat.step.request.applicant.name),
        Column(_("department"), lambda seat: seat.step.request.department.name),
        Column(_("in place of"), lambda seat: seat.on_behalf_of.name if seat.on_behalf_of else ""),
        Column(_("amount (CNY)"), lambda seat: seat.step.request.amount, "money"),
        Column(_("waits since"), lambda seat: seat.step.activated_at, "datetime"),
        Column(_("due at"), lambda seat: seat.step.due_at, "datetime"),
    ], in_batches(rows, list), Request)  # fmt: skip
