"""Posted copies: what hangs where, hung up, taken down, replaced."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from rules import tables
from rules.forms.postings import PlaceForm, PostForm, ProofForm
from rules.models import Posting, PostingPlace, ReplaceTask
from rules.selectors.postings import looked_after, may_look_after, may_open, outdated, past, postable, seen, walls
from rules.services import postings as services
from rules.views.opening import me, reader, require


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every place with what hangs there; on top what must come down."""
    user = reader(request)
    require(may_open(user))
    found = walls(user, clock.today())
    context = {
        "walls": found,
        "outdated": outdated(found),
        "coming": [copy for wall in found for copy in wall.copies if copy.task and copy.state != "outdated"],
        "day": clock.today(),
        "may_add": user.access.has("rules.change_posting"),
    }
    return render(request, "rules/postings.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The register as an Excel file: a row for each copy that hangs, and one for each empty place."""
    user = reader(request)
    require(may_open(user))
    return exporting.answer(request, tables.postings(walls(user, clock.today())))


# -- places ---------------------------------------------------------------------------------


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """What hangs there, what hung there, and the way to print for it."""
    user = reader(request)
    row = get_object_or_404(PostingPlace.objects.filter(seen(user)).select_related("department"), pk=pk)
    (wall,) = walls(user, clock.today(), place=row.pk)
    gone = past(row, user)
    if exporting.is_asked(request):
        return exporting.answer(request, tables.past_postings(row, gone))
    context = {"wall": wall, "place": row, "past": gone, "day": clock.today()}
    return render(request, "rules/posting_place.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    """A place of a unit whose walls one looks after."""
    user = reader(request)
    require(user.access.has("rules.change_posting"))
    form = PlaceForm(sent(request)[0], is_new=True, initial={"department": _own_department(request)})
    if form.is_valid():
        try:
            if not may_look_after(user, form.cleaned_data["department"].pk):
                raise RuleBroken(_("The walls of this unit are not yours to look after. Choose another unit."))  # noqa: TRY301
            made = services.add_place(**form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The place is in the register."))
            return redirect("rules:posting-place", made.pk)
    return _form(request, form, "rules/posting_place_form.html", place=None)


def _own_department(request: HttpRequest) -> Any:
    employee = getattr(request.user, "employee", None)
    held = employee.on(clock.today()) if employee else None
    return held.department if held else None


@require_http_methods(["GET", "HEAD", "POST"])
def place_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _place_of_mine(request, pk)
    initial = {"name": row.name, "size": row.size, "note": row.note}
    form = PlaceForm(sent(request)[0], is_new=False, initial=initial)
    if form.is_valid():
        try:
            services.change_place(place=row, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect("rules:posting-place", row.pk)
    return _form(request, form, "rules/posting_place_form.html", place=row)


@require_http_methods(["POST"])
def place_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = _place_of_mine(request, pk)
    try:
        services.end_place(place=row, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("rules:posting-place", row.pk)
    messages.success(request, _("%(place)s is not used any more.") % {"place": row})
    return redirect("rules:postings")


# -- copies -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was hung up there."""
    row, editions = _place_of_mine(request, pk), postable(reader(request), clock.today())
    form = PostForm(*sent(request), editions=editions, initial={"size": row.size})
    if form.is_valid():
        edition = next(one for one in editions if one.pk == form.cleaned_data["edition"])
        given = {"size": form.cleaned_data["size"], "photo": form.cleaned_data["photo"]}
        try:
            services.post_copy(place=row, edition=edition, by=me(request), at=clock.now(), **given)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(edition)s hangs at %(place)s.") % {"edition": edition, "place": row})
            return redirect("rules:posting-place", row.pk)
    return _form(request, form, "rules/posting_form.html", place=row, editions=editions)


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """It comes down and nothing takes its place."""
    rows = Posting.objects.filter(looked_after(reader(request), "place__department"), taken_down_on=None)
    posting = get_object_or_404(rows.select_related("place", "edition__rulebook"), pk=pk)
    form = ProofForm(*sent(request))
    if form.is_valid():
        try:
            services.take_down(posting=posting, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is written down that this copy no longer hangs."))
            return redirect("rules:posting-place", posting.place_id)
    task = posting.tasks.filter(done_at=None).select_related("edition__rulebook").first()
    return _form(request, form, "rules/posting_take_down.html", posting=posting, task=task)


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """The old copy is down, the new one hangs: a photo closes it, or a sentence."""
    rows = ReplaceTask.objects.filter(looked_after(reader(request), "old__place__department"))
    related = ("old__place__department", "old__edition__rulebook", "edition__rulebook", "done_by", "photo")
    task = get_object_or_404(rows.select_related(*related), pk=pk)
    form = ProofForm(*sent(request))
    if form.is_valid():
        try:
            services.close_replacement(task=task, by=me(request), at=clock.now(), **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: %(place)s is up to date.") % {"place": task.old.place})
            return redirect("rules:posting-place", task.old.place_id)
    return _form(request, form, "rules/posting_replace.html", task=task, is_due=task.due_on <= clock.today())


def _place_of_mine(request: HttpRequest, pk: int) -> PostingPlace:
    """A place that the reader looks after: a 404 for one they may not see, a 403 for one they may only see."""
    user = reader(request)
    row = get_object_or_404(PostingPlace.objects.filter(seen(user)).select_related("department"), pk=pk)
    require(may_look_after(user, row.department_id))
    return row


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing until it is sent, then also what came empty."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _form(request: HttpRequest, form: Any, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
