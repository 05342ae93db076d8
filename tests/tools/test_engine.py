"""Which engine is taken, and when one that is in place is taken for done."""

import os
from pathlib import Path

import pytest
from semver import Version

from tools import engine
from tools.engine import HOST, HOSTS, OLDEST, beside, key_of, link, parse_version, users_path, users_programs, why_not
from tools.environment import ENGINE, ROOT
from tools.go_build import Pin, read_own, read_pins


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def official(tmp_path):
    """A folder as the official archive has it."""
    folder = tmp_path / "official"
    for name in ("pulumi", HOST, "pulumi-language-python-exec"):
        program(folder, name)
    return folder


@pytest.fixture
def pin(tmp_path):
    folder = tmp_path / "pulumi"
    folder.mkdir()
    (folder / "go.mod").write_text("one")
    (folder / "go.sum").write_text("one")
    return Pin(folder, "a.example/engine", "v1.0.0")


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("v3.259.0\n", "3.259.0"),
        ("3.230.1", "3.230.1"),
        ("v3.231.0-alpha.1+dirty\n", "3.231.0-alpha.1+dirty"),
    ],
)
def test_the_version_is_read_from_what_pulumi_prints(printed, version):
    assert parse_version(printed) == Version.parse(version)


@pytest.mark.parametrize("printed", ["", "command not found", "v3.259", "error: v3.259.0"])
def test_other_output_has_no_version(printed):
    assert parse_version(printed) is None


def test_the_oldest_version_that_works_is_taken(official):
    assert why_not(users_programs(str(official)), OLDEST) is None


def test_an_older_version_is_not_taken(official):
    assert "older than v3.230.0" in why_not(users_programs(str(official)), Version(3, 229, 9))


def test_an_engine_that_does_not_tell_its_version_is_not_taken(official):
    assert "does not tell its version" in why_not(users_programs(str(official)), None)


def test_an_engine_without_its_python_host_is_not_taken(official):
    (official / HOST).unlink()
    assert f"has no {HOST}" in why_not(users_programs(str(official)), OLDEST)


def test_without_pulumi_on_path_there_is_no_engine_to_take(tmp_path):
    assert users_programs(str(tmp_path)) == {}


def test_the_programs_are_found_behind_a_link(official, tmp_path):
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "pulumi").symlink_to(official / "pulumi")
    assert set(users_programs(str(bin_folder))) == {"pulumi", HOST, "pulumi-language-python-exec"}


def test_a_host_elsewhere_on_path_is_found(official, tmp_path):
    (official / HOST).unlink()
    host = program(tmp_path / "elsewhere", HOST)
    assert users_programs(f"{official}{os.pathsep}{host.parent}")[HOST] == host


def test_the_host_beside_pulumi_wins_over_one_elsewhere_on_path(official, tmp_path):
    host = program(tmp_path / "elsewhere", HOST)
    assert users_programs(f"{host.parent}{os.pathsep}{official}")[HOST] == official / HOST


@pytest.mark.parametrize("name", HOSTS)
def test_the_host_of_any_language_is_found_elsewhere_on_path(name, official, tmp_path):
    (official / HOST).unlink()
    host = program(tmp_path / "elsewhere", name)
    assert users_programs(f"{official}{os.pathsep}{host.parent}")[name] == host


def test_an_engine_without_the_host_of_another_language_is_taken(official):
    assert why_not(users_programs(str(official)), OLDEST) is None
    assert set(HOSTS) - set(users_programs(str(official)))


def test_a_missing_host_is_told(official, tmp_path):
    link(users_programs(str(official)), tmp_path)
    assert engine.without(tmp_path) == ", without pulumi-language-nodejs, pulumi-language-go, pulumi-language-yaml"


def test_of_an_engine_with_all_hosts_nothing_is_told(official, tmp_path):
    for name in HOSTS:
        program(official, name)
    link(users_programs(str(official)), tmp_path)
    assert engine.without(tmp_path) == ""


def test_the_checkout_pins_every_host():
    assert set(HOSTS) == {f"pulumi-{name}" for name in read_pins(ROOT / "tools" / "engine") if name != "pulumi"}


def test_what_cannot_be_executed_is_no_program(official):
    (official / "pulumi-notes").write_text("")
    assert "pulumi-notes" not in beside(official / "pulumi")


def test_our_own_engine_is_never_the_users():
    assert users_path(os.pathsep.join(["/first", str(ENGINE / "bin"), "/last"])) == f"/first{os.pathsep}/last"


def test_the_users_programs_are_linked_not_copied(official, tmp_path):
    link(users_programs(str(official)), tmp_path)
    assert (tmp_path / "bin" / "pulumi").readlink() == official / "pulumi"


def test_the_same_pins_and_programs_need_no_new_engine(pin, official):
    programs = users_programs(str(official))
    assert key_of({"pulumi": pin}, programs) == key_of({"pulumi": pin}, programs)


def test_another_pin_needs_a_new_engine(pin):
    before = key_of({"pulumi": pin}, {})
    (pin.folder / "go.mod").write_text("two")
    assert key_of({"pulumi": pin}, {}) != before


def test_a_program_of_our_own_goes_by_the_module_that_it_is_built_on(tmp_path):
    (tmp_path / "go.mod").write_text("module ours\n\nrequire (\n\ta.example/pkg v3.1.4\n\tb.example v1.0.0\n)\n")
    pin = read_own(tmp_path, "a.example/pkg")
    assert (pin.version, pin.package) == ("v3.1.4", ".")


def test_an_upgrade_of_the_users_engine_needs_a_new_engine(pin, official):
    before = key_of({"pulumi": pin}, users_programs(str(official)))
    (official / "pulumi").write_text("#!/bin/sh\nexit 0\n")
    assert key_of({"pulumi": pin}, users_programs(str(official))) != before


@pytest.fixture
def installer(tmp_path, monkeypatch):
    """A stand-in for the process that downloads; its last argument is the target."""

    def stand_in(script):
        path = program(tmp_path, "installer")
        path.write_text(f"#!/bin/sh\nshift 4; mkdir $1/bin; touch $1/bin/pulumi\n{script}\n")
        monkeypatch.setattr(engine.sys, "executable", str(path))
        (tmp_path / "target").mkdir()
        return tmp_path / "target"

    return stand_in


def test_a_whole_download_is_taken(installer):
    assert engine.download("v1.0.0", installer(f"touch $1/bin/{HOST}"))


def test_a_download_without_the_python_host_is_not_taken(installer):
    assert not engine.download("v1.0.0", installer("exit 0"))


def test_a_failed_download_leaves_nothing_to_the_build(installer):
    target = installer("exit 1")
    engine.download("v1.0.0", target)
    assert list(target.iterdir()) == []


def test_a_download_that_hangs_is_ended(installer, monkeypatch):
    monkeypatch.setattr(engine, "DOWNLOAD_SECONDS", 0.1)
    assert not engine.download("v1.0.0", installer("kill -STOP $$"))


def test_an_engine_that_does_not_run_is_not_put_in_place(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "from_a_source", lambda *_: "Pulumi v1")
    with pytest.raises(engine.EngineError, match="does not run"):
        engine.fill(tmp_path, {}, {})
