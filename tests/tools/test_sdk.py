"""The SDKs that Pulumi's generators write, and what the schema behind them must be."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import node, sdk
from tools.sdk import RefusedError, differing, generate, validate

SAMPLE = Path(__file__).with_name("sample_schema.json")
TOKEN = "gpucreds:egs:ApiToken"


@pytest.fixture(scope="module")
def sdks(tmp_path_factory):
    """The SDKs of the sample."""
    folder = tmp_path_factory.mktemp("sdks")
    generate(SAMPLE, folder)
    return folder


@pytest.fixture
def schema(tmp_path):
    """The sample, to be spoiled; the file that it is written to."""
    text = json.loads(SAMPLE.read_text())

    def spoiled(spoil):
        spoil(text)
        file = tmp_path / "schema.json"
        file.write_text(json.dumps(text))
        return file

    return spoiled


def run(command, folder, **settings):
    ended = subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def contents(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_sound_schema_is_taken():
    validate(SAMPLE)


def test_every_mistake_of_a_schema_is_one_line(schema):
    def spoil(text):
        text["resources"][TOKEN]["properties"]["role"]["$ref"] = "#/types/gpucreds:egs:Nobody"
        text["resources"][TOKEN]["required"].append("absent")

    with pytest.raises(RefusedError) as refused:
        validate(schema(spoil))
    assert str(refused.value).splitlines() == [
        f"error: #/resources/{TOKEN}/properties/role/$ref: type gpucreds:egs:Nobody not found in package gpucreds",
        f'error: #/resources/{TOKEN}/required/2: unknown required property "absent"',
    ]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda text: text["resources"][TOKEN].update(additionalSecrets=["token"]),
            'unknown field "additionalSecrets"',
        ),
        (lambda text: text["types"]["gpucreds:egs:Rotation"]["properties"]["days"].update(type="day"), "day"),
        (lambda text: text["resources"].update(ApiToken={}), "invalid token 'ApiToken'"),
        (lambda text: text.pop("meta"), "#/meta/supportPack"),
        (
            lambda text: text["resources"][TOKEN]["properties"]["role"].update(
                {"$ref": "/other/v1.0.0/schema.json#/types/other:index:Role"}
            ),
            "ours stands alone",
        ),
    ],
    ids=["an unknown mark", "an unknown type", "a name without a package", "no pack", "a type of another package"],
)
def test_a_mistaken_schema_is_refused(schema, spoil, told):
    with pytest.raises(RefusedError, match=told):
        validate(schema(spoil))


def test_nothing_is_written_for_a_refused_schema(schema, tmp_path):
    with pytest.raises(RefusedError):
        generate(schema(lambda text: text["resources"].update(ApiToken={})), tmp_path / "sdks")
    assert not (tmp_path / "sdks").exists()


def test_the_same_schema_gives_the_same_files(sdks, tmp_path):
    generate(SAMPLE, tmp_path)
    assert contents(tmp_path) == contents(sdks)


def test_the_sdks_name_no_place_of_this_machine(sdks):
    here = [str(sdk.ROOT).encode(), str(sdks).encode()]
    assert not [path for path, text in contents(sdks).items() if any(place in text for place in here)]


def test_no_sdk_says_where_the_plugin_can_be_had(sdks):
    plugins = [json.loads(file.read_text()) for file in sdks.rglob("pulumi-plugin.json")]
    assert plugins == [{"resource": True, "name": "gpucreds", "version": "0.1.0"}] * 2


@pytest.fixture
def installed_python(sdks, tmp_path):
    """A folder with the Python SDK as pip would leave it; by hand, because pip may want the network for setuptools."""
    shutil.copytree(sdks / "python" / "pulumi_gpucreds", tmp_path / "pulumi_gpucreds")
    about = tmp_path / "pulumi_gpucreds-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pulumi_gpucreds\nVersion: 0.1.0\n")
    return tmp_path


def test_the_python_sdk_can_be_imported(installed_python):
    program = "from pulumi_gpucreds import TeamEnvironment, egs; print(egs.ApiToken.pulumi_type)"
    assert run([sys.executable, "-c", program], installed_python).strip() == TOKEN


def test_the_python_sdk_has_the_readme_that_its_project_names(sdks):
    assert (sdks / "python" / "README.md").read_text() == json.loads(SAMPLE.read_text())["description"] + "\n"


def test_every_module_of_the_python_sdk_compiles(sdks):
    for module in (sdks / "python").rglob("*.py"):
        compile(module.read_text(), module, "exec")


def test_the_go_sdk_is_a_module_that_vet_finds_nothing_in(sdks):
    run(["go", "vet", "./..."], sdks / "go", GOWORK="off", GOFLAGS="-mod=readonly")
    assert (sdks / "go" / "go.mod").read_text().startswith("module github.com/gpucreds/gpucreds/sdk/go\n")


@pytest.fixture
def node_modules(tmp_path):
    """The pinned packages, linked into a folder of the test's own."""
    (tmp_path / "node_modules").symlink_to(node.ensure())
    return tmp_path


def test_the_node_sdk_passes_the_type_checker(sdks, node_modules):
    shutil.copytree(sdks / "nodejs", node_modules / "sdk")
    run(node.tsc("--noEmit"), node_modules / "sdk")


def test_the_compiled_node_sdk_can_be_loaded(sdks, node_modules):
    node.compile_sdk(sdks / "nodejs", node_modules / "sdk")
    program = "console.log(require('./sdk').egs.ApiToken.__pulumiType)"
    assert run(["node", "-e", program], node_modules).strip() == TOKEN


def test_what_does_not_compile_is_told_by_the_compilers_words(sdks, node_modules):
    spoiled = shutil.copytree(sdks / "nodejs", node_modules / "source")
    (spoiled / "index.ts").write_text("export const days: number = 'many';")
    with pytest.raises(node.NodeError, match="not assignable to type 'number'"):
        node.compile_sdk(spoiled, node_modules / "sdk")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """A `.tools/node` of the test's own, with the pinned packages."""
    node_modules = tmp_path / "node_modules"
    node_modules.mkdir()
    for package in node.ensure().iterdir():
        (node_modules / package.name).symlink_to(package)
    (node_modules / "@gpucreds").unlink(missing_ok=True)
    monkeypatch.setattr(node, "NODE", tmp_path)
    monkeypatch.setattr(node, "ensure", lambda: node_modules)
    return node_modules


def test_the_node_sdk_is_installed_among_the_packages(sdks, packages):
    node.install_sdk(sdks / "nodejs")
    program = "console.log(require('@gpucreds/gpucreds').egs.ApiToken.__pulumiType)"
    assert run(["node", "-e", program], packages.parent).strip() == TOKEN


@pytest.mark.usefixtures("packages")
def test_an_sdk_is_compiled_again_only_when_it_has_changed(sdks, tmp_path, monkeypatch):
    source = shutil.copytree(sdks / "nodejs", tmp_path / "source")
    compiled = []
    monkeypatch.setattr(node, "compile_sdk", lambda _, new: compiled.append(new))
    node.install_sdk(source)
    node.install_sdk(source)
    (source / "index.ts").write_text("")
    node.install_sdk(source)
    assert len(compiled) == 2


def test_packages_that_npm_cannot_fetch_leave_the_old_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(node, "NODE", tmp_path / "node")
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "stamp").write_text("old")
    program = tmp_path / "npm"
    program.write_text("#!/bin/sh\necho no answer; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(node.NodeError, match="no answer"):
        node.ensure()
    assert (tmp_path / "node" / "stamp").read_text() == "old"


@pytest.fixture
def two_folders(tmp_path):
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("same")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path / "old", check=True)
    return tmp_path / "new", tmp_path / "old"


def test_equal_sdks_do_not_differ(two_folders):
    assert differing(*two_folders) == []


@pytest.mark.parametrize("side", [0, 1], ids=["is new", "is no longer generated"])
def test_a_file_on_one_side_only_is_a_difference(two_folders, side):
    (two_folders[side] / "only").write_text("")
    assert differing(*two_folders) == [Path("only")]


def test_a_changed_file_is_a_difference(two_folders):
    (two_folders[1] / "same").write_text("else")
    assert differing(*two_folders) == [Path("same")]


def test_what_git_ignores_is_no_difference(two_folders):
    for folder in two_folders:
        (folder / ".gitignore").write_text("bin/\n")
    (two_folders[1] / "bin").mkdir()
    (two_folders[1] / "bin" / "index.js").write_text("")
    assert differing(*two_folders) == []


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of the test's own, with declarations that give the sample."""
    for name in ("SCHEMA", "SDKS"):
        monkeypatch.setattr(sdk, name, tmp_path / getattr(sdk, name).relative_to(sdk.ROOT))
    monkeypatch.setattr(sdk, "SCRATCH", tmp_path / ".tools")
    monkeypatch.setattr(sdk, "read_declarations", SAMPLE.read_text)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.usefixtures("checkout")
def test_what_was_just_written_is_not_stale(capsys):
    assert (sdk.main([]), sdk.main(["--check"])) == (0, 0)
    assert "run `make sdk`" not in capsys.readouterr().out


def test_what_is_no_longer_generated_is_removed(checkout):
    left = checkout / "sdk" / "python" / "left.py"
    left.parent.mkdir(parents=True)
    left.write_text("")
    sdk.main([])
    assert not left.exists()


def test_an_edited_sdk_is_stale(checkout, capsys):
    sdk.main([])
    (checkout / "sdk" / "nodejs" / "index.ts").write_text("")
    assert sdk.main(["--check"]) == 1
    assert "sdk/nodejs/index.ts: not what the declarations say; run `make sdk`" in capsys.readouterr().out


def test_a_refused_schema_leaves_the_sdks_as_they_were(checkout, monkeypatch):
    sdk.main([])
    before = contents(checkout / "sdk")
    monkeypatch.setattr(sdk, "read_declarations", lambda: "{}")
    assert sdk.main([]) == 1
    assert contents(checkout / "sdk") == before
