"""A receipt: what it looks like, and what it says corrected by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.views.common import me, reader
from common import clock
from common.errors import RuleBroken
from finance.claim_forms import ReceiptForm, as_it_stands
from finance.models import Claim, Receipt
from finance.pictures import CONTENT_TYPE, picture_of
from finance.selectors.claims import ReceiptShown
from finance.services.claims import Typed, change_claim
from finance.services.receipts import correct_receipt, move_receipt

KEPT_FOR = 24 * 3600  # seconds in the browser of who may see it: the bytes of a receipt never change


@require_safe
def receipt_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The first page as a picture, for whoever may see the claim; to anybody else it does not exist."""
    claims = Claim.objects.visible_to(reader(request))
    receipt = get_object_or_404(Receipt.objects.filter(line__claim__in=claims.values("pk")).select_related("upload"), pk=pk)
    picture = picture_of(receipt.upload)
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type=CONTENT_TYPE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, max_age=KEPT_FOR)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("finance.add_claim", raise_exception=True)
def receipt_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a receipt says where it was not read, or not rightly; let it belong to another line."""
    mine = Receipt.objects.filter(line__claim__claimant=me(request), removed_at=None)
    receipt = get_object_or_404(mine.select_related("upload", "line__claim"), pk=pk)
    claim = receipt.line.claim
    lines = list(claim.lines.select_related("category", "cost_centre").order_by("order", "pk"))
    form = ReceiptForm(request.POST if request.method == "POST" else None, receipt=receipt, lines=lines)
    if form.is_bound and form.is_valid():
        try:
            _corrected(request, receipt, claim, lines, form)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The receipt is as you say it is."))
            return redirect(f"{reverse('finance:claim-edit', args=[claim.pk])}#receipt-{receipt.pk}")
    context = {"receipt": receipt, "one": ReceiptShown(receipt, ()), "claim": claim, "form": form}
    return render(request, "finance/receipt_form.html", context, status=422 if form.is_bound else 200)


def _corrected(request: HttpRequest, receipt: Receipt, claim: Claim, lines: list[Any], form: ReceiptForm) -> None:
    """Keep it, and fill what its line still lacks."""
    person, now = me(request), clock.now()
    receipt = correct_receipt(receipt=receipt, fields=form.said(), by=person, at=now)
    target = next(line for line in lines if str(line.pk) == form.cleaned_data["line"])
    if target.pk != receipt.line_id:
        move_receipt(receipt=receipt, line=target, by=person, at=now)
    lacking: dict[str, Any] = {}
    if target.amount is None and receipt.total is not None and receipt.total > 0:
        lacking["amount"] = receipt.total
    if target.cost_on is None and receipt.issued_on is not None:
        lacking["cost_on"] = receipt.issued_on
    if lacking:
        typed = [as_it_stands(line, **(lacking if line.pk == target.pk else {})) for line in lines]
        head = {name: getattr(claim, name) for name in ("title", "trip", "work_link", "no_link_reason", "late_reason")}
        change_claim(claim=claim, typed=Typed(**head, lines=typed), by=person, at=now)
