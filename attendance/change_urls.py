"""Addresses of results that changed after the fact."""

from django.urls import path

from attendance.views import changes

urlpatterns = [
    path("changed-results/", changes.change_list, name="change-list"),
    path("changed-results/accept/", changes.accept, name="change-accept"),
]
