"""GET /healthz: is opsdept able to work? For load balancers and monitors; it tells no secret and no version."""

import os
import shutil

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORKER_SILENT_AFTER = 60  # seconds; a worker gives a sign of life every ten
DISK_FREE_BYTES = 200 * 1024 * 1024
OK = "ok"


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    state = {**database_and_worker(), "disk": disk()}
    is_well = set(state.values()) == {OK}
    return JsonResponse({"status": OK if is_well else "broken", **state}, status=200 if is_well else 503)


def database_and_worker() -> dict[str, str]:
    """Asked on a connection of its own: a pool would let the caller wait for a broken server."""
    try:
        params = connection.get_connection_params()
        for ours in ("cursor_factory", "context"):
            params.pop(ours, None)
        with psycopg.connect(**{**params, "connect_timeout": 3, "options": "-c statement_timeout=3000"}) as session:
            return {"database": OK, "worker": worker(session)}
    except psycopg.Error:
        return {"database": "unreachable", "worker": "unknown"}


def worker(session: psycopg.Connection) -> str:
    """The state of the background workers, by their own signs of life."""
    try:
        [(silent,)] = session.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers").fetchall()
    except psycopg.errors.UndefinedTable:
        return "missing"
    if silent is None:
        return "missing"
    return OK if silent < WORKER_SILENT_AFTER else "silent"


def disk() -> str:
    """Whether our folders can be written and have room left."""
    for folder in (settings.HOME, settings.HOME / "postgres"):
        if not folder.exists():
            continue
        if not os.access(folder, os.W_OK):
            return "read-only"
        if shutil.disk_usage(folder).free < DISK_FREE_BYTES:
            return "full"
    return OK
