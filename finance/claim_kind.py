"""The kind of request of a claim: what its approvers are shown, and what an outcome does."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals import kinds
from approvals.kinds import Item, Kind, Shown
from attendance import closing_guards
from common.models import Upload
from common.templatetags.show import money
from common.uploads import register_reader
from finance.models import Claim, Receipt
from finance.selectors.checking import checked
from finance.services import claims
from finance.services.receipts import PURPOSE
from people.models import User


def shown(claim: Claim) -> Shown:
    """What the approvers decide on: the sum, the cause, every line, what the checks say with its answer, and the receipts."""
    found = checked(claim, claim.submitted_on or claim.changed_at.date())
    items = [Item(gettext_noop("total (CNY)"), claim.total, "money"), Item(gettext_noop("cost centre"), claim.department.name)]
    if claim.trip is not None:
        items.append(Item(gettext_noop("business trip"), f"{claim.trip.trip.destination} {claim.trip.during.lower:%Y-%m-%d}"))
    if claim.work_link:
        items.append(Item(gettext_noop("other work that caused it"), claim.work_link))
    if claim.no_link_reason:
        items.append(Item(gettext_noop("why without such work"), claim.no_link_reason))
    lines = claim.lines.select_related("category").order_by("order", "pk")
    words = [
        f"{place}. {line.cost_on:%Y-%m-%d} {line.category} {line.description}{f' {line.city}' if line.city else ''} {money(line.amount)}"
        for place, line in enumerate(lines, start=1)
    ]
    items.append(Item(gettext_noop("expenses"), "\n".join(words), "long"))
    notes = [f"{told.text}{f' — {told.answer}' if told.answer else ''}" for told in found.told()]
    notes += [
        text for text in (claim.late_reason, *(line.over_reason for line in lines), *(line.no_fapiao_reason for line in lines)) if text
    ]
    if notes:
        items.append(Item(gettext_noop("to look at"), "\n".join(notes), "long"))
    receipts = Receipt.objects.filter(line__claim=claim, removed_at=None).select_related("upload").order_by("line__order", "pk")
    return Shown(title=f"{claim.claimant.name} {claim.title}"[:120], items=tuple(items), files=tuple(r.upload for r in receipts))


def edit_url(claim: Claim) -> str:
    return reverse("finance:claim-edit", args=[claim.pk])


def may_read_file(user: User, upload: Upload) -> bool:
    """Receipts open to whoever may see their claim; what was taken off a claim to nobody else."""
    receipt = Receipt.objects.filter(upload=upload).select_related("line").first()
    if receipt is None or receipt.line is None:
        return False
    return Claim.objects.visible_to(user).filter(pk=receipt.line.claim_id).exists()


def register() -> None:
    kinds.register(
        Kind(
            code=claims.KIND, label=_("Expense claim"), shown=shown, edit_url=edit_url, on_submitted=claims.follow,
            on_approved=claims.follow, on_refused=claims.follow, on_sent_back=claims.follow, on_withdrawn=claims.follow,
        )
    )  # fmt: skip
    register_reader(PURPOSE, may_read_file)  # type: ignore[arg-type]
    closing_guards.register(claims.no_open_claim)
