"""Put a complete Pulumi engine under `.tools/engine`: the command line, the language hosts and what they need.

Three sources, in this order: the `pulumi` that the user has on `PATH`, the official download, a build from the Go
modules. The versions are pinned in one place, `tools/engine/*/go.mod`, and the download takes the same. Whatever the
source, the engine is put together in a scratch folder and moved into place when it runs, so that an interrupted run
leaves nothing that looks complete.

The Python host is required, because the provider and most programs are in Python. Without the host of another language
the engine is taken as it is, and says so: only programs in that language do not run.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from semver import Version

from tools import go_build
from tools.environment import ENGINE, ROOT, pulumi_environment
from tools.go_build import EngineError, Pin
from tools.placing import place
from tools.progress import repeating, say

OLDEST = Version(3, 230, 0)
HOST = "pulumi-language-python"
HOSTS = (HOST, "pulumi-language-nodejs", "pulumi-language-go", "pulumi-language-yaml")
CONNECT_SECONDS = 10
DOWNLOAD_SECONDS = 300


def main(arguments: list[str]) -> int:
    """Run `python -m tools.engine`."""
    if arguments[:1] == ["--download"]:
        install_official(*arguments[1:])
        return 0
    try:
        say(ensure())
    except EngineError as error:
        say("not in place. " + str(error).replace("\n", "\n  "))
        say(f"an official Pulumi v{OLDEST} or newer on PATH is the other way: it is used as it is")
        return 1
    except KeyboardInterrupt:
        say("stopped; the next run goes on from Go's cache")
        return 130
    return 0


def ensure() -> str:
    """See to it that the engine is in place, and return what it is."""
    pins = go_build.read_pins(ROOT / "tools" / "engine")
    programs = users_programs(users_path(os.environ.get("PATH", os.defpath)))
    return place(ENGINE, key_of(pins, programs), lambda target: fill(target, pins, programs))


def key_of(pins: Mapping[str, Pin], programs: Mapping[str, Path]) -> str:
    """Digest what the choice of an engine depends on: the pins, this code, the user's engine."""
    digest = hashlib.sha256()
    pinned = [pin.folder / name for pin in pins.values() for name in ("go.mod", "go.sum")]
    for file in [Path(__file__), Path(go_build.__file__), *pinned]:
        digest.update(file.read_bytes())
    for name, program in sorted(programs.items()):
        status = program.stat()
        digest.update(f"{name} {program} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def fill(target: Path, pins: Mapping[str, Pin], programs: Mapping[str, Path]) -> str:
    """Put an engine into `target`, see it run, and return what it is. Raises EngineError when it does not."""
    summary = from_a_source(target, pins, programs) + without(target)
    if ask_version(target / "bin" / "pulumi") is None:
        raise EngineError(f"{summary}: it does not run.", "See `.tools/`; `make clean` starts afresh.")
    return summary


def from_a_source(target: Path, pins: Mapping[str, Pin], programs: Mapping[str, Path]) -> str:
    """Put an engine into `target` from the first source that has one, and return what it is."""
    version = ask_version(programs["pulumi"]) if programs else None
    reason = why_not(programs, version)
    if reason is None:
        link(programs, target)
        return f"Pulumi v{version}, the one on PATH ({programs['pulumi']})"
    pinned = pins["pulumi"].version
    say(f"not the user's own pulumi: {reason}")
    say(f"the official download of {pinned}: trying, for at most {DOWNLOAD_SECONDS} s")
    if download(pinned, target):
        return f"Pulumi {pinned}, the official download"
    say("the official download cannot be had here")
    go_build.build(pins, target)
    return f"Pulumi {pinned}, built from its Go modules"


def without(target: Path) -> str:
    """Tell which languages an engine has no host for; nothing when it has all of ours."""
    missing = [name for name in HOSTS if not (target / "bin" / name).exists()]
    return f", without {', '.join(missing)}" if missing else ""


# The first source: the engine that the user has.


def users_path(path: str) -> str:
    """`PATH` without our own engine, which a shell with the sandbox's settings has in front."""
    return os.pathsep.join(folder for folder in path.split(os.pathsep) if folder and Path(folder) != ENGINE / "bin")


def users_programs(path: str) -> dict[str, Path]:
    """The user's engine on `path`: its programs by name; none when there is no `pulumi`.

    Where a package manager put a language host elsewhere on `path`, what lies beside that belongs to the engine too.
    """
    if not shutil.which("pulumi", path=path):
        return {}
    found = (shutil.which(name, path=path) for name in (*HOSTS, "pulumi"))
    return {name: each for program in found if program for name, each in beside(Path(program)).items()}


def beside(program: Path) -> dict[str, Path]:
    """Pulumi's programs in the folder of one of them, and in the folder that this one is a link into."""
    folders = (program.resolve().parent, program.parent)
    return {each.name: each for folder in folders for each in folder.glob("pulumi*") if os.access(each, os.X_OK)}


def ask_version(pulumi: Path) -> Version | None:
    """Ask a `pulumi` for its version, away from the user's own settings and with a time limit."""
    with tempfile.TemporaryDirectory() as home:
        environment = pulumi_environment(Path(home))
        try:
            answer = subprocess.run(
                [pulumi, "version"], env=environment, capture_output=True, text=True, timeout=60, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    return parse_version(answer.stdout)


def parse_version(text: str) -> Version | None:
    """Read the version in what `pulumi version` prints, if there is one."""
    found = re.match(r"\s*v?(\d+\.\d+\.\d+\S*)", text)
    return Version.parse(found[1]) if found and Version.is_valid(found[1]) else None


def why_not(programs: Mapping[str, Path], version: Version | None) -> str | None:
    """Why the user's engine is not taken; None when it is."""
    if not programs:
        return "none on PATH"
    if version is None:
        return f"{programs['pulumi']} does not tell its version"
    if version < OLDEST:
        return f"{programs['pulumi']} is v{version}, older than v{OLDEST}"
    if HOST not in programs:
        return f"{programs['pulumi']} has no {HOST} beside it or on PATH"
    return None


def link(programs: Mapping[str, Path], target: Path) -> None:
    """Link the user's programs. Through links Pulumi still finds its parts, by the real place of its executable."""
    (target / "bin").mkdir()
    for name, program in programs.items():
        (target / "bin" / name).symlink_to(program)


# The second source: the official download.


def download(version: str, target: Path) -> bool:
    """Let Pulumi's own Python SDK download an engine into `target`, and tell whether it could.

    A process group of its own, because neither the SDK's installer nor what that starts knows a time limit.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        installer = subprocess.Popen(
            [sys.executable, "-m", "tools.engine", "--download", version, target],
            cwd=ROOT,
            env=pulumi_environment(Path(home)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with repeating(lambda: f"downloading, {time.monotonic() - begun:.0f} s"):
                complete = installer.wait(DOWNLOAD_SECONDS) == 0 and (target / "bin" / HOST).exists()
        except subprocess.TimeoutExpired:
            complete = False
        finally:
            end(installer)
    if not complete:
        shutil.rmtree(target / "bin", ignore_errors=True)
    return complete


def end(leader: subprocess.Popen[bytes]) -> None:
    """End what still runs of a process group; its leader has not been waited for, so the number is still its own."""
    if leader.poll() is None:
        os.killpg(leader.pid, signal.SIGKILL)
        leader.wait()


def install_official(version: str, target: str) -> None:
    """Do what the process of `download` is for."""
    from pulumi.automation import PulumiCommand  # noqa: PLC0415 - takes a second to import

    socket.setdefaulttimeout(CONNECT_SECONDS)
    PulumiCommand.install(root=target, version=Version.parse(version.removeprefix("v")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
