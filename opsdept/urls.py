"""Every address of the house. Each app brings its own."""

from django.contrib import admin
from django.urls import include, path

from opsdept import demo_views, error_views, health

urlpatterns = [
    path("", include("desk.urls")),
    path("", include("attendance.urls")),  # its first is the one that is asked for most at once
    path("", include("common.urls")),
    path("", include("people.urls")),
    path("", include("workdays.urls")),
    path("", include("notices.urls")),
    path("", include("approvals.urls")),
    path("", include("rules.urls")),
    path("", include("duties.urls")),
    path("", include("finance.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("demo/leave/", demo_views.leave, name="demo-leave"),
    path("healthz", health.healthz, name="healthz"),
]

handler400 = error_views.bad_request
handler403 = error_views.forbidden
handler404 = error_views.not_found
handler500 = error_views.server_error
