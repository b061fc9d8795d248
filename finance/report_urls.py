"""Addresses of the pages of reports."""

from django.urls import path

from finance.views import reports

urlpatterns = [
    path("expenses/reports/", reports.report, name="report"),
    path("expenses/reports/lines/", reports.report_lines, name="report-lines"),
    path("expenses/reports/file/", reports.report_file, name="report-file"),
    path("expenses/reports/print/", reports.report_print, name="report-print"),
]
