"""Clocking in by place and outside: consent, the form, its photos, and the places of work themselves."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import tables
from attendance.models import WorkPlace
from attendance.place_forms import OutsideForm, WorkPlaceForm, fix_of
from attendance.selectors import places as selector
from attendance.selectors.standing import consent_lines, consent_text, has_agreed, rules_of
from attendance.services import places as services
from attendance.services.places import MAY_ADD, MAY_CHANGE, Outside
from attendance.views.clock import address, say_place
from attendance.views.corrections import asked_day, key_of, me
from common import audit, clock, exporting
from common.digests import digest
from common.errors import RuleBroken
from common.models import Verb
from common.periods import ONE_DAY
from people.access import departments_in_scope

ON_A_PAGE = 50
may_see_others = permission_required(selector.SEES, raise_exception=True)


# -- consent -------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """What is recorded, why and how long, and agreeing to it."""
    person = me(request)
    if request.method == "POST":
        try:
            services.give_consent(employee=person, seen=request.POST.get("seen", ""), at=clock.now())
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return redirect("attendance:place")
        messages.success(request, _("Agreed. From now on the page asks the browser where you are when you press the button."))
        return redirect("attendance:clock")
    rules, _departments = rules_of(request.user.pk, clock.today())
    held = selector.consent_of(person.pk)
    context = {
        "lines": consent_lines(rules), "seen": digest(consent_text(rules)), "radius": rules.radius, "held": held,
        "has_agreed": has_agreed(held, rules), "citation": rules.cite("radius") if rules.radius is not None else None,
    }  # fmt: skip
    return render(request, "attendance/place_consent.html", context)


@require_POST
def consent_withdraw(request: HttpRequest) -> HttpResponse:
    """Take the consent back."""
    services.withdraw_consent(employee=me(request), at=clock.now())
    messages.success(request, _("Taken back. The places of your punches are deleted; the punches stay."))
    return redirect("attendance:place")


# -- outside -------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest) -> HttpResponse:
    """Clock in where one works today, with what for."""
    person, day = me(request), clock.today()
    rules, _departments = rules_of(request.user.pk, day)
    form = OutsideForm(request.POST or None, request.FILES or None, needs_photo=rules.field_needs == "photo")
    refusal = ""
    try:
        services.refuse_outside(rules)
    except RuleBroken as broken:
        refusal = str(broken)
    key = key_of(request)
    if form.is_bound and not refusal and form.is_valid():
        where, missing = fix_of(request.POST)
        handed_in = Outside(
            **form.cleaned_data, where=where, device=request.META.get("HTTP_USER_AGENT", "")[:300], address=address(request)
        )
        try:
            made = services.punch_outside(employee=person, outside=handed_in, key=key, at=clock.now())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            say_place(request, made, missing)
            again = "" if made.is_new else "&again=1"
            return HttpResponseRedirect(f"{reverse('attendance:clock')}?at={int(made.at.timestamp())}{again}")
    agreed = rules.radius is not None and has_agreed(selector.consent_of(person.pk), rules)
    context = {
        "form": form,
        "key": key,
        "refusal": refusal,
        "radius": rules.radius if agreed else None,
        "citation": rules.cite("field_needs"),
    }
    return render(request, "attendance/outside.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@may_see_others
def outside_people(request: HttpRequest) -> HttpResponse:
    """The punches outside of one's people, day by day."""
    day = asked_day(request)
    rows = selector.outside_on(request.user, day)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.outside(day, rows, selector.ways))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = selector.ways(page.object_list)
    context = {"day": day, "lines": lines, "page": page, "before": day - ONE_DAY, "after": _after(day)}
    return render(request, "attendance/outside_people.html", context)


def _after(day: date) -> date | None:
    return day + ONE_DAY if day < clock.today() else None


@require_safe
def outside_photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo, to whose it is and to whoever sees their punches. To anybody else it does not exist, and the attempt is written down."""
    photo = selector.photos_for(request.user).filter(pk=pk).first()
    if photo is None:
        hidden = selector.PunchPhoto.objects.filter(pk=pk).first()
        if hidden:
            audit.record(Verb.ATTEMPT, hidden)
        raise Http404
    try:
        content = photo.file.open("rb")
    except FileNotFoundError as error:  # deleted this very moment
        raise Http404 from error
    response = FileResponse(content, filename=f"{photo.pk}.jpg", content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# -- places of work ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_ADD, raise_exception=True)
def place_new(request: HttpRequest) -> HttpResponse:
    """Enter a place of work."""
    return _place_page(request, WorkPlace())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_CHANGE, raise_exception=True)
def place_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a place of work, or take it out of use."""
    scope = departments_in_scope(request.user, MAY_CHANGE)
    places = WorkPlace.objects.all() if scope is None else WorkPlace.objects.filter(department__in=scope)
    return _place_page(request, get_object_or_404(places, pk=pk))


def _place_page(request: HttpRequest, place: WorkPlace) -> HttpResponse:
    form = WorkPlaceForm(request.POST or None, instance=place, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            services.save_place(place=form.save(commit=False), by=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is kept.") % {"name": place.name})
            return redirect("attendance:ways")
    return render(request, "attendance/place_form.html", {"form": form, "place": place}, status=422 if form.is_bound else 200)
