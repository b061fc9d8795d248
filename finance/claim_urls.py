"""Addresses of the pages of claims."""

from django.urls import path

from finance.views import claims, filing, receipts

urlpatterns = [
    path("expenses/", claims.overview, name="overview"),
    path("claims/", claims.claim_list, name="claim-list"),
    path("claims/new/", filing.claim_new, name="claim-new"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim-detail"),
    path("claims/<int:pk>/edit/", filing.claim_edit, name="claim-edit"),
    path("claims/<int:pk>/discard/", claims.claim_discard, name="claim-discard"),
    path("claims/<int:pk>/grant/", claims.claim_grant, name="claim-grant"),
    path("receipts/<int:pk>/edit/", receipts.receipt_edit, name="receipt-edit"),
    path("receipts/<int:pk>/picture/", receipts.receipt_picture, name="receipt-picture"),
]
