"""`gpucreds`: the one list of its commands. Each is loaded when it is asked for: none waits for what another needs."""

from __future__ import annotations

import importlib
from typing import Any

import click

COMMANDS = ("audit", "doctor", "fleet", "policy-pack", "reclaim", "rotate")


class Commands(click.Group):
    """Finds the command `a-b` in the module `commands.a_b`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """All of them, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """One of them."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"gpucreds_cli.commands.{cmd_name.replace('-', '_')}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's
        """Run it; an error is one line without a secret."""
        from gpucreds_cli.console import fail  # noqa: PLC0415 - see above

        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours must print no value either
            fail(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="gpucreds", prog_name="gpucreds")
def main() -> None:
    """Credentials of GPU platforms: what stacks and platforms hold, and what to do about it."""
