"""`python -m gpucreds_emulator`: the platforms and the control API, one port each, until a signal ends them."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path

import click

from gpucreds_emulator.emulator import Emulator
from gpucreds_emulator.env_file import env_file
from gpucreds_emulator.server import serving

_ENDING = {signal.SIGTERM, signal.SIGINT}
_PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--egs-port", type=_PORT, default=0, help="Port of EGS; 0 lets the kernel choose.")
@click.option("--control-port", type=_PORT, default=0, help="Port of the control API; 0 lets the kernel choose.")
@click.option(
    "--env-file",
    "env_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the addresses and the seeded key there, as NAME=value lines, for as long as the emulator runs.",
)
@click.option("--ready-fd", type=click.IntRange(0), help="Write a line to this descriptor when ready, and close it.")
def main(host: str, egs_port: int, control_port: int, env_path: Path | None, ready_fd: int | None) -> None:
    """Emulate GPU platforms on local ports, with nothing real behind them."""
    # Blocked before any thread starts, so that the signals wait for `sigwait` below whenever they come.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    emulator = Emulator()
    try:
        with ExitStack() as running:
            egs = running.enter_context(serving(emulator.egs, host, egs_port))
            control = running.enter_context(serving(emulator.control, host, control_port))
            variables = {**emulator.egs.environment(egs), "GPUCREDS_EMULATOR": control}
            if env_path is not None:
                running.enter_context(env_file(env_path, variables))
            _announce({"EGS": egs, "control API": control})
            _tell_ready(ready_fd)
            signal.sigwait(_ENDING)
    except OSError as error:
        raise click.ClickException(f"cannot start: {error}") from None


def _announce(addresses: dict[str, str]) -> None:
    click.echo("THIS IS AN EMULATOR: it holds no real credential, and nothing it gives out opens anything.")
    for name, url in addresses.items():
        click.echo(f"emulator: {name} ready at {url}")


def _tell_ready(descriptor: int | None) -> None:
    if descriptor is not None:
        with open(descriptor, "w") as pipe:  # noqa: PTH123  a descriptor has no path
            pipe.write("ready\n")


if __name__ == "__main__":
    main(prog_name="python -m gpucreds_emulator")
