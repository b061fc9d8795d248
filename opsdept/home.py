"""The folder that holds everything this installation writes: database, files, secrets. No Django in it."""

import os
import secrets
from pathlib import Path


def home_folder(configured: str, base_dir: Path) -> Path:
    """The absolute home folder: `OPSDEPT_HOME`, else `.data` in the checkout. It need not exist yet."""
    return Path(configured).expanduser().absolute() if configured else base_dir / ".data"


def secret_key(home: Path) -> str:
    """The installation's secret key, made once and kept in a file that only its owner reads.

    Two processes that start at once agree: the file is linked into place, and the first one wins.
    """
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
