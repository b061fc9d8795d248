"""People in and out as Excel files: a template, a first look, taking over, the passwords once, an export."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock, exporting
from common.errors import RuleBroken
from people import sheets, tables
from people.forms import ApplyForm, DirectoryFilter, ImportForm
from people.models import Employee, PeopleImport
from people.selectors.directory import with_posts
from people.services import imports as service
from people.views.common import answer
from people.views.directory import directory_of

may_import = permission_required("people.import_employee", raise_exception=True)
SHOWN = 200  # rows of a list on a page; every row with a problem comes first


@require_http_methods(["GET", "POST"])
@may_import
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a list, to be looked at first."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def act(cleaned: dict[str, Any]) -> str:
        entry = service.upload_people(file=cleaned["file"], by=request.user)
        return reverse("people:import", args=[entry.pk])

    done = PeopleImport.objects.filter(uploaded_by=request.user).select_related("upload")[:5]
    return answer(
        request, form, act, title=_("Import people"), submit=_("Look at the list"), back=reverse("people:directory"),
        template="people/import_upload.html", done=done,
    )  # fmt: skip


@require_safe
@may_import
def template(request: HttpRequest) -> HttpResponse:
    """The file to fill in."""
    return exporting.file(sheets.template(), f"{_('People')}.xlsx")


@require_safe
@may_import
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row as it would be taken over, or what is wrong with it."""
    entry = get_object_or_404(PeopleImport.objects.select_related("upload"), pk=pk, uploaded_by=request.user)
    return shown(request, entry, ApplyForm())


@require_POST
@may_import
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over exactly the file that was looked at."""
    entry = get_object_or_404(PeopleImport.objects.select_related("upload"), pk=pk, uploaded_by=request.user)
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return shown(request, entry, form, status=422)
    password = form.cleaned_data["password"] if form.cleaned_data["passwords"] == "same" else None
    try:
        entry = service.apply_import(entry=entry, by=request.user, at=clock.now(), password=password)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(count)d people were taken over.") % {"count": entry.people_count})
    return redirect("people:import", pk)


@require_POST
@may_import
def passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """The first passwords, once."""
    entry = get_object_or_404(PeopleImport, pk=pk, uploaded_by=request.user)
    try:
        rows = service.take_passwords(entry=entry, by=request.user, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("people:import", pk)
    headings = [_("employee number"), pgettext("person", "name"), _("initial password")]
    return exporting.file(sheets.write(_("Passwords"), headings, rows), f"{_('Passwords')}.xlsx")


@require_safe
@may_import
def export(request: HttpRequest) -> HttpResponse:
    """The people of the directory's filter, as far as they are in one's scope. Written to the trail."""
    form = DirectoryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    allowed = Employee.objects.visible_to(request.user, "people.import_employee").values("pk")
    people = with_posts(directory_of(request.user, chosen).filter(pk__in=allowed), clock.today())
    return exporting.answer(request, tables.people(people, exported), form)


def exported(person: Employee) -> list[Any]:
    """A person as a row of the template's columns."""
    held = person.held[0] if person.held else None  # type: ignore[attr-defined]
    unit, post = (held.department.name, held.post.title) if held else ("", "")
    return [person.number, person.name, unit, post, person.joined_on, person.mobile, person.email, person.phone]


def shown(request: HttpRequest, entry: PeopleImport, form: ApplyForm, status: int = 200) -> HttpResponse:
    refusal, rows = "", []
    if entry.applied_at is None:
        try:
            rows = service.look(entry, request.user)
        except RuleBroken as broken:
            refusal = str(broken)
    wrong = [row for row in rows if row.problems]
    right = [row for row in rows if not row.problems]
    context = {
        "entry": entry,
        "form": form,
        "refusal": refusal,
        "wrong": wrong[:SHOWN],
        "wrong_count": len(wrong),
        "right": right[:SHOWN],
        "right_count": len(right),
        "gives_passwords": entry.own_passwords and entry.passwords_taken_at is None and entry.applied_by_id == request.user.pk,
    }
    return render(request, "people/import.html", context, status=status)
