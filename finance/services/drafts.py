"""What every change of a claim asks before, and leaves behind."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from finance.choices import EDITABLE
from finance.models import Claim
from people.models import Employee


def editable(claim: Claim, by: Employee) -> Claim:
    """The claim as it is now, held. Raises RuleBroken for anybody but its claimant, and once it is handed in."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.claimant_id != by.pk:
        raise RuleBroken(_("Only whose claim it is does this."))
    if claim.state not in EDITABLE:
        raise RuleBroken(_("This claim is %(state)s and cannot be changed."), state=claim.get_state_display())
    return claim


def touched(claim: Claim, at: datetime) -> Claim:
    """Add the lines up anew."""
    claim.total = claim.lines.aggregate(total=Coalesce(Sum("amount"), Decimal(0)))["total"]
    claim.changed_at = at
    claim.save(update_fields=["total", "changed_at"])
    return claim
