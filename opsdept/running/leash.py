"""Run a command that ends, by the kernel's hand, when the process that started it ends.

    python -I -S leash.py PARENT_PID COMMAND ...

Setting the parent-death signal here and not between fork and exec keeps a parent with threads safe. The
standard library is enough, so that this step costs a few milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    end_with_parent()
    if os.getppid() != int(sys.argv[1]):
        sys.exit("The process that wanted this one has ended.")
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  the command is our own
