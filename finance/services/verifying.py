"""A fapiao is compared with the tax bureau's platform (查验). Source: the expenses rulebook, vouchers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from finance.models import FapiaoVerification, Receipt
from people.models import Employee


@transaction.atomic
def verify_fapiao(*, receipt: Receipt, is_genuine: bool, channel: str, note: str, by: Employee, at: datetime) -> FapiaoVerification:
    """Write down what the platform said; a second look is a second row, and the last one counts.

    Raises RuleBroken for a receipt that is no fapiao, and for one's own.
    """
    if receipt.owner_id == by.pk or (receipt.line and receipt.line.claim.claimant_id == by.pk):
        raise RuleBroken(_("Nobody verifies a fapiao of their own claim. Ask a colleague of finance."))
    if not receipt.is_fapiao:
        raise RuleBroken(_("This receipt is no fapiao, so there is nothing to look up."))
    if not channel.strip():
        raise RuleBroken(_("Say where it was looked up."))
    if not is_genuine and not note.strip():
        raise RuleBroken(_("Say what the platform answered."))
    return FapiaoVerification.objects.create(
        receipt=receipt, is_genuine=is_genuine, channel=channel.strip(), note=note.strip(), by=by, at=at
    )
