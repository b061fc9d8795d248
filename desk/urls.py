from django.urls import path

from desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("more/", views.more, name="more"),
    path("account/", views.account, name="account"),
    path("preferences/language/", views.language, name="language"),
    path("preferences/theme/", views.theme, name="theme"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
