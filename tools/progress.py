"""Telling a person how far a long step is, on a terminal and in a log."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TERMINAL_SECONDS = 1
LOG_SECONDS = 15


def say(line: str, about: str = "engine") -> None:
    """Tell what happens, and to which tool, in words that stand apart from make's and Go's."""
    print(f"{about}: {line}", flush=True)


@contextmanager
def repeating(describe: Callable[[], str]) -> Iterator[None]:
    """While a long step runs, tell how far it is: in place on a terminal, else now and then as a line of the log."""
    done = threading.Event()
    teller = threading.Thread(target=_tell_in_place if sys.stdout.isatty() else _tell_in_lines, args=(describe, done))
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell_in_place(describe: Callable[[], str], done: threading.Event) -> None:
    clear_line = "\r\033[K"
    while not done.wait(TERMINAL_SECONDS):
        print(f"{clear_line}engine: {describe()}", end="", flush=True)
    print(clear_line, end="", flush=True)


def _tell_in_lines(describe: Callable[[], str], done: threading.Event) -> None:
    while not done.wait(LOG_SECONDS):
        say(describe())
