"""Calls work beside each other, end when the user stops them, and the process ends with its engine."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from gpucreds.core.hub import Existing
from gpucreds.doors.plugin import Plugin
from gpucreds_emulator import Fault
from tests.lifecycle.doors import Aborted, PartlyMade, PluginDoor
from tests.lifecycle.doors.plugin import SECRET, Call, Listener, sent
from tests.world import STACK, World
from tools.environment import ROOT

TOGETHER = 64
URN = "urn:pulumi:dev::project::gpucreds:egs:ApiToken::ci"
WORKSPACE = {"name": "red", "clusters": ["worker-1"], "namespaces": ["red"], "username": "Jo", "email": "jo@a.example"}


def test_64_creates_work_at_the_same_time(world: World):
    gate = threading.Barrier(TOGETHER)

    def create(_type: str, inputs: dict) -> Existing:
        gate.wait(timeout=60)  # passes only if all the others are here too
        return Existing("id", inputs, inputs)

    opened = world.open()
    opened.hub.create = create
    plugin = Plugin(Listener(world), lambda *_: opened)

    async def all_of_them() -> list:
        await plugin.Configure(messages.ConfigureRequest(args=sent({"identity": STACK})), Call())
        creates = (plugin.Create(messages.CreateRequest(urn=URN), Call()) for _ in range(TOGETHER))
        return await asyncio.gather(*creates)

    assert {answer.id for answer in asyncio.run(all_of_them())} == {"id"}


def test_after_a_cancel_nothing_waits_and_what_is_made_is_kept(plugin: PluginDoor, world: World):
    world.emulator.egs.knobs.polls_until_ready = 10_000
    inputs = plugin.check("egs:SliceWorkspace", WORKSPACE, None)
    plugin.ask("Cancel", Empty())
    with pytest.raises(PartlyMade, match="the command was cancelled") as made:
        plugin.create("egs:SliceWorkspace", inputs)
    assert made.value.id == "red"
    assert world.clock.waited == 0


def test_after_a_cancel_a_lost_answer_is_looked_for_once_more(plugin: PluginDoor, world: World):
    world.emulator.inject(Fault("reset-after", platform="egs", method="POST", path="/api/v1/api-key"))
    inputs = plugin.check("egs:ApiToken", {"role": "Owner", "name": "ci", "address": "ci"}, None)
    plugin.ask("Cancel", Empty())
    plugin.create("egs:ApiToken", inputs)
    assert len(world.emulator.live()) == 1


def test_a_mistake_of_ours_names_its_place_and_no_value(world: World):
    opened = world.open()
    secret = world.emulator.egs.api_key
    plugin = Plugin(Listener(world), lambda *_: opened)

    def fail(*_: object) -> None:
        raise KeyError(secret)

    opened.hub.create = fail

    async def create() -> None:
        await plugin.Configure(messages.ConfigureRequest(args=sent({"identity": STACK})), Call())
        await plugin.Create(messages.CreateRequest(urn=URN), Call())

    with pytest.raises(Aborted, match=r"^gpucreds made a mistake, please report it: KeyError in fail:\d+$"):
        asyncio.run(create())


def test_a_look_up_answers_with_its_secrets_marked(plugin: PluginDoor):
    roles = plugin.ask("Invoke", messages.InvokeRequest(tok="gpucreds:runai:getRoles"))
    assert "L1 researcher" in [role["name"] for role in plugin.known(getattr(roles, "return"))["roles"]]
    token = plugin.ask("Invoke", messages.InvokeRequest(tok="gpucreds:runai:getAccessToken"))
    assert SECRET.items() <= MessageToDict(getattr(token, "return"))["token"].items()


@pytest.mark.parametrize(
    ("verb", "request_"),
    [
        ("Invoke", messages.InvokeRequest(tok="gpucreds:runai:getMoon")),
        ("Check", messages.CheckRequest(urn="urn:pulumi:dev::project::gpucreds:egs:Moon::it")),
    ],
)
def test_what_only_a_newer_version_has_is_refused_by_its_name(plugin: PluginDoor, verb: str, request_: object):
    with pytest.raises(Aborted, match=r"^gpucreds [\d.]+ has no gpucreds:(runai:getMoon|egs:Moon)\. Install"):
        plugin.ask(verb, request_)


def test_started_by_hand_it_says_what_it_is():
    command = [Path(sys.executable).with_name("pulumi-resource-gpucreds")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "the following arguments are required: engine" in ended.stderr


class Heard(engine_pb2_grpc.EngineServicer):
    """An engine that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def Log(self, request: engine_pb2.LogRequest, _context: object) -> Empty:  # noqa: N802
        self.told.append((request.message, request.urn))
        return Empty()


@pytest.fixture
def engine():
    heard, server = Heard(), grpc.server(ThreadPoolExecutor(4))
    engine_pb2_grpc.add_EngineServicer_to_server(heard, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield SimpleNamespace(heard=heard, address=f"127.0.0.1:{port}", stop=lambda: server.stop(None).wait())
    server.stop(None).wait()


@pytest.fixture(params=[[Path(sys.executable).with_name("pulumi-resource-gpucreds")], [sys.executable, ROOT]])
def process(request: pytest.FixtureRequest, engine: SimpleNamespace, tmp_path: Path):
    """The plugin as an engine starts it, installed or from a checkout, and the line to it."""
    settings = {"GPUCREDS_NOW": "2031-05-01T10:00:00Z", "GPUCREDS_TIMEOUT": "", "EGS_ENDPOINT": ""}
    started = subprocess.Popen(
        [*request.param, engine.address],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    with started, grpc.insecure_channel(f"127.0.0.1:{started.stdout.readline().strip()}") as channel:
        yield SimpleNamespace(ask=ResourceProviderStub(channel), wait=started.wait)
        started.kill()


def test_a_real_process_answers_and_tells_its_engine(process: SimpleNamespace, engine: SimpleNamespace):
    assert process.ask.GetPluginInfo(Empty()).version
    inputs = process.ask.CheckConfig(messages.CheckRequest(news=sent({}))).inputs
    process.ask.Configure(messages.ConfigureRequest(args=inputs))
    checked = process.ask.Check(messages.CheckRequest(urn=URN, news=sent({"role": "Owner"})))
    assert checked.inputs["expiresAt"] == "2031-07-30T23:59:59Z"
    with pytest.raises(grpc.RpcError) as refused:
        process.ask.Create(messages.CreateRequest(urn=URN, properties=checked.inputs))
    assert refused.value.details().startswith("gpucreds:egsEndpoint is not set. Write `pulumi config set")
    assert engine.heard.told == [("GPUCREDS_NOW is set: gpucreds plans as if it were 2031-05-01T10:00:00Z.", "")]


def test_the_process_ends_with_its_engine(process: SimpleNamespace, engine: SimpleNamespace):
    assert process.ask.GetPluginInfo(Empty()).version
    engine.stop()
    assert process.wait(timeout=60) == 0
