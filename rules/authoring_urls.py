"""Where rules are written."""

from django.urls import path

from rules.views import authoring, drafting, figures, valuing

EDITION = "rules/editions/<int:pk>"
CLAUSE = f"{EDITION}/clauses/<int:clause>"
VALUE = f"{EDITION}/values/<str:key>"

urlpatterns = [
    path("rules/new/", drafting.rulebook_new, name="rulebook-new"),
    path("rules/<str:number>/change/", drafting.rulebook_change, name="rulebook-change"),
    path("rules/<str:number>/draft/", drafting.edition_draft, name="draft"),
    path(f"{EDITION}/write/", authoring.write, name="write"),
    path(f"{EDITION}/settings/", drafting.edition_settings, name="settings"),
    path(f"{EDITION}/discard/", drafting.edition_discard, name="discard"),
    path(f"{EDITION}/clauses/new/", authoring.clause_new, name="clause-new"),
    path(f"{CLAUSE}/", authoring.clause_edit, name="clause-edit"),
    path(f"{CLAUSE}/move/", authoring.clause_move, name="clause-move"),
    path(f"{CLAUSE}/remove/", authoring.clause_remove, name="clause-remove"),
    path(f"{CLAUSE}/bind/", authoring.clause_bind, name="clause-bind"),
    path(f"{CLAUSE}/figures/", figures.clause_figures, name="clause-figures"),
    path(f"{CLAUSE}/figures/<int:start>/<str:key>/", figures.clause_figure, name="clause-figure"),
    path(f"{VALUE}/", valuing.value_decide, name="value-decide"),
    path(f"{VALUE}/units/", valuing.value_unit_new, name="value-unit-new"),
    path(f"{VALUE}/units/<int:department>/", valuing.value_unit, name="value-unit"),
    path(f"{VALUE}/units/<int:department>/remove/", valuing.value_unit_remove, name="value-unit-remove"),
]
