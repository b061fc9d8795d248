"""The reading process: takes a file on standard input, says what it found as JSON on standard output, and may do little else."""

import json
import os
import resource
import sys
from typing import Any

MEMORY = 1_000_000_000  # bytes of address space
SECONDS = 20  # of the processor
ANSWER = 4_000_000  # bytes that it may write
FILES = 64


def main() -> None:
    limit()
    answer = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not disturb the answer
    content = json.dumps(said(sys.stdin.buffer.read()), ensure_ascii=True).encode()
    with os.fdopen(answer, "wb") as file:
        file.write(content)


def limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, ANSWER),
        (resource.RLIMIT_NOFILE, FILES), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def said(data: bytes) -> dict[str, Any]:
    """{"read": …}, or {"error": sentence, "values": …}."""
    from finance.fapiao.fields import packed
    from finance.fapiao.reading import read
    from finance.fapiao.sentences import DAMAGED, TOO_LONG, Unreadable

    try:
        return {"read": packed(read(data))}
    except Unreadable as refusal:
        return {"error": str(refusal.sentence), "values": {name: str(value) for name, value in refusal.values.items()}}
    except (MemoryError, RecursionError):
        return {"error": TOO_LONG, "values": {}}
    except Exception as fault:
        print(f"{type(fault).__name__}: {fault}"[:2000], file=sys.stderr)
        return {"error": DAMAGED, "values": {}}


if __name__ == "__main__":
    main()
