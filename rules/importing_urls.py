"""Where foreign documents come in."""

from django.urls import path

from rules.views import importing, importing_draft

DOCUMENT = "rules/imports/<int:pk>"

urlpatterns = [
    path("rules/imports/", importing.imports, name="import"),
    path(f"{DOCUMENT}/", importing.document, name="import-document"),
    path(f"{DOCUMENT}/act/", importing.act, name="import-act"),
    path(f"{DOCUMENT}/choose/", importing.choose, name="import-choose"),
    path(f"{DOCUMENT}/guesses/", importing.guesses, name="import-guesses"),
    path(f"{DOCUMENT}/again/", importing.again, name="import-again"),
    path(f"{DOCUMENT}/set-aside/", importing.discard, name="import-discard"),
    path(f"{DOCUMENT}/remarks/", importing_draft.flags, name="import-flags"),
    path(f"{DOCUMENT}/draft/", importing_draft.draft, name="import-draft"),
]
