"""The emulated platforms in the background, and `.sandbox/env.sh`, which readies a shell for `pulumi up` against them.

    python -m tools.sandbox start|stop

The emulator inherits a lock on `emulator.pid` and holds it as long as it lives. The number in that file is trusted only
while the lock is taken, so a stranger who got the number of an emulator that died is left alone.
"""

from __future__ import annotations

import fcntl
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from tools.environment import ROOT, engine_settings, search_path

FOLDER = ROOT / ".sandbox"
EMULATOR = (sys.executable, "-m", "gpucreds_emulator", "--host", "127.0.0.1")
READY_SECONDS = 30
STOP_SECONDS = 5

NEXT = """\
To use it, in this shell and in every other:

    . {env}
    cd examples/egs-team
    pulumi stack select --create dev
    pulumi up

`make sandbox-stop` ends it."""


class SandboxError(Exception):
    """The emulator did not start."""


def main(arguments: list[str]) -> int:
    """Run `python -m tools.sandbox`."""
    if arguments not in (["start"], ["stop"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(start(FOLDER) if arguments == ["start"] else stop(FOLDER))
    except SandboxError as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1
    return 0


def start(folder: Path, emulator: Sequence[str] = EMULATOR) -> str:
    """Start the emulator unless it runs, and return what to tell the user."""
    folder.mkdir(mode=0o700, exist_ok=True)
    env = folder / "env.sh"
    with open_pid_file(folder) as pid_file:
        if not lock(pid_file):
            return "sandbox: runs already\n" + NEXT.format(env=shown(env))
        # A new emulator knows nothing of what the stacks of the last one hold.
        shutil.rmtree(folder / "state", ignore_errors=True)
        platforms = run(folder, emulator, pid_file)
    write_private(env, shell_script(search_path(), engine_settings(folder) | platforms))
    return f"sandbox: runs, addresses in {shown(env)}, log in {shown(folder)}\n" + NEXT.format(env=shown(env))


def stop(folder: Path) -> str:
    """End the emulator if it runs, and return what to tell the user."""
    if not (folder / "emulator.pid").exists():
        return "sandbox: not running"
    with open_pid_file(folder) as pid_file:
        if lock(pid_file):
            return "sandbox: not running"
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(read_pid(pid_file), number)
            if released(pid_file):
                return "sandbox: stopped"
    return "sandbox: does not stop"


def run(folder: Path, emulator: Sequence[str], pid_file: TextIO) -> dict[str, str]:
    """Start an emulator that holds the lock, wait until it serves, and return the variables that lead to it."""
    variables, log = folder / "emulator.env", folder / "emulator.log"
    ready, told = os.pipe()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*emulator, "--env-file", str(variables), "--ready-fd", str(told)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            pass_fds=(told, pid_file.fileno()),
            start_new_session=True,
        )
    os.close(told)
    write_pid(pid_file, process.pid)
    if not says_something(ready):
        process.kill()
        process.wait()
        raise SandboxError(f"the emulator did not come up. Its log, {shown(log)}, ends:\n" + log.read_text()[-2000:])
    process.returncode = 0  # it outlives us, so Python need not warn that nobody waited for it
    return read_variables(variables.read_text())


def says_something(ready: int) -> bool:
    """Whether anything comes through the pipe; its end without a word is an emulator that died."""
    with open(ready, "rb", buffering=0) as pipe:
        return bool(select.select([pipe], [], [], READY_SECONDS)[0] and pipe.read(1))


def open_pid_file(folder: Path) -> TextIO:
    """Open the file for the lock and the number, and leave what it says."""
    return (folder / "emulator.pid").open("a+")


def lock(pid_file: TextIO) -> bool:
    """Take the lock unless an emulator has it."""
    try:
        fcntl.flock(pid_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def released(pid_file: TextIO) -> bool:
    """Wait until the lock is free, which is when the last process that inherited it is gone."""
    deadline = time.monotonic() + STOP_SECONDS
    while not lock(pid_file):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def write_pid(pid_file: TextIO, pid: int) -> None:
    """Write the number of the process that got the lock."""
    pid_file.truncate(0)
    pid_file.write(f"{pid}\n")
    pid_file.flush()


def read_pid(pid_file: TextIO) -> int:
    """Read the number of the process that has the lock."""
    pid_file.seek(0)
    return int(pid_file.read())


def read_variables(text: str) -> dict[str, str]:
    """Read the emulator's `NAME=value` lines."""
    return {name: value for name, equals, value in (line.partition("=") for line in text.splitlines()) if equals}


def shell_script(path: Sequence[Path], variables: Mapping[str, str]) -> str:
    """Write what a POSIX shell sources: `path` first on `PATH`, and the variables."""
    first = shlex.quote(os.pathsep.join(map(str, path)) + os.pathsep)
    exports = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join(["# Written by `make sandbox`; source it.", f'export PATH={first}"$PATH"', *exports, ""])


def write_private(file: Path, text: str) -> None:
    """Write what only its owner may read, also where an older file was open to others."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text)


def shown(path: Path) -> str:
    """A path as the user would type it."""
    return os.path.relpath(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
