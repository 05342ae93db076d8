"""Measure, and write `bench/results.md`.

    python -m bench [--size quick|default|full] [--fresh]

The size is also taken from the variable BENCH. A run that was interrupted goes on where it was.
"""

from __future__ import annotations

import os
import signal
import time
from types import FrameType

import click

from bench import extras, page
from bench.contestants import contestants
from bench.emulated import Emulated, emulated
from bench.lives import SIZES, Size, lacking, measure, order
from bench.samples import Store
from tools.environment import ROOT
from tools.go_build import EngineError


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default=os.environ.get("BENCH", "default"), show_default=True)
@click.option("--fresh", is_flag=True, help="Forget the samples of earlier runs.")
def main(size: str, *, fresh: bool) -> None:
    """Measure gpucreds beside the engine alone and beside other ways."""
    # A shell's background job ignores SIGINT, and so would the engine's language host, which is ended by it: the engine
    # then waits five seconds for it in each command.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _end)
    store = Store(ROOT / ".bench")
    if fresh:
        store.clear()
    try:
        with emulated() as platforms:
            left_out = run(SIZES[size], store, platforms)
            extras.run(store, platforms, size)
    except EngineError as error:
        raise click.ClickException(str(error)) from None
    page.write(store, size, left_out)
    click.echo(page.PAGE.read_text())


def _end(number: int, _frame: FrameType | None) -> None:
    """Leave, and end what was started on the way."""
    raise SystemExit(128 + number)


def run(size: Size, store: Store, platforms: Emulated) -> int:
    """Measure every life that is not in the store, and return how many were left out for want of time."""
    begun, left_out = time.monotonic(), 0
    for contestant, life in order(size, contestants()):
        if not lacking(life, list(store.lives())):
            continue
        if time.monotonic() - begun > size.minutes * 60:
            left_out += 1
            continue
        measured = measure(contestant, life, platforms)
        store.add(measured)
        click.echo(f"bench: {measured.file.removesuffix('.json')}: " + told(measured.failure))
    return left_out


def told(failure: str | None) -> str:
    """How a life ended."""
    return f"fails: {failure}" if failure else "measured"


if __name__ == "__main__":
    main(prog_name="python -m bench")
