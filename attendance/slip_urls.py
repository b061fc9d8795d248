"""Addresses of leave: slips, calls, balances."""

from django.urls import path, re_path

from attendance.views import balances, calls, leave, slips

urlpatterns = [
    path("slips/", slips.slip_list, name="slip-list"),
    path("slips/away/", slips.slips_away, name="slips-away"),
    re_path(r"^slips/new/(?P<kind>leave)/$", leave.slip_new, name="slip-new"),
    path("slips/<int:pk>/", slips.slip, name="slip"),
    path("slips/<int:pk>/edit/", leave.slip_edit, name="slip-edit"),
    path("slips/<int:pk>/discard/", slips.slip_discard, name="slip-discard"),
    path("slips/<int:pk>/cancel/", slips.slip_cancel, name="slip-cancel"),
    path("slips/<int:pk>/return/", slips.slip_return, name="slip-return"),
    path("slips/<int:pk>.pdf", slips.slip_pdf, name="slip-pdf"),
    path("calls/", calls.call_list, name="call-list"),
    path("calls/new/", calls.call_new, name="call-new"),
    path("leave/balances/", balances.balances, name="balances"),
    path("leave/balances/lots/<int:pk>/", balances.balance_adjust, name="balance-adjust"),
    path("leave/balances/<str:number>/", balances.balances_of, name="balances-of"),
    path("leave/balances/<str:number>/grant/", balances.balance_grant, name="balance-grant"),
    path("leave/balances/<str:number>/service/", balances.service, name="service"),
]
