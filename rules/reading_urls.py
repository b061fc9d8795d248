"""Where rules are read, reviewed and published."""

from django.urls import path

from rules.views import posted, publishing, reading, sheets

urlpatterns = [
    path("rules/", reading.rulebook_list, name="rulebook-list"),
    path("rules/values/", reading.values, name="values"),
    path("rules/undecided/", reading.undecided, name="undecided"),
    path("rules/editions/<int:pk>/", publishing.edition, name="edition"),
    path("rules/editions/<int:pk>/ask-review/", publishing.ask_review, name="ask-review"),
    path("rules/editions/<int:pk>/review/", publishing.review, name="review"),
    path("rules/editions/<int:pk>/submit/", publishing.submit, name="submit"),
    path("rules/editions/<int:pk>/publish/", publishing.publish, name="publish"),
    path("rules/editions/<int:pk>/reopen/", publishing.reopen, name="reopen"),
    path("rules/editions/<int:pk>/export/", publishing.export, name="export"),
    path("rules/editions/<int:pk>/sheet/", sheets.sheet, name="sheet"),
    path("rules/editions/<int:pk>/sheet.pdf", sheets.sheet_pdf, name="sheet-pdf"),
    path("r/<str:code>", posted.posted, name="posted"),
    path("rules/<str:number>/", reading.rulebook, name="rulebook"),
]
