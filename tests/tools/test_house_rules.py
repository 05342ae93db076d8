"""Each house rule catches what it is about, and leaves its neighbours alone."""

import subprocess
from pathlib import PurePosixPath

import pytest

from tools import house_rules
from tools.environment import ROOT
from tools.house_rules import LONGEST, REGISTRIES, RULES, File, violations

API = str(house_rules.API)
MODULE = '"""A module."""\n'


def broken(path, text):
    """The names of the rules that a file breaks."""
    file = File(PurePosixPath(path), text)
    return {rule.__name__ for rule in RULES if list(rule(file))}


@pytest.mark.parametrize("host", REGISTRIES)
def test_a_registry_host_is_found(host):
    assert broken("README.md", f"from https://{host}/simple") == {"no_registry"}


@pytest.mark.parametrize("text", ["golang.org/x/net v0.1.0", "pip install gpucreds", "notpypi.organic"])
def test_what_is_no_registry_host_is_left_alone(text):
    assert broken("README.md", text) == set()


@pytest.mark.parametrize("place", ["/" + "root/.cache", "/" + "home/ada/src", "/" + "Users/ada/src", str(ROOT)])
def test_a_path_of_somebodys_machine_is_found(place):
    assert broken("README.md", f"see {place}/x") == {"no_place_of_ours"}


@pytest.mark.parametrize("place", ["/usr/bin/env", "https://a.example/" + "home/ada/", "$" + "{HOME}/root/x"])
def test_other_paths_are_left_alone(place):
    assert broken("README.md", f"see {place}") == set()


@pytest.mark.parametrize(
    "path", ["tools/utils.py", "tools/helpers/x.sh", "sdk/common.go", "tests/key_manager.py", "tests/Managers.ts"]
)
def test_a_name_that_says_nothing_is_found(path):
    assert broken(path, "") == {"a_name_that_says_something"}


@pytest.mark.parametrize("path", ["tools/commons_licence.txt", "docs/utility.md", "tests/management.py"])
def test_a_name_that_says_something_is_left_alone(path):
    assert broken(path, "") == set()


@pytest.mark.parametrize(
    "code",
    [
        "gone = answer.status_code == 404",
        "gone = 404 == answer.status",
        "gone = status_code in (404, 410)",
        "gone = answer.status_code >= HTTPStatus.BAD_REQUEST",
        "match answer.status_code:\n    case 404:\n        pass",
    ],
)
def test_a_compared_status_code_is_found(code):
    assert broken("provider/gpucreds/platforms/egs.py", MODULE + code) == {"status_codes_at_one_place"}


@pytest.mark.parametrize(
    "code",
    ["gone = answer.status == 'gone'", "one = len(live) == 1", "match state.status:\n    case 'gone':\n        n = 1"],
)
def test_other_comparisons_are_left_alone(code):
    assert broken("provider/gpucreds/platforms/egs.py", MODULE + code) == set()


@pytest.mark.parametrize("code", ["import httpx", "from httpx import Client", "def f():\n    import httpx._client"])
def test_a_second_importer_of_httpx_is_found(code):
    assert broken("provider/gpucreds/core/hub.py", MODULE + code) == {"http_at_one_place"}


def test_the_api_module_may_speak_http():
    assert broken(API, MODULE + "import httpx\nok = answer.status_code == 200") == set()


def test_the_emulator_may_speak_http_its_own_way():
    assert broken("provider/gpucreds_emulator/app.py", MODULE + "ok = answer.status_code == 200") == set()


@pytest.mark.parametrize("folder", ["provider/gpucreds", "tests/core"])
def test_a_long_module_is_found(folder):
    assert broken(f"{folder}/x.py", MODULE + "x = 1\n" * LONGEST) == {"short_modules"}


def test_a_module_of_the_longest_length_is_left_alone():
    assert broken("provider/gpucreds/x.py", MODULE + "x = 1\n" * (LONGEST - 1)) == set()


@pytest.mark.parametrize("name", ["_api.py", "__init__.py", "hub.py"])
def test_a_module_without_a_docstring_is_found(name):
    assert broken(f"provider/gpucreds/platforms/{name}", "x = 1\n") == {"modules_say_what_they_are"}


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
def test_a_mark_of_unfinished_work_is_found(word):
    assert broken("tools/x.sh", f"# {word}: later") == {"nothing_left_to_do"}


def test_every_rule_states_itself():
    assert all(rule.__doc__ for rule in RULES)


@pytest.fixture
def checkout(tmp_path):
    """A git checkout with a file that is ignored, one that is tracked, one that is not yet, and one that is no text."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("ignored.md\n")
    subprocess.run(["git", "-C", tmp_path, "add", ".gitignore"], check=True)
    for name in ("ignored.md", "tracked.md", "new.md"):
        (tmp_path / name).write_text("first\n" + "TO" + "DO\n")
    (tmp_path / "picture.png").write_bytes(b"\0TO" + b"DO")
    subprocess.run(["git", "-C", tmp_path, "add", "tracked.md"], check=True)
    return tmp_path


def test_tracked_and_new_files_are_read_but_no_ignored_ones_and_no_binaries(checkout):
    assert {line.partition(":")[0] for line in violations(checkout)} == {"tracked.md", "new.md"}


def test_a_violation_is_printed_with_its_place(checkout):
    assert violations(checkout)[0].startswith("new.md:2: says ")


def test_a_deleted_file_is_not_read(checkout):
    (checkout / "tracked.md").unlink()
    assert {line.partition(":")[0] for line in violations(checkout)} == {"new.md"}
