"""The WSGI door, served by granian."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from opsdept.running.leash import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opsdept.settings")

if os.environ.get("OPSDEPT_LEASHED"):  # a process of granian that `run` or `serve` started
    end_with_parent()

application = get_wsgi_application()

from people import demonstration  # noqa: E402  needs the models

demonstration.look()
if settings.TRUSTED_PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)
