"""Filing a claim: photos first, then the form that filled itself, corrected and handed in."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.views.common import me
from attendance.models import Slip
from common import clock
from common.errors import RuleBroken
from finance.choices import EDITABLE, ClaimState
from finance.claim_forms import Sheet, StartForm
from finance.findings import Told
from finance.models import Claim, ClaimLine, Receipt
from finance.selectors import claims as selectors
from finance.services import claims as services
from finance.services.receipts import drop_receipt, take_receipts
from people.models import Employee

MOST_LINES = 80
may_claim = permission_required("finance.add_claim", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_claim
def claim_new(request: HttpRequest) -> HttpResponse:
    """Photos or files of the receipts; the form then fills itself. A double tap starts one claim."""
    person = me(request)
    trip = _trip(request, person)
    if request.method != "POST":
        return render(request, "finance/claim_new.html", {"form": StartForm(initial={"key": uuid4()}), "trip": trip})
    form = StartForm(request.POST, request.FILES)
    files = form.cleaned_data.get("files") or [] if form.is_valid() else []
    if form.is_valid() and not files and "without" not in request.POST:
        form.add_error("files", _("Choose at least one photo or file, or begin without."))
    if form.is_valid():
        try:
            claim = services.start_claim(key=form.cleaned_data["key"], by=person, at=clock.now(), trip=trip)
            _take(request, claim, files)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("finance:claim-edit", claim.pk)
    return render(request, "finance/claim_new.html", {"form": form, "trip": trip}, status=422)


def _trip(request: HttpRequest, person: Employee) -> Slip | None:
    wanted = request.POST.get("trip") or request.GET.get("trip") or ""
    return selectors.trips_of(person).filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None


def _take(request: HttpRequest, claim: Claim, files: Iterable[UploadedFile], line: ClaimLine | None = None) -> None:
    """Keep the good ones and name the others; a file that the claim has already is not taken twice."""
    for file in files:
        if Receipt.objects.filter(line__claim=claim, removed_at=None, upload__sha256=_digest(file)).exists():
            messages.info(request, _("“%(name)s” is in this claim already.") % {"name": file.name})
            continue
        if line is None and claim.lines.count() >= MOST_LINES:
            _say_full(request)
            break
        try:
            found = take_receipts(claim=claim, files=[file], by=me(request), at=clock.now(), line=line)
        except RuleBroken as refusal:
            messages.error(request, f"{file.name}：{refusal}" if (file.name or "") not in str(refusal) else str(refusal))
            continue
        for receipt in found:
            if receipt.error:
                messages.warning(request, _("“%(name)s” is kept as a receipt. %(why)s") % {"name": file.name, "why": receipt.error})


def _say_full(request: HttpRequest) -> None:
    messages.error(request, _("A claim has at most %(most)d lines. File another one for the rest.") % {"most": MOST_LINES})


def _digest(file: UploadedFile) -> str:
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    file.seek(0)
    return sha256.hexdigest()


# -- the form -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may_claim
def claim_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a claim. Every POST keeps what was typed first, whichever button it was."""
    found = Claim.objects.filter(claimant=me(request)).select_related("claimant", "department", "trip__trip")
    claim = get_object_or_404(found, pk=pk)
    if claim.state not in EDITABLE:
        if request.method == "POST":
            messages.info(request, _("This claim was handed in already."))
        return redirect("finance:claim-detail", pk)
    if request.method == "POST":
        return _kept(request, claim)
    return _page(request, claim, is_checked="look" in request.GET)


def _kept(request: HttpRequest, claim: Claim) -> HttpResponse:
    sheet = _sheet(request, claim)
    gone = _number(request, "remove")
    is_good = sheet.is_valid(without=gone)
    receipts = Receipt.objects.filter(line__claim=claim, removed_at=None)
    try:
        more = "add" in request.POST and len(sheet.lines) < MOST_LINES
        if "add" in request.POST and not more:
            _say_full(request)
        typed = sheet.typed(without=gone, more=more, receipts=receipts.values_list("pk", flat=True))
        claim = services.change_claim(claim=claim, typed=typed, by=me(request), at=clock.now())
        if dropped := receipts.filter(pk=_number(request, "drop") or 0).first():
            drop_receipt(receipt=dropped, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        return _page(request, claim, sheet, refusals=[str(refusal)])
    has_files = _take_all(request, claim, sheet)
    if not is_good:
        return _page(request, claim, _sheet(request, claim), is_wrong=True)
    if "submit" in request.POST and not has_files:
        return _submitted(request, claim)
    if "draft" in request.POST:
        messages.success(request, _("Kept as a draft. Nobody else sees it."))
    return redirect(_next(request, claim, gone))


def _take_all(request: HttpRequest, claim: Claim, sheet: Sheet) -> bool:
    """Files chosen above make lines of their own, those chosen at a line belong to it. Whether there were any."""
    new = request.FILES.getlist("files")
    _take(request, claim, new)
    has_any = bool(new)
    for form in sheet.lines:
        own = request.FILES.getlist(f"line-{form.line.pk}-files")
        if own and (line := claim.lines.filter(pk=form.line.pk).first()):
            _take(request, claim, own, line)
            has_any = True
    return has_any


def _submitted(request: HttpRequest, claim: Claim) -> HttpResponse:
    try:
        services.submit_claim(claim=claim, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        return _page(request, claim, is_checked=True, refusals=str(refusal).splitlines())
    messages.success(request, _("Handed in. You are told as soon as it is decided."))
    return redirect("finance:claim-detail", claim.pk)


def _next(request: HttpRequest, claim: Claim, gone: int | None) -> str:
    """Back to the form, where the reader was."""
    url = reverse("finance:claim-edit", args=[claim.pk])
    if "look" in request.POST:
        return f"{url}?look=1"
    if "add" in request.POST:
        return f"{url}#line-{claim.lines.order_by('-order', '-pk').values_list('pk', flat=True).first()}"
    return f"{url}#lines" if gone or "drop" in request.POST else url


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def _sheet(request: HttpRequest, claim: Claim) -> Sheet:
    lines = list(claim.lines.select_related("category", "cost_centre").order_by("order", "pk"))
    offered = selectors.offered(claim, lines, clock.today())
    return Sheet(claim, lines, offered, request.POST if request.method == "POST" else None)


def _page(
    request: HttpRequest, claim: Claim, sheet: Sheet | None = None, *,
    is_checked: bool = False, is_wrong: bool = False, refusals: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """is_checked: also what was only not typed yet is said. A page that refuses answers 422 and holds what was typed."""
    shown = selectors.shown(claim, clock.today())
    rows = [line.line for line in shown.lines]
    sheet = sheet or Sheet(claim, rows, selectors.offered(claim, rows, clock.today()))
    forms = {form.line.pk: form for form in sheet.lines}
    for line in shown.lines:
        if line.line.pk in forms:
            forms[line.line.pk].count_in(line.unit)
    context: dict[str, Any] = {
        "claim": claim,
        "head": sheet.head,
        "lines": [(line, forms[line.line.pk]) for line in shown.lines if line.line.pk in forms],
        "shown": shown,
        "is_checked": is_checked,
        "is_refused": bool(refusals),
        "sentences": [(text, place) for text, place in (_located(shown, text) for text in refusals) if place != "claim"],
        "told": [one for one in shown.told if one.code != "no_lines"],
        "told_of_lines": [one for one in shown.told if one.code == "no_lines"],
        "is_wrong": is_wrong,
        "outlook": selectors.outlook(shown, clock.today()),
        "sent_back": claim.state == ClaimState.SENT_BACK,
        "missing": selectors.MISSING,
    }
    return render(request, "finance/claim_form.html", context, status=422 if refusals or is_wrong else 200)


def _located(shown: selectors.Shown, text: str) -> tuple[str, str]:
    """A sentence and the place of the page that it is about, "" for none; one about the claim as a whole stands below anyway."""
    found: dict[str, Told] = {one.text: one for one in shown.every_told()}
    return text, found[text].about.replace(":", "-") if text in found else ""
