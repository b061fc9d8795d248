"""A process that uses the embedded server, for the tests: python visitor.py {look|stay|read|write} HOME

look: print the connection parameters as JSON. stay: the same, then wait for the end of the input.
read: print the numbers of all rows as JSON.
write: commit numbered rows for ever and print each number once it is acknowledged.
"""

import json
import sys
from itertools import count
from pathlib import Path

import psycopg

from opsdept.embedded import ensure, revive

CREATE = "CREATE TABLE IF NOT EXISTS fact (number bigint PRIMARY KEY)"
INSERT = "INSERT INTO fact VALUES (%s) ON CONFLICT DO NOTHING"


def write(home: Path, numbers: count) -> None:
    number = next(numbers)
    params = ensure(home)
    while True:
        try:
            with psycopg.connect(**params, autocommit=True) as session:
                session.execute(CREATE)
                while True:
                    session.execute(INSERT, [number])
                    print(number, flush=True)
                    number = next(numbers)
        except psycopg.OperationalError:
            params = revive(home)


if __name__ == "__main__":
    wish, home = sys.argv[1], Path(sys.argv[2])
    if wish == "write":
        write(home, count(1))
    params = ensure(home)
    with psycopg.connect(**params) as session:
        answer = [number for (number,) in session.execute("SELECT number FROM fact")] if wish == "read" else params
    print(json.dumps(answer), flush=True)
    if wish == "stay":
        sys.stdin.read()
