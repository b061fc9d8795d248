from django.urls import path

from workdays import views

app_name = "workdays"

urlpatterns = [
    path("calendar/", views.month, name="month"),
    path("calendar/<int:year>/", views.year, name="year"),
    path("calendar/<int:year>/<int:month>/", views.month, name="month-of"),
    path("calendar/<int:year>/<int:month>/<int:day>/", views.day, name="day"),
    path("calendar/sites/", views.sites, name="site-list"),
    path("calendar/sites/new/", views.site_edit, name="site-new"),
    path("calendar/sites/<int:pk>/", views.site_edit, name="site-edit"),
]
