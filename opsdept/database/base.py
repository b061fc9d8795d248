"""Django's Postgres backend, extended by three things.

- Without `DATABASE_URL` it connects to the embedded server and starts it at the first connection, so a command
  that needs no database starts none.
- The model checks connect to nothing.
- Each transaction begins by naming whoever acts, so that the triggers of the audit trail know.
"""

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base, features

from opsdept import embedded


class EmbeddedConnection(psycopg.Connection[Any]):
    """A connection of the pool that starts the embedded server anew when it is gone."""

    @classmethod
    def connect(cls, *args: Any, **kwargs: Any) -> "EmbeddedConnection":
        try:
            return super().connect(*args, **kwargs)  # type: ignore[return-value]
        except psycopg.OperationalError:
            embedded.revive(settings.HOME)
            return super().connect(*args, **kwargs)  # type: ignore[return-value]


class Features(features.DatabaseFeatures):
    """We store generated columns. Whether the server can also compute them unstored is asked by Django's model checks, which
    would connect, and so start a server, for commands that need none.
    """

    supports_virtual_generated_columns = False


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = Features

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(settings_dict, *args, **kwargs)
        self.is_embedded = settings_dict["OPSDEPT_EMBEDDED"]
        self._named: str | None = None  # the actor that this transaction was told
        pool = settings_dict["OPTIONS"].get("pool")
        if self.is_embedded and pool:
            settings_dict["OPTIONS"]["pool"] = {**pool, "connection_class": EmbeddedConnection}

    def get_connection_params(self) -> dict[str, Any]:
        if self.is_embedded:
            server = embedded.ensure(settings.HOME)
            self.settings_dict.update(HOST=server["host"], PORT=server["port"], USER=server["user"], PASSWORD=server["password"])
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if not self.is_embedded or self.pool:
                raise
            embedded.revive(settings.HOME)
            return super().get_new_connection(conn_params)

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        self._named = None
        if not autocommit:
            self._name_actor()

    def _savepoint(self, sid: str) -> None:
        super()._savepoint(sid)  # type: ignore[misc]
        self._name_actor()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._named = None  # the setting went back to what it was before the savepoint
        self._name_actor()

    def _name_actor(self) -> None:
        """Tell the triggers who acts, once per actor and transaction."""
        from common.audit import current_actor  # needs the models' registry, which loads after this backend

        actor = current_actor() or ""
        if actor != (self._named or ""):
            with self.wrap_database_errors:
                self.connection.execute("SELECT set_config('opsdept.actor', %s, true)", [actor])
            self._named = actor
