"""Signatures on paper: one scan, many people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import RuleBroken
from rules.forms.acknowledging import PaperForm
from rules.selectors.acknowledgements import open_tasks, people_of
from rules.services.acknowledging import record_paper
from rules.views.opening import edition_to_see, me, reader


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who signed, name the day, hand in the scan."""
    if not request.user.has_perm("rules.add_acknowledgement"):
        raise PermissionDenied
    edition = edition_to_see(request, pk)
    rows: Any = people_of(edition, reader(request), clock.today()).filter(pk__in=open_tasks().values("pk"))
    people = [(task.employee, task.unit or "") for task in rows]
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(data, files, people=people, initial={"signed_on": clock.today()})
    if form.is_bound and form.is_valid():
        try:
            made = record_paper(
                edition=edition, people=form.signers(), file=form.cleaned_data["file"], signed_on=form.cleaned_data["signed_on"],
                script=form.cleaned_data["script"], by=me(request), at=clock.now(),
            )  # fmt: skip
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)d signature on paper has been recorded.", "%(count)d signatures on paper have been recorded.", made)
            messages.success(request, said % {"count": made})
            return redirect("rules:readers", pk)
    context = {"form": form, "edition": edition, "people": people}
    return render(request, "rules/reading_paper.html", context, status=422 if form.is_bound else 200)
