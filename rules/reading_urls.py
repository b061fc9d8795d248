"""Where rules are read, reviewed and published."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def later(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("rules/editions/<int:pk>/", later, name="edition"),
    path("rules/<str:number>/", later, name="rulebook"),
    path("r/<str:code>", later, name="posted"),
]
