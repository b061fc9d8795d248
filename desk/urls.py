from django.urls import path

from desk import board_views, views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("more/", views.more, name="more"),
    path("desk/team/", board_views.team, name="team"),
    path("desk/team/<slug:state>/", board_views.team_people, name="team-people"),
    path("desk/company/", board_views.company, name="company"),
    path("account/", views.account, name="account"),
    path("preferences/language/", views.language, name="language"),
    path("preferences/theme/", views.theme, name="theme"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
