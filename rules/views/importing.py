"""Foreign documents come in: the files, and the tree of each beside its source."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.errors import RuleBroken
from rules.choices import NodeKind
from rules.forms.importing import ActForm, ChooseForm, ImportForm, WordingForm, parameter_list
from rules.importing import Source, Unreadable, parse, read_file
from rules.models import ImportedDocument, ImportedSource
from rules.selectors.importing import ADD, documents_for, listed, sources_for, tree_of
from rules.services import importing as files
from rules.services import importing_choices as choices
from rules.services import importing_tree as trees
from rules.views.opening import me, note_reading, reader

either = require_http_methods(["GET", "HEAD", "POST"])
FILES_ON_A_PAGE = 20


def importable(request: HttpRequest, pk: int) -> ImportedDocument:
    """The document: a 403 for those who start no rulebooks, a 404 for one that is not for the account to see."""
    require_importer(request)
    found = documents_for(reader(request)).filter(pk=pk).select_related("source", "edition__rulebook").first()
    if found is None:
        raise Http404
    return found


def require_importer(request: HttpRequest) -> None:
    if not request.user.has_perm(ADD):
        raise PermissionDenied


# -- files -----------------------------------------------------------------------------------------------


@either
def imports(request: HttpRequest) -> HttpResponse:
    """Choose files or paste a text; below, what was imported already."""
    require_importer(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        stored = _take_in(request, form)
        if form.is_valid():
            only = documents_for(reader(request)).filter(source__in=stored)[:2]
            return redirect("rules:import-document", only[0].pk) if len(only) == 1 else redirect("rules:import")
    page = Paginator(listed(reader(request)), FILES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "rules/import.html", {"form": form, "page": page}, status=422 if form.is_bound else 200)


def _take_in(request: HttpRequest, form: ImportForm) -> list[ImportedSource]:
    """Import what can be read; what cannot be stands on the form with its sentence, and a pasted text with it."""
    stored = []
    for file in form.cleaned_data["upload"]:
        source = _read(request, form, "upload", file.name, file.read())
        stored += [source] if source else []
    text = form.cleaned_data["text"]
    if text.strip():
        source = _read(request, form, "text", _("pasted text"), text.encode())
        stored += [source] if source else []
        if source:
            form.data = {**form.data.dict(), "text": ""}
    return stored


def _read(request: HttpRequest, form: ImportForm, field: str, name: str, data: bytes) -> ImportedSource | None:
    try:
        source = read_file(data, name)
    except Unreadable as refusal:
        form.add_error(field, f"{name}：{refusal}")
        return None
    found = parse(source.text, name)
    if not found.documents:
        form.add_error(field, _("%(name)s: no rules were found in it. It needs numbered clauses.") % {"name": name})
        return None
    source = Source(text=source.text, encoding=source.encoding, container=source.container, name=name)
    row, is_new = files.store_import(source=source, imported=found, by=me(request), at=clock.now(), among=sources_for(reader(request)))
    count = len(found.documents)
    if is_new:
        said = ngettext("%(name)s: %(count)d document was found.", "%(name)s: %(count)d documents were found.", count)
        messages.success(request, said % {"name": name, "count": count})
    else:
        messages.info(request, _("%(name)s has been imported before, as %(known)s. It is not doubled.") % {"name": name, "known": row.name})
    return row


# -- a document ------------------------------------------------------------------------------------------


def document_url(document: ImportedDocument, node: int | None = None) -> str:
    """The page of a document; where a node stands, open to be worked on."""
    url = reverse("rules:import-document", args=[document.pk])
    return f"{url}?at={node}#n{node}" if node else url


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Source and tree side by side. ?at= opens a node; ?panel= gives what can be done to it alone."""
    found = importable(request, pk)
    if "HX-Request" in request.headers and "panel" in request.GET:
        return _panel(request, found)
    if found.edition is not None:
        note_reading(found.edition)
    return show(request, found, at=_number(request.GET.get("at")))


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 18 else None


def _panel(request: HttpRequest, found: ImportedDocument) -> HttpResponse:
    at = _number(request.GET.get("panel"))
    tree = tree_of(found, at)
    line = next((one for one in tree.lines if one.row.pk == at), None)
    if line is None:
        raise Http404
    return render(request, "rules/import_panel.html", {"document": found, "tree": tree, "line": line, "wording": _wording(line.row)})


def _wording(row: Any, typed: ActForm | None = None) -> WordingForm:
    initial = {"heading": row.heading, "text": row.text, "kind": row.kind}
    if typed is not None:
        initial = {name: typed.data.get(name, "") for name in initial}
    return WordingForm(initial=initial, auto_id="node_%s")


def show(
    request: HttpRequest, found: ImportedDocument, *, at: int | None = None, is_open: bool = True, typed: ActForm | None = None,
    refusal: str = "", focus: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page, or the part of it that changes. typed: what somebody has typed for the node that is open, and why it was refused."""
    tree = tree_of(found, at, request.GET.get("page", ""))
    line = next((one for one in tree.lines if one.row.pk == at), None)
    context = {
        "document": found, "tree": tree, "at": at, "line": line if is_open else None, "refusal": refusal, "typed": typed is not None,
        "wording": _wording(line.row, typed) if line else None, "parameters": parameter_list(), "focus": focus,
    }  # fmt: skip
    template = "rules/import_work.html" if "HX-Request" in request.headers else "rules/import_document.html"
    return render(request, template, context, status=422 if refusal else 200)


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Move, merge, split, reword, take out, put back: one node, one act."""
    found = importable(request, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That could not be read. Do it again."))
        return _answer(request, found, None, is_open=False)
    given, at = form.cleaned_data, form.cleaned_data["node"]
    keeps = given["act"] in ("save", "split")
    try:
        at = _done(found, form)
    except RuleBroken as refusal:
        if keeps and found.edition_id is None:
            return show(request, found, at=at, typed=form, refusal=str(refusal))
        messages.error(request, str(refusal))
    return _answer(request, found, at, is_open=given["panel"] and given["act"] != "save")


def _done(found: ImportedDocument, form: ActForm) -> int:
    """Do the act; returns the node to go on with."""
    given = form.cleaned_data
    named = {"document": found, "node": given["node"], "seen": given["seen"]}
    match given["act"]:
        case "up" | "down" | "in" | "out" as way:
            trees.move_node(**named, way=way)
        case "merge":
            return trees.merge_node(**named).pk
        case "split":
            words = {name: given[name] for name in ("heading", "text")}
            return trees.split_node(**named, **words, kind=given["kind"] or NodeKind.CLAUSE, at=form.cut()).pk
        case "save":
            trees.change_node(**named, heading=given["heading"], text=given["text"], kind=given["kind"] or NodeKind.CLAUSE)
        case "kind":
            trees.change_kind(**named)
        case "remove":
            trees.take_out_node(**named)
        case "restore":
            trees.put_back_node(**named)
    return given["node"]


def _answer(request: HttpRequest, found: ImportedDocument, at: int | None, *, is_open: bool = True) -> HttpResponse:
    if "HX-Request" in request.headers:
        return show(request, found, at=at, is_open=is_open, focus=True)
    return redirect(document_url(found, at))


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in a blank: the guessed parameter, another one, or the words as they are."""
    found = importable(request, pk)
    form = ChooseForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return _answer(request, found, _number(request.POST.get("node")))
    given = form.cleaned_data
    try:
        choices.choose_parameter(
            document=found, node=given["node"], group=given["group"], place=given["place"], words=given["words"], key=given["key"],
            is_value=given["choice"] == ChooseForm.VALUE,
        )  # fmt: skip
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return _answer(request, found, given["node"])


@require_POST
def guesses(request: HttpRequest, pk: int) -> HttpResponse:
    """Every blank becomes the parameter that was guessed."""
    found = importable(request, pk)
    try:
        count = choices.take_guesses(document=found)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(count)d blank is a parameter now.", "%(count)d blanks are parameters now.", count)
        messages.success(request, said % {"count": count})
    return redirect(document_url(found))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the importer's tree once more."""
    found = importable(request, pk)
    try:
        files.take_again(document=found)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The tree is as the importer made it."))
    return redirect(document_url(found))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a document aside."""
    found = importable(request, pk)
    try:
        files.discard_document(document=found)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(document_url(found))
    messages.success(request, _("“%(title)s” is set aside. Its text stays in the file and can be taken up again.") % {"title": found.title})
    return redirect("rules:import")
