"""Settings and one bare view for the clock-in measurement: the same session, the same middleware, one insert."""

import os

from opsdept.settings import *  # noqa: F403
from opsdept.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
ROOT_URLCONF = "tools.bench.bare_urls"
ALLOWED_HOSTS = ["*"]
