"""Where rules are compared, commented on, interpreted and looked after."""

from django.urls import path

from rules.views import comparing, preview, reading, regimes, remarks, upkeep

BOOK = "rules/<str:number>"
CLAUSE = f"{BOOK}/clauses/<int:clause>"

urlpatterns = [
    path("rules/coverage/", reading.covered, name="coverage"),
    path("rules/regimes/", regimes.regime_list, name="regimes"),
    path("rules/remarks/", remarks.to_answer, name="remarks"),
    path("rules/remarks/mine/", remarks.mine, name="remarks-mine"),
    path("rules/remarks/<int:pk>/", remarks.remark, name="remark"),
    path("rules/reviews/", upkeep.review_list, name="reviews"),
    path(f"{BOOK}/compare/", comparing.compare, name="compare"),
    path(f"{BOOK}/compare.pdf", comparing.compare_pdf, name="compare-pdf"),
    path(f"{BOOK}/remark/", remarks.say, name="say"),
    path(f"{CLAUSE}/remark/", remarks.say, name="say-clause"),
    path(f"{CLAUSE}/ruling/", upkeep.ruling, name="ruling"),
    path(f"{BOOK}/reviews/", upkeep.reviews, name="reviews-of"),
    path(f"{BOOK}/reviews/new/", upkeep.review, name="review-new"),
    path("rules/editions/<int:pk>/preview/", preview.preview, name="preview"),
]
