"""Addresses of overtime, swaps, trips, work outside, exits and cases."""

from django.urls import path

from attendance.views import cases, exits, journeys, overtime, overview

urlpatterns = [
    *[path(f"slips/new/{kind}/", journeys.new, {"kind": kind}, name=f"slip-new-{kind}") for kind in journeys.DOORS],
    path("slips/<int:pk>/change/", journeys.change, name="slip-change"),
    path("slips/<int:pk>/safety/", journeys.safety, name="slip-safety"),
    path("slips/<int:pk>/sign-out/", journeys.sign_out, name="slip-sign-out"),
    path("slips/<int:pk>/sign-in/", journeys.sign_in, name="slip-sign-in"),
    path("slips/<int:pk>/report/", journeys.report, name="slip-report"),
    path("slips/<int:pk>/close/", journeys.close, name="slip-close"),
    path("slips/<int:pk>/seen/", overtime.seen, name="slip-seen"),
    path("attendance/overview/", overview.overview, name="overview"),
    path("overtime/arrange/", overtime.arrange, name="overtime-arrange"),
    path("overtime/late-stays/", overtime.late, name="late-stays"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/report-exit/", exits.report_exit, name="exit-report"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/examine/", cases.examine, name="case-examine"),
    path("cases/<int:pk>/object/", cases.object_to, name="case-object"),
    path("cases/<int:pk>/answer/", cases.answer, name="case-answer"),
]
