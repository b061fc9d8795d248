"""Leaving the demonstration: its database is emptied, its files are removed, and a company of one's own begins.

The wish is written to a file in the home first, and the file goes away last. In between each step can be done again, so that
a start after a crash finishes what was begun: `run` and `serve` do, and so does a running house, which stops its web server
and its worker for it. Whether the database was emptied is written into the database itself, in the transaction that empties it.
"""

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from common.errors import RuleBroken
from opsdept.first_company import Unit, make_company
from opsdept.running.start import migrate_if_needed
from people.models import DemoMark, Employee

LEFT = "opsdept: the demonstration was left"  # the comment of the schema
OTHERS_END_WITHIN = 20  # seconds for connections of processes that were just stopped
Tell = Callable[[str], None]

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """The company that shall be there afterwards. password_hash: as `make_password` gives it. units: name and depth of each."""

    company: str
    number: str
    name: str
    email: str
    password_hash: str
    start: str
    units: tuple[tuple[str, int], ...] = ()


def require_demo() -> None:
    """Raises RuleBroken where the company is a real one: that is never emptied."""
    if not DemoMark.objects.exists():
        raise RuleBroken(_("This company is no demonstration. It cannot be emptied."))


# -- the wish ------------------------------------------------------------------------------------------------


def _path() -> Path:
    return settings.HOME / "leaving.json"


def _refusal() -> Path:
    return settings.HOME / "leaving.refused"


def is_wished() -> bool:
    return _path().exists()


def wish_for(wish: Wish) -> None:
    """Write the wish down, readable by nobody else. Raises RuleBroken when there is one already, and for a real company."""
    require_demo()
    draft = settings.HOME / f"leaving.{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(wish)))
    _refusal().unlink(missing_ok=True)
    try:
        os.link(draft, _path())
    except FileExistsError:
        raise RuleBroken(_("The demonstration is being left already.")) from None
    finally:
        draft.unlink()


def refused() -> str:
    """Why the last wish was not fulfilled, "" when it was or there was none."""
    return _refusal().read_text() if _refusal().exists() else ""


def _read() -> Wish:
    kept = json.loads(_path().read_text())
    return Wish(**{**kept, "units": tuple((name, depth) for name, depth in kept["units"])})


# -- its fulfilment ------------------------------------------------------------------------------------------


def fulfil(tell: Tell = lambda line: None) -> None:
    """Do what the wish says, from where it was interrupted. Nothing without a wish.

    The caller has stopped whoever works with the database. When others still do, nothing is emptied and the wish is forgotten.
    """
    if not is_wished():
        return
    try:
        wish = _read()
        if _is_demo():
            tell("The demonstration is being left: its database is emptied ...")
            _empty_alone()
        if has_left():
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
            migrate_if_needed()
            _begin(wish)
            tell(f"The company is empty. {wish.number} may log in and do everything.")
    except RuleBroken as refusal:
        tell(str(refusal))
        _refusal().write_text(str(refusal))
    _path().unlink(missing_ok=True)


def _is_demo() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('people_demomark') IS NOT NULL")
        return bool(cursor.fetchone()[0]) and DemoMark.objects.exists()


def has_left() -> bool:
    """Whether this database once held the demonstration and was emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(current_schema()::regnamespace, 'pg_namespace')")
        return bool(cursor.fetchone()[0] == LEFT)


def _empty_alone() -> None:
    """Empty the database on a connection that is the only one. Raises RuleBroken when others stay connected."""
    params = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        params.pop(ours, None)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with psycopg.connect(**{**params, "autocommit": True}) as session:
        until = time.monotonic() + OTHERS_END_WITHIN
        while others := session.execute(OTHERS).fetchall()[0][0]:
            if time.monotonic() > until:
                raise RuleBroken(
                    _("%(count)d other connections use the database. Stop every opsdept that works with it, then leave again."),
                    count=others,
                )
            time.sleep(0.2)
        _empty(session)
    ContentType.objects.clear_cache()


def _empty(session: psycopg.Connection[Any]) -> None:
    """Facts refuse to be deleted: the tables go as a whole. A crash leaves either all of them or none."""
    with session.transaction():
        session.execute("SET LOCAL lock_timeout = '20s'")
        [(name,)] = session.execute("SELECT current_schema()").fetchall()
        schema = sql.Identifier(name)
        session.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema))
        session.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        session.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, sql.Literal(LEFT)))


@transaction.atomic
def _begin(wish: Wish) -> None:
    if Employee.objects.exists():  # a start before this one came so far
        return
    make_company(
        name=wish.company, units=[Unit(name, depth) for name, depth in wish.units], admin_number=wish.number, admin_name=wish.name,
        email=wish.email, password="", start=date.fromisoformat(wish.start),
    )  # fmt: skip
    admin = Employee.objects.select_related("user").get(number=wish.number)
    assert admin.user is not None  # noqa: S101  `make_company` made it
    admin.user.password = wish.password_hash
    admin.user.save(update_fields=["password"])
