"""Addresses of corrections and of further ways to be there."""

from django.urls import path

from attendance.views import corrections, ways

urlpatterns = [
    path("corrections/new/", corrections.correction_new, name="correction-new"),
    path("corrections/<int:pk>/edit/", corrections.correction_edit, name="correction-edit"),
    path("wall/<str:token>/code/", ways.wall, name="wall-code"),
    path("clock/code/<str:code>/", ways.code, name="code"),
    path("clock/ways/", ways.ways, name="ways"),
    path("clock/written-down/", ways.supervisor_punch, name="supervisor-punch"),
    path("clock/terminals/", ways.terminal_upload, name="terminal-upload"),
    path("clock/terminals/<int:pk>/", ways.terminal_file, name="terminal-file"),
    path("clock/terminals/<int:pk>/write/", ways.terminal_write, name="terminal-write"),
    path("clock/terminals/<int:pk>/set-aside/", ways.terminal_set_aside, name="terminal-set-aside"),
]
