"""`python -m gpucreds_emulator`: the platforms and the control API, one port each, until a signal ends them."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gpucreds_emulator.admission import Limits
from gpucreds_emulator.emulator import PLATFORMS, Emulator
from gpucreds_emulator.env_file import env_file
from gpucreds_emulator.runai import Seed as RunaiSeed
from gpucreds_emulator.runai.generation import GENERATIONS
from gpucreds_emulator.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.runai.generation import Version

    Command = Callable[..., Any]

_ENDING = {signal.SIGTERM, signal.SIGINT}
_PORT = click.IntRange(0, 65535)


def _port_option(name: str, title: str) -> Callable[[Command], Command]:
    return click.option(f"--{name}-port", type=_PORT, default=0, help=f"Port of {title}; 0 lets the kernel choose.")


def _port_options(command: Command) -> Command:
    for platform in reversed(PLATFORMS):
        command = _port_option(platform.name, platform.title)(command)
    return command


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@_port_options
@_port_option("control", "the control API")
@click.option(
    "--runai-version",
    type=click.Choice(list(GENERATIONS)),
    default=RunaiSeed.version,
    show_default=True,
    help="Which control plane of Run:ai to be at start.",
)
@click.option(
    "--env-file",
    "env_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the addresses and the seeded secrets there, as NAME=value lines, for as long as the emulator runs.",
)
@click.option(
    "--latency",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="Let each request wait that long before it is worked on.",
)
@click.option("--ready-fd", type=click.IntRange(0), help="Write a line to this descriptor when ready, and close it.")
def main(
    host: str,
    control_port: int,
    runai_version: Version,
    env_path: Path | None,
    latency: float,
    ready_fd: int | None,
    **ports: int,
) -> None:
    """Emulate GPU platforms on local ports, with nothing real behind them."""
    # Blocked before any thread starts, so that the signals wait for `sigwait` below whenever they come.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    emulator = Emulator(runai=RunaiSeed(version=runai_version))
    for platform in emulator.platforms.values():
        platform.admission.turn(Limits(latency=latency))
    try:
        with ExitStack() as running:
            chosen = {name.removesuffix("_port"): port for name, port in ports.items()}
            urls = running.enter_context(emulator.serving(host, chosen))
            control = running.enter_context(serving(emulator.control, host, control_port))
            if env_path is not None:
                variables = emulator.environment(urls) | {"GPUCREDS_EMULATOR": control}
                running.enter_context(env_file(env_path, variables))
            _announce({emulator.platforms[name].title: url for name, url in urls.items()} | {"control API": control})
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
