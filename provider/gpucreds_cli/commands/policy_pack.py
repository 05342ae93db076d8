"""`gpucreds policy-pack`: where the ready pack is."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import click

import gpucreds_policy
from gpucreds.core.declaration import Model
from gpucreds_cli.console import json_option, refused, show
from gpucreds_cli.engine import version

STARTS_EXECUTABLES = (3, 259)
"""The oldest engine that is known to start a pack that is an executable; it was tried with this one."""


class Pack(Model):
    """Where the pack is."""

    path: Path
    """What `--policy-pack` takes."""


@click.command()
@click.option("--folder", is_flag=True, help="The folder of the pack, which every Pulumi runs with the Python on PATH.")
@json_option
def command(*, folder: bool, as_json: bool) -> None:
    """Print the path of the policy pack, for `pulumi preview --policy-pack "$(gpucreds policy-pack)"`.

    It is a program of the environment that gpucreds is installed in, so no environment has to be active. A Pulumi older
    than 3.259 gets the folder instead, which needs one.
    """
    if importlib.util.find_spec("pulumi_policy") is None:
        raise refused("the policy pack needs pulumi-policy", 'Install it: pip install "gpucreds[policy]"')
    folder = folder or version() < STARTS_EXECUTABLES
    path = Path(gpucreds_policy.__file__).parent if folder else _executable()
    show(Pack(path=path), lambda pack: click.echo(pack.path), as_json=as_json)


def _executable() -> Path:
    found = shutil.which("pulumi-analyzer-gpucreds", path=str(Path(sys.executable).parent))
    if found is None:
        raise refused("pulumi-analyzer-gpucreds is not where gpucreds is installed", "Install gpucreds anew")
    return Path(found)
