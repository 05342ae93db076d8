"""The sandbox's life, with a stand-in for the emulator, and the script that a shell sources."""

import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import sandbox

STAND_IN = """
import os, pathlib, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
file, ready = sys.argv[2], int(sys.argv[4])
pathlib.Path(file).write_text("EGS_ENDPOINT=http://a.example\\nEGS_API_KEY=it's\\n")
os.write(ready, b"ready\\n")
os.close(ready)
signal.sigwait([signal.SIGTERM])
"""
EMULATOR = (sys.executable, "-c", STAND_IN)
BROKEN = (sys.executable, "-c", "raise SystemExit('no port to be had')")


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / ".sandbox"
    sandbox.stop(tmp_path / ".sandbox")


@pytest.fixture
def stranger():
    """A process of somebody else's."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def source(script: str, name: str, **environment: str) -> str:
    """What a POSIX shell has for a variable after it sourced the script."""
    shell = subprocess.run(
        ["/bin/sh", "-eu", "-c", f'{script}\nprintf %s "${name}"'],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return shell.stdout


@pytest.mark.parametrize("value", ["plain", "it's", 'say "hi"', "$HOME `id` \\", "two words; exit 1", "", "a\nb"])
def test_a_value_reaches_the_shell_as_it_is(value):
    assert source(sandbox.shell_script([], {"VALUE": value}), "VALUE", PATH="/bin") == value


def test_the_engine_and_the_python_come_first_on_path():
    script = sandbox.shell_script([Path("/en gine"), Path("/it's/bin")], {})
    assert source(script, "PATH", PATH="/usr/bin:/bin") == "/en gine:/it's/bin:/usr/bin:/bin"


def test_the_variables_reach_what_the_shell_starts():
    script = sandbox.shell_script([], {"VALUE": "1"}) + "\nSEEN=$(/bin/sh -c 'printf %s \"$VALUE\"')"
    assert source(script, "SEEN", PATH="/bin") == "1"


def test_the_emulators_lines_are_read():
    assert sandbox.read_variables("A=1\nB=x=y\n\n") == {"A": "1", "B": "x=y"}


def test_a_start_leaves_a_script_with_the_platforms_variables(folder):
    sandbox.start(folder, EMULATOR)
    assert source((folder / "env.sh").read_text(), "EGS_API_KEY", PATH="/bin") == "it's"


def test_a_start_tells_the_command_that_readies_a_shell(folder):
    assert f". {os.path.relpath(folder / 'env.sh')}\n" in sandbox.start(folder, EMULATOR)


def test_the_script_is_for_its_owner_only(folder):
    folder.mkdir()
    (folder / "env.sh").touch(mode=0o644)
    sandbox.start(folder, EMULATOR)
    assert stat.S_IMODE((folder / "env.sh").stat().st_mode) == 0o600


def test_a_second_start_leaves_the_first_alone(folder):
    sandbox.start(folder, EMULATOR)
    assert sandbox.start(folder, BROKEN).startswith("sandbox: runs already")


def test_a_stopped_sandbox_starts_again(folder):
    sandbox.start(folder, EMULATOR)
    sandbox.stop(folder)
    assert sandbox.start(folder, EMULATOR).startswith("sandbox: runs, addresses in ")


def test_a_new_emulator_meets_no_stacks_of_the_last_one_and_a_running_one_keeps_its_own(folder):
    stack = folder / "state" / "stack"
    sandbox.start(folder, EMULATOR)
    stack.parent.mkdir(exist_ok=True)
    stack.touch()
    sandbox.start(folder, EMULATOR)
    assert stack.exists()
    sandbox.stop(folder)
    sandbox.start(folder, EMULATOR)
    assert not stack.exists()


def test_an_emulator_that_does_not_come_up_shows_its_log(folder):
    with pytest.raises(sandbox.SandboxError, match="no port to be had"):
        sandbox.start(folder, BROKEN)


def test_after_a_failed_start_nothing_runs(folder):
    with pytest.raises(sandbox.SandboxError):
        sandbox.start(folder, BROKEN)
    assert sandbox.stop(folder) == "sandbox: not running"


def test_a_stop_ends_the_emulator(folder):
    sandbox.start(folder, EMULATOR)
    assert sandbox.stop(folder) == "sandbox: stopped"


def test_a_second_stop_finds_nothing(folder):
    sandbox.start(folder, EMULATOR)
    sandbox.stop(folder)
    assert sandbox.stop(folder) == "sandbox: not running"


def test_a_stop_without_a_sandbox_finds_nothing(folder):
    assert sandbox.stop(folder) == "sandbox: not running"


def test_a_stranger_with_the_number_of_a_dead_emulator_is_left_alone(folder, stranger):
    folder.mkdir()
    (folder / "emulator.pid").write_text(f"{stranger.pid}\n")
    sandbox.stop(folder)
    assert stranger.poll() is None


def test_the_emulator_is_asked_for_on_the_loopback_with_ports_from_the_kernel():
    assert shlex.join(sandbox.EMULATOR).endswith("-m gpucreds_emulator --host 127.0.0.1")  # without a port: any
