"""Two controllers in one program: an explicit provider for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from gpucreds_emulator import Emulator, serving
from gpucreds_emulator.egs import Seed
from tests.engine.holdings import holdings
from tools.environment import ROOT
from tools.program import Program

EXAMPLE = ROOT / "examples" / "two-controllers"


@dataclass
class Controller:
    """One EGS with a key of its own."""

    emulator: Emulator
    url: str

    @property
    def key(self) -> str:
        """What the provider logs in with."""
        return self.emulator.egs.api_key

    def writes(self) -> list[str]:
        """Which requests changed it."""
        sent = [f"{entry.method} {entry.path}" for entry in self.emulator.log()]
        return [line for line in sent if not line.startswith("GET") and not line.endswith("/auth")]

    def another_key(self) -> str:
        """A second Owner key, which somebody makes there."""
        with httpx.Client(base_url=f"{self.url}/api/v1") as client:
            bearer = client.post("/auth", json={"apiKey": self.key}).json()["data"]["token"]
            asked = {"name": "second", "userName": "admin", "role": "Owner", "validity": "2099-12-31"}
            made = client.post("/api-key", json=asked, headers={"Authorization": f"Bearer {bearer}"})
        return made.json()["data"]["apiKey"]


def _controller(number: int) -> Iterator[Controller]:
    emulator = Emulator(egs=Seed(api_key=f"00000000-0000-4000-8000-00000000000{number}"))
    with emulator.serving() as urls:
        yield Controller(emulator, urls["egs"])


@pytest.fixture
def north() -> Iterator[Controller]:
    yield from _controller(2)


@pytest.fixture
def south() -> Iterator[Controller]:
    yield from _controller(3)


@pytest.fixture
def elsewhere() -> Iterator[Controller]:
    yield from _controller(4)


@pytest.fixture
def program(north: Controller, south: Controller, tmp_path: Path) -> Program:
    program = Program.copied(EXAMPLE, tmp_path, {})
    program.pulumi("stack", "init", "dev")
    _configure(program, north=north, south=south)
    program.up()
    return program


def _configure(program: Program, **controllers: Controller) -> None:
    for name, controller in controllers.items():
        program.pulumi("config", "set", f"{name}Endpoint", controller.url)
        program.set_secret(f"{name}Key", controller.key)


def test_each_token_lands_on_its_own_controller(program: Program, north: Controller, south: Controller):
    assert holdings(north.emulator) == ["token north-ci: Owner of "]
    assert holdings(south.emulator) == ["token south-ci: Owner of "]
    program.pulumi("stack", "export")
    assert program.readable(north.emulator.handed_out() | south.emulator.handed_out()) == []
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert north.emulator.live() == south.emulator.live() == []


def test_another_endpoint_moves_the_token_there_and_the_old_controller_is_left_clean(
    program: Program, north: Controller, south: Controller, elsewhere: Controller
):
    _configure(program, north=elsewhere)
    shown = program.pulumi("preview", "--diff")
    assert "+-pulumi:providers:gpucreds: (replace)" in shown
    assert "+-gpucreds:egs:ApiToken: (replace)" in shown
    assert "south" not in shown.partition("--outputs:--")[0]
    assert elsewhere.emulator.log() == []
    before = len(south.writes())
    program.up()
    assert elsewhere.writes() == ["POST /api/v1/api-key"]
    assert north.writes()[-1] == "DELETE /api/v1/api-key"
    assert (north.emulator.live(), len(south.writes())) == ([], before)
    assert holdings(elsewhere.emulator) == ["token north-ci: Owner of "]


def test_the_same_controller_at_another_address_keeps_its_token(program: Program, north: Controller):
    source = program.folder / "Pulumi.yaml"
    former = f"      egsFormerEndpoint: {north.url}\n"
    source.write_text(
        source.read_text().replace("      egsApiKey: ${northKey}\n", "      egsApiKey: ${northKey}\n" + former)
    )
    before = north.writes()
    with serving(north.emulator.egs) as url:
        program.pulumi("config", "set", "northEndpoint", url)
        assert "replace" not in program.up()
    assert north.writes() == before


def test_another_key_replaces_nothing(program: Program, north: Controller):
    another = north.another_key()
    before = north.writes()
    program.set_secret("northKey", another)
    shown = program.pulumi("preview", "--diff")
    assert "(replace)" not in shown
    assert "~ egsApiKey: [secret] => [secret]" in shown
    program.up()
    assert north.writes() == before
    assert program.readable([another]) == []
