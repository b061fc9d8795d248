"""A Django that does nothing, with the packages imported that the house had: the measure for its memory."""

import importlib
import json
import os
from contextlib import suppress

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

from tools.bench.resident import resident


def memory(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"resident": resident()})


urlpatterns = [path("", memory)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", INSTALLED_APPS=["django.contrib.contenttypes"])  # noqa: S106
application = get_wsgi_application()
for name in json.loads(os.environ["BENCH_PACKAGES"]):
    with suppress(Exception):  # a part that wants more than to be imported
        importlib.import_module(name)
