"""A collection is read once per run, however many ask for it."""

from itertools import count

import pytest

from gpucreds.platforms._snapshot import Snapshot
from tests.platforms.crowd import Narrow, at_once


def test_it_is_fetched_when_first_asked_for_and_then_kept():
    numbers = count()
    snapshot = Snapshot(lambda: next(numbers))
    assert next(numbers) == 0
    assert [snapshot.get(), snapshot.get()] == [1, 1]


def test_a_fresh_one_is_fetched_anew_and_kept_for_all():
    numbers = count(1)
    snapshot = Snapshot(lambda: next(numbers))
    assert [snapshot.get(), snapshot.get(fresh=True), snapshot.get()] == [1, 2, 2]


@pytest.mark.parametrize("nothing", [None, [], 0])
def test_an_empty_collection_is_an_answer_too(nothing):
    fetched = []
    snapshot = Snapshot(lambda: fetched.append(1) or nothing)
    assert (snapshot.get(), snapshot.get(), len(fetched)) == (nothing, nothing, 1)


def test_a_fetch_that_failed_is_tried_again_by_the_next_one_who_asks():
    answers = iter([OSError("lost"), "seen"])

    def fetch():
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    snapshot = Snapshot(fetch)
    with pytest.raises(OSError, match="lost"):
        snapshot.get()
    assert snapshot.get() == "seen"


def test_all_who_ask_at_once_wait_for_one_answer():
    numbers, narrow = count(1), Narrow()

    def fetch():
        narrow.pass_through()
        return next(numbers)

    snapshot = Snapshot(fetch)
    assert at_once(8, snapshot.get) == [1] * 8
    assert not narrow.met
