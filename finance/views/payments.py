"""Payments: what waits, batches and their file, what the bank says, fapiao looked up."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.views.common import me, reader
from attendance.views.journeys import key_of
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from common.templatetags.show import money
from finance import tables
from finance.models import FapiaoVerification, Payment, PaymentBatch
from finance.payment_forms import BatchForm, FailedForm, PaidForm, VerifyForm
from finance.selectors import payments as selectors
from finance.services import payments as services
from finance.services.payees import masked
from finance.services.verifying import verify_fapiao

PER_PAGE = 50
TONES = {"open": "quiet", "exported": "waiting", "done": "good", "planned": "waiting", "paid": "good", "failed": "wrong"}
pays = permission_required(selectors.PAY, raise_exception=True)


@require_safe
@pays
def waiting(request: HttpRequest) -> HttpResponse:
    """What is approved and waits for its money, with what stands in its way."""
    if exporting.is_asked(request):
        return exporting.answer(request, tables.waiting(_all_waiting(request)))
    return _waiting(request, BatchForm(today=clock.today()))


def _all_waiting(request: HttpRequest) -> list[selectors.Waiting]:
    user = reader(request)
    claims, advances = list(selectors.payable_claims(user)), list(selectors.payable_advances(user))
    return [*selectors.waiting_claims(claims, user), *selectors.waiting_advances(advances, user)]


def _waiting(request: HttpRequest, form: BatchForm, status: int = 200) -> HttpResponse:
    user = reader(request)
    page = Paginator(selectors.payable_claims(user), PER_PAGE).get_page(request.GET.get("page"))
    claims = selectors.waiting_claims(list(page.object_list), user)
    advances = selectors.waiting_advances(list(selectors.payable_advances(user)[:PER_PAGE]), user)
    ready = [one for one in (*claims, *advances) if not one.stops]
    context = {
        "page": page, "claims": claims, "advances": advances, "ready": len(ready), "sum": sum(one.to_pay for one in ready), "form": form,
        "key": key_of(request), "chosen": {*request.POST.getlist("claim"), *request.POST.getlist("advance")},
    }  # fmt: skip
    return render(request, "finance/payment_waiting.html", context, status=status)


@require_POST
@pays
def batch_new(request: HttpRequest) -> HttpResponse:
    """Put what is ticked into a batch."""
    form, user = BatchForm(request.POST, today=clock.today()), reader(request)
    if form.is_valid():
        claims = list(selectors.payable_claims(user).filter(pk__in=_ids(request, "claim")))
        advances = list(selectors.payable_advances(user).filter(pk__in=_ids(request, "advance")))
        try:
            made = services.make_batch(
                key=key_of(request), claims=claims, advances=advances, pay_on=form.cleaned_data["pay_on"], by=me(request), at=clock.now()
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return _made(request, made)
    return _waiting(request, form, status=422)


def _made(request: HttpRequest, made: services.Made) -> HttpResponse:
    for claim in made.covered:
        messages.success(request, _("%(number)s is paid altogether from the advance.") % {"number": claim.number})
    for sentence in made.left_out:
        messages.warning(request, sentence)
    if made.batch is None:
        return redirect("finance:payment-waiting")
    return redirect("finance:payment-batch", made.batch.pk)


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdigit() and len(one) < 18]


@require_safe
@pays
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches, the latest first."""
    if exporting.is_asked(request):
        return exporting.answer(request, tables.batches(selectors.batches(reader(request))))
    page = Paginator(selectors.batches(reader(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "finance/payment_batches.html", {"page": page, "lines": [(one, TONES[one.state]) for one in page.object_list]})


@require_safe
@pays
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its payments, its file, and what became of each."""
    found = _found(request, pk)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.payments(found, selectors.payments_of(found)))
    return _page(request, found, PaidForm())


def _page(request: HttpRequest, found: PaymentBatch, form: PaidForm, status: int = 200) -> HttpResponse:
    rows, mine = list(selectors.payments_of(found)), me(request).pk
    lines = [
        {"payment": one, "account": masked(one.account_number), "tone": TONES[one.state], "is_mine": one.payee_id == mine} for one in rows
    ]  # fmt: skip
    may_mark = found.state == "exported" and any(one.state == "planned" and one.payee_id != mine for one in rows)
    context = {"batch": found, "tone": TONES[found.state], "lines": lines, "may_mark": may_mark, "form": form}
    return render(request, "finance/payment_batch.html", context, status=status)


@require_POST
@pays
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for the bank, with whole account numbers: each one taken is written down."""
    found = _found(request, pk)
    try:
        content = services.export_batch(batch=found, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("finance:payment-batch", pk)
    audit.record(Verb.EXPORT, found)
    return exporting.file(content, f"{found.number}.csv", exporting.CSV)


@require_POST
@pays
def batch_paid(request: HttpRequest, pk: int) -> HttpResponse:
    """What is ticked has arrived."""
    found, form = _found(request, pk), PaidForm(request.POST)
    chosen = list(Payment.objects.filter(batch=found, pk__in=_ids(request, "payment")))
    if form.is_valid() and not chosen:
        form.add_error(None, _("Tick at least one payment."))
    if form.is_valid():
        try:
            count = services.mark_paid(batch=found, payments=chosen, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            text = ngettext("%(count)d payment is marked as paid.", "%(count)d payments are marked as paid.", count)
            messages.success(request, text % {"count": count})
            return redirect("finance:payment-batch", pk)
    return _page(request, _found(request, pk), form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@pays
def failed(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment came back."""
    payment = _payment(request, pk)
    form = FailedForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.mark_failed(payment=payment, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted. It waits to be paid again, and %(name)s is told.") % {"name": payment.payee.name})
            return redirect("finance:payment-batch", payment.batch_id)
    lead = f"{payment.holder} · {masked(payment.account_number)} · {money(payment.amount)}"
    context = {
        "form": form, "title": _("A payment came back"), "lead": lead, "submit": _("Note it"), "draft": f"payment-{pk}",
        "back": reverse("finance:payment-batch", args=[payment.batch_id]),
    }  # fmt: skip
    return render(request, "finance/advance_form.html", {**context, "key": ""}, status=422 if form.errors else 200)


@require_POST
@pays
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """A payment leaves a batch that no bank has seen."""
    payment = _payment(request, pk)
    try:
        services.take_out(payment=payment, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken out. It waits to be paid again."))
    return redirect("finance:payment-batch", payment.batch_id)


@require_http_methods(["GET", "HEAD", "POST"])
@pays
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """What the tax bureau's platform says of a fapiao."""
    receipt = get_object_or_404(selectors.verifiable(reader(request)), pk=pk)
    form = VerifyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            verify_fapiao(receipt=receipt, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down."))
            return redirect("finance:payment-waiting")
    context = {
        "form": form, "receipt": receipt,
        "before": FapiaoVerification.objects.filter(receipt=receipt).select_related("by").order_by("-at", "-pk"),
    }  # fmt: skip
    return render(request, "finance/payment_verify.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, pk: int) -> PaymentBatch:
    return get_object_or_404(selectors.batches(reader(request)), pk=pk)


def _payment(request: HttpRequest, pk: int) -> Payment:
    batches = selectors.batches(reader(request)).values("pk")
    return get_object_or_404(Payment.objects.select_related("batch", "payee"), pk=pk, batch__in=batches)
