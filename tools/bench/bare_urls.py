"""The house and, beside it, a view that inserts one row for the signed-in account."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from opsdept.urls import urlpatterns as house


@require_POST
def bare(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (account, at) VALUES (%s, now())", [request.user.pk])
    return redirect("desk:home")


urlpatterns = [path("bare/", bare), *house]
