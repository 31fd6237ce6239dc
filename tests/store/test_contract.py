"""What every store promises; a new store is tested by naming it at the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiesuo.errors import Conflict, InputError, NotFound
from jiesuo.store.base import Event, Store, Summary
from jiesuo.store.memory import MemoryStore
from jiesuo.store.sqlite import SqliteStore

A = "a" * 26
B = "b" * 26
NINE, TEN, ELEVEN = (f"2025-03-01T{hour:02}:00:00+00:00" for hour in (9, 10, 11))


def event(at: str = NINE, **more: object) -> Event:
    return {"kind": "noted", "at": at, **more}


class StoreContract:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = self.new_store(tmp_path)
        yield store
        store.close()

    def new_store(self, folder: Path) -> Store:
        raise NotImplementedError

    def test_what_was_created_is_read(self, store: Store) -> None:
        assert store.create(A, [event(text="one"), event(text="two")]) == 2
        assert store.read(A) == (2, [event(text="one"), event(text="two")])

    def test_appended_events_come_after_the_earlier_ones(self, store: Store) -> None:
        store.create(A, [event(n=1)])
        assert store.append(A, 1, [event(n=2), event(n=3)]) == 3
        assert [each["n"] for each in store.read(A)[1]] == [1, 2, 3]

    @pytest.mark.parametrize("stale", [-1, 0, 1, 3])
    def test_a_stale_writer_changes_nothing(self, store: Store, stale: int) -> None:
        store.create(A, [event(), event()])
        with pytest.raises(Conflict) as caught:
            store.append(A, stale, [event(text="late")])
        assert "version 2" in caught.value.what
        assert caught.value.next_step
        assert store.read(A) == (2, [event(), event()])

    def test_an_id_is_taken_once(self, store: Store) -> None:
        store.create(A, [event(n=1)])
        with pytest.raises(Conflict):
            store.create(A, [event(n=2)])
        assert store.read(A) == (1, [event(n=1)])

    def test_an_unknown_case_is_not_found(self, store: Store) -> None:
        store.create(B, [event()])
        with pytest.raises(NotFound):
            store.read(A)
        with pytest.raises(NotFound):
            store.append(A, 0, [event()])
        with pytest.raises(NotFound):
            store.forget(A)

    def test_a_forgotten_case_is_gone_and_only_that_one(self, store: Store) -> None:
        store.create(A, [event(n=1)])
        store.create(B, [event(n=2)])
        store.forget(A)
        with pytest.raises(NotFound):
            store.read(A)
        with pytest.raises(NotFound):
            store.forget(A)
        assert store.read(B) == (1, [event(n=2)])
        assert [line.case_id for line in store.list()] == [B]

    def test_a_forgotten_id_begins_afresh(self, store: Store) -> None:
        store.create(A, [event(n=1), event(n=2)])
        store.forget(A)
        assert store.create(A, [event(n=3)]) == 1
        assert store.read(A) == (1, [event(n=3)])

    def test_an_empty_store_lists_nothing(self, store: Store) -> None:
        assert store.list() == ()

    def test_the_list_has_times_and_versions_newest_first(self, store: Store) -> None:
        store.create(A, [event(NINE), event(TEN)])
        store.create(B, [event(TEN)])
        assert [line.case_id for line in store.list()] == [B, A]
        store.append(A, 2, [event(ELEVEN)])
        assert store.list() == (Summary(A, 3, NINE, ELEVEN), Summary(B, 1, TEN, TEN))

    def test_nothing_appended_changes_nothing(self, store: Store) -> None:
        store.create(A, [event(NINE)])
        before = store.list()
        assert store.append(A, 1, []) == 1
        assert store.list() == before
        with pytest.raises(Conflict):
            store.append(A, 0, [])

    @pytest.mark.parametrize(
        "value",
        [
            "解锁 🔑",
            "half \ud83d",
            "nul \0 inside",
            "",
            {"deep": [1, 2.5, None, True, {"x": []}]},
            2**70,
            "x" * 300_000,
        ],
        ids=["chinese", "surrogate", "nul", "empty", "nested", "big", "long"],
    )
    def test_any_json_comes_back_as_it_went_in(self, store: Store, value: object) -> None:
        store.create(A, [event(value=value)])
        assert store.read(A) == (1, [event(value=value)])

    @pytest.mark.parametrize(
        "value", [float("nan"), object(), {1, 2}, b"bytes"], ids=["nan", "object", "set", "bytes"]
    )
    def test_what_is_not_json_is_refused_whole(self, store: Store, value: object) -> None:
        store.create(A, [event()])
        with pytest.raises(InputError):
            store.append(A, 1, [event(), event(value=value)])
        assert store.read(A)[0] == 1

    @pytest.mark.parametrize("faulty", [{}, {"at": None}, {"at": "\udc80"}, "at"])
    def test_an_event_needs_a_time(self, store: Store, faulty: Event) -> None:
        with pytest.raises(InputError):
            store.create(A, [faulty])
        assert store.list() == ()

    def test_a_case_needs_an_event(self, store: Store) -> None:
        with pytest.raises(InputError):
            store.create(A, [])

    @pytest.mark.parametrize("faulty", [None, 7, b"a", "\udcff"])
    def test_an_id_is_text(self, store: Store, faulty: str) -> None:
        for call in (store.read, store.forget):
            with pytest.raises(InputError):
                call(faulty)
        with pytest.raises(InputError):
            store.create(faulty, [event()])
        with pytest.raises(InputError):
            store.append(faulty, 1, [event()])

    @pytest.mark.parametrize("odd", ["", "'; DROP TABLE cases; --", "案件", "a\0b", "%", "../x"])
    def test_any_text_is_an_id(self, store: Store, odd: str) -> None:
        store.create(odd, [event(n=1)])
        assert store.read(odd) == (1, [event(n=1)])
        assert store.list()[0].case_id == odd

    def test_a_caller_cannot_reach_what_rests(self, store: Store) -> None:
        mine = event(items=[1])
        store.create(A, [mine])
        mine["items"].append(2)
        store.read(A)[1][0]["items"].append(3)
        assert store.read(A) == (1, [event(items=[1])])

    def test_a_closed_store_opens_itself_again(self, store: Store) -> None:
        store.create(A, [event()])
        store.close()
        store.close()
        assert store.read(A) == (1, [event()])

    def test_threads_with_retry_lose_nothing(self, store: Store) -> None:
        store.create(A, [event(who="main")])
        gate = threading.Barrier(4)
        threads = [threading.Thread(target=_append_ten, args=(store, f"thread {n}", gate)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        version, events = store.read(A)
        assert version == 41
        for n in range(4):
            assert [each["n"] for each in events if each["who"] == f"thread {n}"] == list(range(10))


def _append_ten(store: Store, who: str, gate: threading.Barrier) -> None:
    gate.wait()
    for n in range(10):
        while True:
            try:
                store.append(A, store.read(A)[0], [event(who=who, n=n)])
                break
            except Conflict:
                continue


class TestMemoryStore(StoreContract):
    def new_store(self, folder: Path) -> Store:
        return MemoryStore()


class TestSqliteStore(StoreContract):
    def new_store(self, folder: Path) -> Store:
        return SqliteStore(folder / "cases.sqlite")
