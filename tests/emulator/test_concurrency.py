"""Threads call at once: each call's work is whole, and faults are counted right."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from gpucreds_emulator import Clock, Emulator, Fault

THREADS = 8


def at_once(work, arguments):
    """All begin at the same moment."""
    start = threading.Barrier(len(arguments))

    def begin(argument):
        start.wait()
        return work(argument)

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(begin, arguments))


def test_of_creates_of_one_name_at_one_moment_one_wins(api):
    assert api.owner
    statuses = at_once(lambda _: api.create_workspace("red").status_code, range(THREADS))
    assert sorted(statuses) == [200] + [409] * (THREADS - 1)


def test_keys_made_at_once_are_all_kept(api):
    assert api.owner
    made = at_once(lambda _: api.key(), range(THREADS))
    assert len(set(made)) == THREADS
    assert {item["apiKey"] for item in api.listed_keys()} >= set(made)


def test_a_fault_for_three_calls_hits_three_of_many(api, emulator):
    assert api.owner
    emulator.inject(Fault("html", count=3))
    statuses = at_once(lambda _: api.create_key().status_code, range(THREADS))
    assert sorted(statuses) == [200] * (THREADS - 3) + [502] * 3


def test_a_call_that_waits_holds_up_no_other(api):
    """The delayed call goes on only when another one has been answered meanwhile."""
    answered = threading.Event()
    emulator = Emulator(clock=Clock(), wait=lambda _: answered.wait(10) or None)
    slow = type(api)(emulator)
    bearer = slow.owner
    emulator.inject(Fault("delay", method="POST"))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(slow.create_key)
        while not emulator.log()[1:]:
            pass
        assert slow.call("GET", "/slice-workspace/list", bearer=bearer).status_code == 200
        assert emulator.log()[1].status is None
        answered.set()
        assert waiting.result().status_code == 200
