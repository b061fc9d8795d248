"""Emergency calls: written down by a superior, and what became of them (LEV-04)."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from approvals.fields import suggest
from approvals.views.common import me, reader
from attendance import services, tables
from attendance.models import EmergencyCall
from attendance.selectors.asking import time_of
from attendance.selectors.slips import leave_of
from attendance.slip_forms import CHANNELS, CallForm
from common import clock, exporting
from common.errors import RuleBroken
from people.models import Employee

WRITE = "attendance.add_emergencycall"
PER_PAGE, SUGGESTED = 20, 200


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """The calls of the people whom the account looks after, and one's own."""
    rows = EmergencyCall.objects.visible_to(reader(request)).select_related("employee", "logged_by").order_by("-called_at", "-pk")
    if exporting.is_asked(request):
        return exporting.answer(request, tables.calls(rows, _line))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "attendance/call_list.html", {"page": page, "lines": [_line(call) for call in page.object_list]})


def _line(call: EmergencyCall) -> dict[str, Any]:
    if call.slip_id:
        word, tone = pgettext("emergency call", "slip followed"), "good"
    elif call.lapsed_at:
        word, tone = pgettext("emergency call", "no slip, counts as absence"), "wrong"
    else:
        word, tone = pgettext("emergency call", "slip is awaited"), "waiting"
    url = reverse("attendance:slip", args=[call.slip_id]) if call.slip_id else ""
    return {"call": call, "word": word, "tone": tone, "channel": CHANNELS.get(call.channel, call.channel), "url": url}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(WRITE, raise_exception=True)
def call_new(request: HttpRequest) -> HttpResponse:
    """Write down a call. The key in the form makes a double tap one call."""
    person, now, today = me(request), clock.now(), clock.today()
    rules = leave_of(person, today)
    start, end = time_of(person, today, today, ("day", "day"), now)
    initial = {"called_at": now, "start": start, "end": end}
    form = CallForm(request.POST or None, allowed=sorted(rules.channels or ()), initial=initial)
    people = Employee.objects.employed(today).visible_to(reader(request), WRITE)
    if form.is_bound and form.is_valid() and _logged(request, form, people):
        return redirect("attendance:call-list")
    suggest(form, list(people.exclude(pk=person.pk).order_by("name_key", "pk")[:SUGGESTED]))
    context = {"form": form, "key": _key(request), "has_channels": bool(rules.channels), "clause": rules.cite("channels")}
    return render(request, "attendance/call_form.html", context, status=422 if form.is_bound else 200)


def _logged(request: HttpRequest, form: CallForm, people: Any) -> bool:
    """Whether it was written down; a refusal stands on the form."""
    given = dict(form.cleaned_data)
    who: Employee = given["employee"]
    if not people.filter(pk=who.pk).exists():
        form.add_error("employee", _("You do not look after this person. Ask their superior to write it down."))
        return False
    try:
        services.log_call(**given, by=me(request), key=_key(request), at=clock.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Written down. %(name)s has been asked for the slip.") % {"name": who.name})
    return True


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
