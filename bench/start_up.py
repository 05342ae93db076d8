"""How long a door takes to start: its imports on top of `import pulumi`, and the plugin up to its first answer."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

ROUNDS = 7
DOORS = {
    "a program's `from gpucreds import egs`": "gpucreds.egs",
    "the plugin": "gpucreds.doors.plugin",
    "the dynamic provider": "gpucreds.doors.dynamic",
}
_TIMED = """
import json, time
begun = time.process_time()
import pulumi
between = time.process_time()
import {module}
print(json.dumps([between - begun, time.process_time() - between]))
"""


def imports() -> dict[str, float]:
    """What each door adds to `import pulumi`, as a share of that; and that itself, in processor seconds."""
    shares: dict[str, list[float]] = {door: [] for door in DOORS}
    seconds: list[float] = []
    for _ in range(ROUNDS):
        for door, module in DOORS.items():
            told = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-c", _TIMED.format(module=module)], stdout=subprocess.PIPE, text=True, check=True
            )
            below, on_top = json.loads(told.stdout)
            seconds.append(below)
            shares[door].append(on_top / below)
    return {door: median(each) for door, each in shares.items()} | {"import pulumi": median(seconds)}


def first_answers() -> dict[str, float]:
    """Seconds from the plugin's start to its first answer."""
    return {"first answer": median(first_answer() for _ in range(ROUNDS))}


def first_answer() -> float:
    """Start the plugin, ask for its version, and end it. It ends by itself where nobody listens as its engine."""
    program = str(Path(sys.executable).parent / "pulumi-resource-gpucreds")
    with socket.create_server(("127.0.0.1", 0)) as engine:
        begun = time.perf_counter()
        command = [program, f"127.0.0.1:{engine.getsockname()[1]}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as plugin:  # noqa: S603 - ours
            try:
                _ask(int(plugin.stdout.readline()) if plugin.stdout else 0)
                return time.perf_counter() - begun
            finally:
                plugin.terminate()


def _ask(port: int) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        ResourceProviderStub(channel).GetPluginInfo(Empty())
