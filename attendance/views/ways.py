"""Further ways to be there: the code on the wall, a superior's entry, files of terminals."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import services, wall_code
from attendance.choices import Source
from attendance.correction_forms import SupervisorPunchForm, TerminalFileForm
from attendance.models import OfficeNetwork, PunchImport, WorkPlace
from attendance.services import terminal_files
from attendance.services.places import MAY_CHANGE
from attendance.services.terminal_files import MAY_TAKE_IN
from attendance.services.ways import MAY_WRITE_DOWN, within_reach, write_down_punch
from attendance.views.clock import address
from attendance.views.corrections import asked_day, key_of, me
from common import clock
from common.errors import RuleBroken
from common.menu import company_name
from people.access import departments_in_scope, may
from people.models import User
from rules.models import Screen
from rules.selectors.screens import CHANGE, screens_of
from rules.selectors.sheet import address_warning

CODE_MM = 120  # of the QR code; the page gives it its size
SHOWN = 100  # lines of a list on a page
may_write_down = permission_required(MAY_WRITE_DOWN, raise_exception=True)
may_take_in = permission_required(MAY_TAKE_IN, raise_exception=True)


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """What there is besides the button, for whoever looks after it."""
    user = request.user
    may_see = {"write_down": user.has_perm(MAY_WRITE_DOWN), "take_in": user.has_perm(MAY_TAKE_IN), "show": user.access.has(CHANGE)}
    if not any(may_see.values()):
        raise PermissionDenied
    running = screens_of(user).filter(revoked_at=None) if may_see["show"] else []
    codes = [(one, reverse("attendance:wall-code", args=[one.token])) for one in running]
    networks = OfficeNetwork.objects.filter(is_active=True) if user.has_perm("attendance.view_officenetwork") else None
    context = {
        "may_see": may_see, "codes": codes, "networks": networks, "warning": address_warning() if codes else "", "places": _places(user),
    }  # fmt: skip
    return render(request, "attendance/wall_codes.html", context)


def _places(user: User) -> list[tuple[WorkPlace, bool]] | None:
    """Every place of work, and whether the account may change it; None for who has no business with them."""
    if not user.has_perm("attendance.view_workplace"):
        return None
    scope = departments_in_scope(user, MAY_CHANGE)
    changed = None if scope is None else set(scope.values_list("descendant", flat=True))
    return [(one, changed is None or one.department_id in changed) for one in WorkPlace.objects.select_related("department")]


# -- the code on the wall ------------------------------------------------------------------------


@login_not_required
@never_cache
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The code of a display, which loads itself anew before it is stale. No login, no cookie."""
    screen = get_object_or_404(Screen.objects.select_related("department"), token=token)
    asked = translation.get_language() or ""
    with translation.override(asked if asked.startswith("zh") else settings.LANGUAGE_CODE):
        if screen.revoked_at is not None:
            response = render(request, "rules/screen_off.html", status=410)
        else:
            now = clock.now()
            code = wall_code.image_of(screen, now, side_mm=CODE_MM)
            context = {"screen": screen, "code": code, "now": now, "company": company_name()}
            response = render(request, "attendance/wall_code.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Scanned: one big button. What it hands out is bound to the account, so nobody has to press within half a minute."""
    me(request)
    try:
        if request.method == "POST":
            return _pressed(request)
        screen = wall_code.scanned(code, clock.now())
    except RuleBroken as refusal:
        return render(request, "attendance/wall_code_press.html", {"refusal": str(refusal)}, status=422)
    ticket = wall_code.ticket_for(request.user, screen, clock.now())
    context = {"screen": screen, "ticket": ticket, "key": uuid4(), "now": clock.now()}
    return render(request, "attendance/wall_code_press.html", context)


def _pressed(request: HttpRequest) -> HttpResponse:
    wall_code.redeemed(request.POST.get("ticket", ""), request.user, clock.now())
    made = services.punch(
        user_id=request.user.pk, key=key_of(request), at=clock.now(), device=request.META.get("HTTP_USER_AGENT", "")[:300],
        address=address(request), source=Source.WALL_CODE,
    )  # fmt: skip
    again = "" if made.is_new else "&again=1"
    return HttpResponseRedirect(f"{reverse('attendance:clock')}?at={int(made.at.timestamp())}{again}")


# -- a superior's entry ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may_write_down
def supervisor_punch(request: HttpRequest) -> HttpResponse:
    """Write down that somebody was there."""
    person = me(request)
    form = SupervisorPunchForm(request.POST or None, people=within_reach(person), initial={"day": asked_day(request)})
    key = key_of(request)
    if form.is_bound and form.is_valid():
        try:
            made = write_down_punch(**form.cleaned_data, key=key, by=person, at=clock.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)s: %(time)s is written down. They have been told.")
            messages.success(request, said % {"name": made.employee.name, "time": f"{form.cleaned_data['wall']:%H:%M}"})
            return redirect("attendance:supervisor-punch")
    context = {"form": form, "key": key}
    return render(request, "attendance/supervisor_punch.html", context, status=422 if form.is_bound else 200)


# -- files of terminals ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may_take_in
def terminal_upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file, to be looked at first."""
    form = TerminalFileForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            entry = terminal_files.take_in(file=form.cleaned_data["file"], by=me(request), at=clock.now())
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("attendance:terminal-file", entry.pk)
    done = PunchImport.objects.filter(by=me(request)).select_related("upload")[:10]
    status = 422 if request.method == "POST" else 200
    return render(request, "attendance/terminal_upload.html", {"form": form, "done": done}, status=status)


@require_safe
@may_take_in
def terminal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What writing the file would do, line by line where it would do nothing."""
    entry, refusal, look = _entry(request, pk), "", None
    try:
        look = terminal_files.look_at(entry, me(request), clock.now())
    except RuleBroken as broken:
        refusal = str(broken)
    context: dict[str, Any] = {"entry": entry, "look": look, "refusal": refusal, "shown": SHOWN}
    if look:
        moments = [one.stamp.at for one in look.new]
        context |= {"first": min(moments, default=None), "last": max(moments, default=None), "numbers": _numbers(look)}
    return render(request, "attendance/terminal_file.html", context)


@require_POST
@may_take_in
def terminal_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the new punches of the file."""
    entry = _entry(request, pk)
    try:
        count = terminal_files.write_file(entry=entry, by=me(request), at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(count)d punches are written. The days are judged anew.") % {"count": count})
    return redirect("attendance:terminal-file", pk)


@require_POST
@may_take_in
def terminal_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """The file is not wanted."""
    try:
        terminal_files.set_aside(entry=_entry(request, pk))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Set aside. Nothing of it was written."))
    return redirect("attendance:terminal-upload")


def _entry(request: HttpRequest, pk: int) -> PunchImport:
    """One's own file; those of others whoever looks after the whole company."""
    entries = PunchImport.objects.select_related("upload", "by")
    return get_object_or_404(entries if may(request.user, MAY_TAKE_IN, None) else entries.filter(by=me(request)), pk=pk)


def _numbers(look: terminal_files.Look) -> list[tuple[str, str, int]]:
    """(number, name, how many) of those whom nobody's number fits."""
    found: dict[tuple[str, str], int] = {}
    for stamp in look.of_nobody:
        found[stamp.number, stamp.name] = found.get((stamp.number, stamp.name), 0) + 1
    return [(number, name, count) for (number, name), count in found.items()]
