"""Build the Pulumi engine from its Go modules, at the versions that `tools/engine/*/go.mod` pin.

Each of those folders is one program, named by its `tool` line. A program has a module of its own because the newest
engine and the newest language hosts that can be had from the modules do not come from one release. A folder with a
`main.go` is a program of our own on Pulumi's modules; it is no part of the engine, and built by who needs it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.progress import repeating, say

SDK = "github.com/pulumi/pulumi/sdk/v3"
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
"""What the Python host needs beside it and is no Go program; it lies in the SDK's module. Other hosts need nothing."""

VERSIONS = (f"{SDK}/go/common/version.Version", "github.com/pulumi/pulumi-yaml/pkg/version.Version")
"""Where the programs keep their own version, for the linker to fill in; it passes over what a program does not have."""

ADVICE = (
    (r"requires go >=|unknown directive|invalid go version", "Install the Go version that tools/engine/*/go.mod name."),
    (
        r"dial tcp|no such host|i/o timeout|connection refused|40[137] |50[234] |proxyconnect|x509:|by GOPROXY",
        "The Go module proxy cannot be reached: set GOPROXY to one that this machine reaches, and run this again.",
    ),
    (r"no space left", "Free some disk: the modules and Go's build cache take about 4 GB. Then run this again."),
    (r"signal: killed|cannot allocate", "Memory ran out: GOMAXPROCS=1 needs less."),
    (r"go\.sum|checksum mismatch|go mod tidy", "The pins do not fit together: run `go mod tidy` in that folder."),
)


class EngineError(Exception):
    """No engine could be put in place: the reason, then the way out."""

    def __init__(self, reason: str, way_out: str) -> None:
        super().__init__(f"{reason}\n{way_out}")


@dataclass(frozen=True)
class Pin:
    """One Go program: the folder of its `go.mod`, the module that decides its version, what to build there."""

    folder: Path
    module: str
    version: str
    package: str = "tool"

    def __str__(self) -> str:
        return f"{self.folder.name} {self.version}"


def read_pins(folder: Path) -> dict[str, Pin]:
    """Read every pin of the engine under `folder`, by the name of its program."""
    folders = (file.parent for file in sorted(folder.glob("*/go.mod")))
    return {each.name: read_pin(each) for each in folders if not (each / "main.go").exists()}


def read_pin(folder: Path) -> Pin:
    """Read the one `tool` of a `go.mod` and the version of the module that holds it.

    Not with Go's own tools, because the download needs the version on machines without Go.
    """
    (tool,) = re.findall(r"^tool (\S+)$", (folder / "go.mod").read_text(), re.MULTILINE)
    required = read_required(folder)
    module = max((path for path in required if tool.startswith(f"{path}/")), key=len)
    return Pin(folder, module, required[module])


def read_own(folder: Path, module: str) -> Pin:
    """Read the pin of a program of our own, which goes by the version of `module` that it is built on."""
    return Pin(folder, module, read_required(folder)[module], package=".")


def read_required(folder: Path) -> dict[str, str]:
    """Read the version of every module that a `go.mod` requires."""
    return dict(re.findall(r"^(?:require)?\s+(\S+) (v\S+)", (folder / "go.mod").read_text(), re.MULTILINE))


def build(pins: Mapping[str, Pin], target: Path) -> None:
    """Build every pinned program into `target/bin` and add the scripts of the Python host."""
    require_go(pins)
    say("building from the Go modules: about eight minutes on two cores the first time, then cached by Go")
    for pin in pins.values():
        build_program(pin, target)
    sdk = run_go(pins["pulumi"], ["list", "-m", "-f", "{{.Dir}}", SDK], target)
    for script in SCRIPTS:
        copied = target / "bin" / Path(script).name
        shutil.copyfile(Path(sdk.strip()) / script, copied)
        copied.chmod(0o755)


def build_program(pin: Pin, target: Path) -> None:
    """Fetch the modules of one program, then compile it, telling how far that is."""
    fetched: list[str] = []
    with repeating(lambda: f"{pin}: fetching modules, {len(fetched)} so far"):
        packages = set(run_go(pin, ["list", "-deps", pin.package], target, fetched.append).split())
    compiled: list[str] = []
    begun = time.monotonic()
    link = " ".join(["-s -w", *(f"-X {variable}={pin.version}" for variable in VERSIONS)])
    with repeating(
        lambda: f"{pin}: compiled {len(packages.intersection(compiled))} of at most {len(packages)} packages"
    ):
        run_go(pin, ["install", "-v", "-ldflags", link, pin.package], target, compiled.append)
    say(f"{pin}: built in {time.monotonic() - begun:.0f} s")


def run_go(pin: Pin, arguments: list[str], target: Path, heard: Callable[[str], None] = lambda _: None) -> str:
    """Run Go in a pin's folder, hand each line of its chatter to `heard`, and return what it answers."""
    chatter: list[str] = []
    command, environment = ["go", *arguments], go_environment(target)
    with tempfile.TemporaryFile("w+") as answer:
        with subprocess.Popen(
            command, cwd=pin.folder, env=environment, stdout=answer, stderr=subprocess.PIPE, text=True
        ) as go:
            for line in go.stderr or ():
                chatter.append(line.rstrip())
                heard(chatter[-1])
        if go.returncode != 0:
            raise explain(pin, chatter)
        answer.seek(0)
        return answer.read()


def go_environment(target: Path) -> dict[str, str]:
    """Go's environment for a build: what the pins say and nothing else, programs into `target/bin`.

    Without cgo the engine needs no C compiler and no C library, as the official builds for Linux.
    """
    flags = {"GOBIN": str(target / "bin"), "GOFLAGS": "-mod=readonly -trimpath", "GOWORK": "off", "CGO_ENABLED": "0"}
    return {**os.environ, **flags}


def explain(pin: Pin, chatter: list[str]) -> EngineError:
    """Turn the chatter of a Go that failed into a reason and a way out."""
    told = [line for line in chatter if " " in line and not line.startswith("go: downloading")][-8:]
    reason = "\n".join([f"Go could not build {pin}:", *(f"  {line}" for line in told)])
    advice = (advice for pattern, advice in ADVICE if re.search(pattern, "\n".join(told)))
    return EngineError(reason, next(advice, "That is Go's last word; its cache keeps what was built so far."))


def require_go(pins: Mapping[str, Pin]) -> None:
    """Fail before the work begins, and in plain words, where Go is missing or too old for the pins."""
    names = ", ".join(pins)
    if not shutil.which("go"):
        raise EngineError(f"There is no `go` on PATH to build {names} with.", "Install Go.")
    asked = subprocess.run(["go", "env", "GOVERSION", "GOTOOLCHAIN"], capture_output=True, text=True, check=False)
    needed = max(go_version((pin.folder / "go.mod").read_text()) for pin in pins.values())
    if too_old(asked.stdout, needed):
        here, wanted = ".".join(map(str, go_version(asked.stdout))), ".".join(map(str, needed))
        raise EngineError(f"Go {here} cannot build {names}.", f"Install Go {wanted} or newer.")


def too_old(answer: str, needed: tuple[int, int]) -> bool:
    """Whether Go is too old for a build, by what `go env GOVERSION GOTOOLCHAIN` answers.

    From 1.21 on Go fetches the version that a go.mod asks for by itself, unless it was told to stay with what is here.
    """
    version = go_version(answer)
    fetches = version >= (1, 21) and not answer.rstrip().endswith(("local", "path"))
    return version < needed and not fetches


def go_version(text: str) -> tuple[int, int]:
    """The first Go version in a go.mod or in an answer of Go's; zeros where there is none."""
    found = re.search(r"\bgo ?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)
