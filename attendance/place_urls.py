"""Addresses of punches by place and outside."""

from django.urls import path

from attendance.views import places

urlpatterns = [
    path("clock/place/", places.consent, name="place"),
    path("clock/place/withdraw/", places.consent_withdraw, name="place-withdraw"),
    path("clock/outside/", places.outside, name="outside"),
    path("clock/outside/people/", places.outside_people, name="outside-people"),
    path("clock/outside/<int:pk>/photo/", places.outside_photo, name="outside-photo"),
    path("clock/places/new/", places.place_new, name="place-new"),
    path("clock/places/<int:pk>/", places.place_edit, name="place-edit"),
]
