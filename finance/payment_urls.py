"""Addresses of the pages of payments: advances, accounts, batches, the printed claim, the archive."""

from django.urls import path

from finance.views import advances, archive, payees, payments

urlpatterns = [
    path("advances/", advances.listing, name="advance-list"),
    path("advances/new/", advances.new, name="advance-new"),
    path("advances/<int:pk>/", advances.advance, name="advance"),
    path("advances/<int:pk>/edit/", advances.edit, name="advance-edit"),
    path("advances/<int:pk>/repay/", advances.repay, name="advance-repay"),
    path("accounts/", payees.listing, name="payee-list"),
    path("accounts/mine/", payees.mine, name="payee-mine"),
    path("accounts/<int:pk>/", payees.payee, name="payee"),
    path("payments/", payments.waiting, name="payment-waiting"),
    path("payments/batches/", payments.batch_list, name="payment-batches"),
    path("payments/batches/new/", payments.batch_new, name="payment-batch-new"),
    path("payments/batches/<int:pk>/", payments.batch, name="payment-batch"),
    path("payments/batches/<int:pk>/file/", payments.batch_file, name="payment-batch-file"),
    path("payments/batches/<int:pk>/paid/", payments.batch_paid, name="payment-batch-paid"),
    path("payments/<int:pk>/failed/", payments.failed, name="payment-failed"),
    path("payments/<int:pk>/take-out/", payments.take_out, name="payment-take-out"),
    path("payments/receipts/<int:pk>/", payments.verify, name="receipt-verify"),
    path("claims/<int:pk>/print.pdf", archive.claim_pdf, name="claim-pdf"),
    path("archive/", archive.listing, name="archive-list"),
    path("archive/new/", archive.new, name="archive-new"),
    path("archive/<int:pk>/check/", archive.check, name="archive-check"),
]
