"""The emulated platforms for a measurement: one process of their own, the same for all contestants."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from tools.sandbox import read_variables, says_something


@dataclass(frozen=True)
class Emulated:
    """A running emulator: the variables that lead to it, and its process."""

    variables: dict[str, str]
    process: psutil.Process

    def begin(self, latency: float) -> None:
        """Empty platforms that take `latency` seconds for each request."""
        self._ask("POST", "/reset")
        self._ask("PUT", "/limits/egs", {"latency": latency})

    def requests(self) -> list[str]:
        """What reached the platforms since `begin`: method and path."""
        return [f"{entry['method']} {entry['path']}" for entry in self._ask("GET", "/log")]

    def cpu_seconds(self) -> float:
        """What the emulator has computed since it started."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def bearer(self) -> str:
        """Log in to EGS, for a contestant that cannot do that itself."""
        body = {"apiKey": self.variables["EGS_API_KEY"]}
        answer = httpx.post(f"{self.variables['EGS_ENDPOINT']}/api/v1/auth", json=body, timeout=60).raise_for_status()
        token: str = answer.json()["data"]["token"]
        return token

    def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        url = self.variables["GPUCREDS_EMULATOR"] + path
        return httpx.request(method, url, json=body, timeout=60).raise_for_status().json()


@contextmanager
def emulated() -> Iterator[Emulated]:
    """Run an emulator until the block ends. Raises RuntimeError when it does not come up."""
    with tempfile.TemporaryDirectory() as folder:
        variables = Path(folder) / "emulator.env"
        ready, told = os.pipe()
        command = [sys.executable, "-m", "gpucreds_emulator", "--env-file", str(variables), "--ready-fd", str(told)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, pass_fds=(told,)) as process:  # noqa: S603 - our own
            os.close(told)
            try:
                if not says_something(ready):
                    raise RuntimeError("the emulator did not come up")
                yield Emulated(read_variables(variables.read_text()), psutil.Process(process.pid))
            finally:
                process.terminate()
