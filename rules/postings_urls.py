"""Where rules hang: posted copies, screens; and where they are searched."""

from django.urls import path

from rules.views import postings, screens, searching

PLACE = "rules/postings/places/<int:pk>"
SCREEN = "rules/screens/<int:pk>"

urlpatterns = [
    path("rules/search/", searching.search, name="search"),
    path("rules/postings/", postings.register, name="postings"),
    path("rules/postings/export.xlsx", postings.export, name="postings-export"),
    path("rules/postings/places/new/", postings.place_new, name="posting-place-new"),
    path(f"{PLACE}/", postings.place, name="posting-place"),
    path(f"{PLACE}/change/", postings.place_change, name="posting-place-change"),
    path(f"{PLACE}/end/", postings.place_end, name="posting-place-end"),
    path(f"{PLACE}/post/", postings.post, name="posting-new"),
    path("rules/postings/<int:pk>/take-down/", postings.take_down, name="posting-take-down"),
    path("rules/postings/tasks/<int:pk>/", postings.replace, name="posting-replace"),
    path("rules/screens/", screens.screens, name="screens"),
    path("rules/screens/new/", screens.screen_new, name="screen-new"),
    path(f"{SCREEN}/change/", screens.screen_change, name="screen-change"),
    path(f"{SCREEN}/revoke/", screens.screen_revoke, name="screen-revoke"),
    path("wall/<str:token>/", screens.display, name="display"),
    path("wall/<str:token>/pages/", screens.pages, name="display-pages"),
    path("wall/<str:token>/corner/", screens.corner, name="display-corner"),
]
