"""The house and, beside it, a view that inserts one row for the signed-in account."""

import sys

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from opsdept.urls import urlpatterns as house
from tools.bench.resident import resident


@require_POST
def bare(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (account, at) VALUES (%s, now())", [request.user.pk])
    return redirect("desk:home")


def memory(request: HttpRequest) -> JsonResponse:
    """What this process holds, and every module in it that is not ours."""
    ours = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path} | {"opsdept", "tools"}
    packages = [name for name in sys.modules if name.partition(".")[0] not in ours]
    return JsonResponse({"resident": resident(), "packages": packages})


urlpatterns = [path("bare/", bare), path("memory/", memory), *house]
