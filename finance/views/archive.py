"""The printed claim, and the archive of vouchers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.views.common import me, reader
from common import audit, clock, exporting
from common.errors import RuleBroken
from common.models import Verb
from finance import tables
from finance.claim_printing import claim_sheet
from finance.models import ArchiveVolume, Claim
from finance.payment_forms import MonthForm
from finance.services import archive
from people.access import may

PER_PAGE = 50


@require_safe
def claim_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim on paper, for whoever may see it. Somebody else's is written down."""
    found = get_object_or_404(Claim.objects.visible_to(reader(request)), pk=pk)
    if found.claimant_id != me(request).pk:
        audit.record(Verb.EXPORT, found)
    response = HttpResponse(claim_sheet(found).content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{found.number or f'claim-{pk}'}.pdf") or ""
    return response


def _archivist(request: HttpRequest) -> None:
    """Volumes hold the whole company's vouchers."""
    if not may(reader(request), archive.ARCHIVES, None):
        raise PermissionDenied


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The volumes, and the month to archive next."""
    _archivist(request)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.volumes(_volumes()))
    return _page(request, MonthForm(initial={"month": archive.first_open_month(clock.now())}))


def _volumes() -> QuerySet[ArchiveVolume]:
    return ArchiveVolume.objects.select_related("upload", "made_by")


def _page(request: HttpRequest, form: MonthForm, status: int = 200) -> HttpResponse:
    page = Paginator(_volumes(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "finance/archive_list.html", {"page": page, "form": form}, status=status)


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Archive what was paid in a month."""
    _archivist(request)
    form = MonthForm(request.POST)
    if form.is_valid():
        try:
            volume = archive.archive_month(month=form.cleaned_data["month"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s is made.") % {"number": volume.number})
            return redirect("finance:archive-list")
    return _page(request, form, status=422)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Recompute every digest of a volume."""
    _archivist(request)
    volume = get_object_or_404(ArchiveVolume.objects.select_related("upload"), pk=pk)
    wrong = archive.verify_volume(volume)
    if wrong:
        messages.error(request, wrong)
    else:
        messages.success(request, _("%(number)s is as it was archived: every digest agrees.") % {"number": volume.number})
    return redirect("finance:archive-list")
