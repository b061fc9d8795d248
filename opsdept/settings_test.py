"""Settings of the tests: a database that may be emptied, plain static files, quick password hashes."""

import tempfile
from pathlib import Path

from opsdept.settings import *  # noqa: F403
from opsdept.settings import DATABASES, MIDDLEWARE, STORAGES

DATABASES["default"]["OPTIONS"] = {"options": "-c opsdept.may_empty=on -c synchronous_commit=off"}  # nothing of a test need last
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="opsdept-files-"))
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
ALLOWED_HOSTS = ["*"]
PUBLIC_URL = "http://testserver"
KEPT_SECONDS = 0  # what a test changes shows at once
