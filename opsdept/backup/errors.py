"""What may go wrong, as a sentence for the person at the keyboard."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupProblem(Exception):  # noqa: N818  it may be a finding, not only an error
    """A backup or a restore cannot be done; the text says why and what to do."""


@contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses below the folder into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise BackupProblem(no_room(folder)) from error
        raise BackupProblem(f"{error.filename or folder}: {error.strerror}.") from error


def no_room(folder: Path) -> str:
    return f"There is no room left in {folder}. Make room there, or name another folder."
