"""The pins, and what is said when Go cannot build them."""

import pytest

from tools.environment import ROOT
from tools.go_build import Pin, explain, go_environment, go_version, read_pin, read_pins, too_old

GO_MOD = """\
module gpucreds/tools/engine/thing

go 1.26

tool a.example/engine/pkg/v3/cmd/thing

require (
\ta.example/engine v0.9.0 // indirect
\ta.example/engine/pkg/v3 v3.1.4 // indirect
)

require b.example/other v1.0.0

replace a.example/engine/pkg/v3 => c.example/fork v9.9.9
"""


@pytest.fixture
def pin(tmp_path):
    (tmp_path / "go.mod").write_text(GO_MOD)
    return read_pin(tmp_path)


def test_a_pin_is_the_version_of_the_module_that_holds_the_tool(pin):
    assert (pin.module, pin.version) == ("a.example/engine/pkg/v3", "v3.1.4")


def test_the_checkout_pins_the_engine_and_its_python_host():
    assert {"pulumi", "language-python"} <= set(read_pins(ROOT / "tools" / "engine"))


def test_a_build_takes_no_flags_from_the_users_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    assert go_environment(tmp_path)["GOFLAGS"] == "-mod=readonly -trimpath"


@pytest.mark.parametrize(
    ("text", "version"),
    [("go1.26.8\nlocal\n", (1, 26)), ("devel go1.27-abc\nauto\n", (1, 27)), (GO_MOD, (1, 26)), ("", (0, 0))],
)
def test_a_go_version_is_read(text, version):
    assert go_version(text) == version


@pytest.mark.parametrize("answer", ["go1.26.0\nlocal\n", "go1.30\nlocal\n", "go1.26.8\nauto\n"])
def test_a_new_enough_go_builds(answer):
    assert not too_old(answer, (1, 26))


def test_an_older_go_that_fetches_the_newer_one_builds():
    assert not too_old("go1.22.1\nauto\n", (1, 26))


@pytest.mark.parametrize("answer", ["go1.25.9\nlocal\n", "go1.22.1\npath\n", "go1.19.8\n\n", ""])
def test_an_older_go_that_stays_as_it_is_does_not_build(answer):
    assert too_old(answer, (1, 26))


@pytest.mark.parametrize(
    ("told", "advice"),
    [
        ("go: reading mod: dial tcp: lookup a.example: no such host", "GOPROXY"),
        ("go: go.mod requires go >= 1.26 (running go 1.22; GOTOOLCHAIN=local)", "Install the Go version"),
        ("write /tmp/x: no space left on device", "Free some disk"),
        ("link: signal: killed", "Memory ran out"),
        ("verifying a.example/engine@v3.1.4: checksum mismatch", "go mod tidy"),
    ],
)
def test_a_failure_comes_with_the_way_out(pin, told, advice):
    assert advice in str(explain(pin, [told]))


def test_a_failure_repeats_what_go_said(pin):
    assert "cannot find module" in str(explain(pin, ["go: downloading a.example v1.0.0", "go: cannot find module"]))


def test_a_failure_leaves_out_the_progress(pin):
    assert "encoding/json" not in str(explain(pin, ["encoding/json", "link: out of luck"]))


def test_a_pin_shows_as_its_program_and_version(tmp_path):
    assert str(Pin(tmp_path / "pulumi", "a.example/engine", "v1.0.0")) == "pulumi v1.0.0"
