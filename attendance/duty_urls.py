"""Addresses of holiday duty and of rosters."""

from django.urls import path

from attendance.views import duty, rosters

urlpatterns = [
    path("duty/", duty.home, name="duty"),
    path("duty/shares/", duty.shares, name="duty-shares"),
    path("duty/units/<int:unit>/<isodate:first>/", duty.start, name="duty-start"),
    path("duty/<int:pk>/", duty.roster, name="duty-roster"),
    path("duty/<int:pk>/publish/", duty.publish, name="duty-publish"),
    path("duty/<int:pk>/remove/", duty.remove, name="duty-remove"),
    path("duty/shifts/<int:pk>/", duty.shift, name="duty-shift"),
    path("duty/shifts/<int:pk>/edit/", duty.edit, name="duty-shift-edit"),
    path("duty/shifts/<int:pk>/check/", duty.check, name="duty-check"),
    path("duty/shifts/<int:pk>/matter/", duty.matter, name="duty-matter"),
    path("duty/matters/<int:pk>/solve/", duty.solve, name="duty-solve"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/pattern/", rosters.pattern, name="roster-pattern"),
    path("rosters/import/", rosters.import_upload, name="roster-import"),
    path("rosters/import/<uuid:pk>/", rosters.import_look, name="roster-import-look"),
    path("rosters/template/", rosters.template, name="roster-template"),
]
