"""Run every measurement, or those named: `make bench ARGS="pages approvals"`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opsdept.settings_test")

import django

django.setup()

from tools.bench import approvals, attendance, claims, clockin, closing, fapiao, importing, lookup, memory, pages, poster, starts  # noqa: E402

MEASUREMENTS = {
    "pages": pages.run,
    "approvals": approvals.run,
    "attendance": attendance.run,
    "clockin": clockin.run,
    "closing": closing.run,
    "lookup": lookup.run,
    "finance": claims.run,
    "poster": poster.run,
    "importing": importing.run,
    "fapiao": fapiao.run,
    "memory": memory.run,
    "starts": starts.run,
}

for name in sys.argv[1:] or MEASUREMENTS:
    MEASUREMENTS[name]()
