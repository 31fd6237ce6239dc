"""A program that writes to one case, to be run beside others or killed: FILE CASE NAME COUNT.

Prints the version after each event that the store has acknowledged.
"""

from __future__ import annotations

import sys
from itertools import count, islice

from jiesuo.errors import Conflict
from jiesuo.store.sqlite import SqliteStore

AT = "2025-03-01T09:00:00+00:00"


def main(file: str, case_id: str, name: str, wanted: int) -> None:
    store = SqliteStore(file, patience=20)
    begin(store, case_id)
    for number in islice(count(), wanted if wanted else None):
        print(add(store, case_id, {"at": AT, "who": name, "n": number}), flush=True)


def begin(store: SqliteStore, case_id: str) -> None:
    try:
        store.create(case_id, [{"at": AT, "who": "first", "n": 0}])
    except Conflict:
        return


def add(store: SqliteStore, case_id: str, event: dict[str, object]) -> int:
    while True:
        try:
            return store.append(case_id, store.read(case_id)[0], [event])
        except Conflict:
            continue


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
