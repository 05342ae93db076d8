"""The reference says what the declarations say, and its examples are programs that a preview takes."""

from __future__ import annotations

import inspect
import re
import runpy
from pathlib import PurePosixPath

import pytest

import gpucreds
from gpucreds import environment
from gpucreds.core.declaration import Model, marked, rules, secrets
from gpucreds.doors import typed
from gpucreds.doors.dynamic import PROVIDERS
from gpucreds.platforms.configuration import Configuration, Variable
from gpucreds.resources import RESOURCES
from tests.doors.mock_engine import heard, inputs, registrations
from tests.world import World
from tools import reference
from tools.environment import ROOT
from tools.reference import COMPONENT, REFERENCE, differences, pages, write
from tools.resource_page import SNIPPETS, page

BOOKKEEPING = {"address", "nonce", "dead", "secretless", "found_as", "imported", "leftovers"}
TYPE = "pulumi-python:dynamic/"
COMPONENT_SNIPPET = "gpucreds_TeamEnvironment.py"

pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture
def no_settings(monkeypatch):
    for variable in ("GPUCREDS_NOW", *(settings_mark(name) for name in Configuration.model_fields)):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(params=RESOURCES, ids=lambda resource: resource.resource_type)
def resource(request):
    return request.param


def settings_mark(name):
    (mark,) = (mark for mark in Configuration.model_fields[name].metadata if isinstance(mark, Variable))
    return mark.name


def written_class(resource):
    """The class that a program writes."""
    module, _, name = resource.resource_type.partition(":")
    return getattr(gpucreds if module == "gpucreds" else getattr(gpucreds, module), name)


def parameters(cls: type[typed.Resource]):
    """What a program may give."""
    found = inspect.signature(cls.__init__).parameters
    return {name: value for name, value in found.items() if name not in ("self", "resource_name", "opts")}


def section(text, title):
    """What stands under a heading, up to the next one of its rank."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def rows(text):
    """The cells of every row of the tables in a text, by the name in the first one."""
    lines = [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in text.splitlines() if line.startswith("| `")]
    return {line[0].strip("`"): line for line in lines}


def main_table(text, title):
    """The rows of a section's own table, without the objects under it."""
    return rows(section(text, title).partition("\n### ")[0])


def models(form):
    """The models in a type."""
    if inspect.isclass(form) and issubclass(form, Model):
        yield form
    for part in getattr(form, "__args__", ()):
        yield from models(part)


def test_the_pages_are_up_to_date():
    assert list(differences(REFERENCE, pages())) == []


def test_the_index_names_every_resource_and_leads_to_its_page(resource):
    module, _, name = resource.resource_type.partition(":")
    assert f"[{module}.{name}]({module}/{name}.md)" in pages()[PurePosixPath("README.md")]
    assert PurePosixPath(module, f"{name}.md") in pages()


def test_the_index_says_what_every_resource_is():
    lines = [line for line in reference.index().splitlines() if line.startswith("| [")]
    assert len(lines) == len(RESOURCES)
    assert all(all(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


def test_every_input_that_a_program_writes_is_on_the_page_with_its_meaning(resource):
    shown = main_table(page(resource), "Inputs")
    assert set(shown) == set(parameters(written_class(resource)))
    assert all(row[-1].rstrip(" |") for row in shown.values())


def test_an_input_is_required_on_the_page_where_a_program_has_to_give_it(resource):
    shown = main_table(page(resource), "Inputs")
    given = parameters(written_class(resource)).items()
    assert {name for name, row in shown.items() if row[3] == "yes"} == {
        name for name, value in given if value.default is value.empty
    }


def test_a_default_on_the_page_is_that_of_the_declaration(resource):
    for name, row in main_table(page(resource), "Inputs").items():
        declared = resource.inputs.model_construct().model_dump(include={name}).get(name)
        if declared is not None:
            assert row[4].strip("`").strip('"') == str(declared)


def test_every_output_that_a_program_reads_is_on_the_page_with_its_meaning(resource):
    shown = main_table(page(resource), "Outputs")
    assert set(shown) >= resource.state.model_fields.keys() - set(parameters(written_class(resource))) - BOOKKEEPING
    assert not shown.keys() & BOOKKEEPING
    assert all(row[-1].rstrip(" |") for row in shown.values())


def test_secret_outputs_are_marked_and_no_others(resource):
    shown = main_table(page(resource), "Outputs")
    assert {name for name, row in shown.items() if "secret" in row[2]} == set(secrets(resource.state)) - BOOKKEEPING


def test_every_part_of_an_object_is_on_the_page(resource):
    for model in {found for name in resource.state.model_fields for found in models_of(resource, name)}:
        part = page(resource).partition(f"\n### {model.__name__}\n")[2].partition("\n#")[0]
        assert rows(part).keys() == model.model_fields.keys()


def models_of(resource, name):
    return () if name in BOOKKEEPING else models(resource.state.model_fields[name].annotation)


def test_what_replaces_is_said_so(resource):
    shown = main_table(page(resource), "Inputs")
    replacing = set(marked(resource.inputs, gpucreds.core.declaration.Replaces))
    assert {name for name, row in shown.items() if row[5] == "replaces"} == replacing
    summary = section(page(resource), "What a change of an input does")
    assert all(f"`{name}`" in summary for name in shown)


def test_every_rule_says_what_it_refuses_and_its_page_repeats_it(resource):
    refused = section(page(resource), "Refused in the preview")
    for field, method in rules(resource.inputs):
        said = inspect.getdoc(method)
        assert said, method
        assert said[1:].rstrip(".") in re.search(rf"^- `{re.escape(field)}`: (.*)$", refused, re.MULTILINE)[1]


def test_a_form_that_is_refused_is_on_the_page():
    refused = section(page(gpucreds.egs.SliceWorkspace.declared), "Refused in the preview")
    assert "- `clusters`: an empty list; more than 16 items; an empty text, as an item; a cluster" in refused


def test_every_resource_on_a_platform_has_limits_and_errors_of_its_own(resource):
    assert "failures" in vars(resource)
    on_a_platform = "endpoint" in resource.state.model_fields
    assert ("limits" in vars(resource)) is on_a_platform
    assert bool(section(page(resource), "What the platform cannot do")) is on_a_platform


def test_the_lists_in_a_declaration_are_lists_of_sentences(resource):
    for attribute in ("limits", "failures"):
        for base in resource.__mro__:
            items = re.split(r"^- ", inspect.cleandoc(vars(base).get(attribute, "")), flags=re.MULTILINE)
            assert items[0] == ""
            assert all(item.strip().endswith(".") for item in items[1:])


def test_every_setting_is_on_the_page_of_the_configuration():
    shown = rows(pages()[PurePosixPath("configuration.md")])
    for name, field in Configuration.model_fields.items():
        row = shown["gpucreds:" + gpucreds.core.declaration.property_name(name)]
        assert row[1] == f"`{settings_mark(name)}`"
        assert (row[3] == "yes") is (name in secrets(Configuration))
        assert field.description.split()[0] in row[-1]


def test_every_snippet_is_the_example_of_a_resource_or_of_the_component():
    names = {resource.resource_type.replace(":", "_") + ".py" for resource in RESOURCES} | {COMPONENT_SNIPPET}
    assert {path.name for path in SNIPPETS.iterdir() if path.is_file()} == names


def test_the_component_and_all_that_it_takes_and_gives_are_on_its_page():
    page = pages()[COMPONENT]
    taken = [environment.EgsTeam, environment.RunaiTeam, environment.NvcfTeam, environment.KeyGrant]
    taken += [environment.TeamRotation, environment.TeamEnvironment]
    for form in taken:
        for name in form.__annotations__:
            assert re.search(rf"\| `{name}` \| `.+` \|.* \S+ \|", page), name
    for name in inspect.signature(environment.TeamEnvironment).parameters:
        assert f"| `{name}` |" in page
    assert (SNIPPETS / COMPONENT_SNIPPET).read_text() in page


def test_the_example_of_the_component_declares_it():
    told = registrations(lambda: runpy.run_path(str(SNIPPETS / COMPONENT_SNIPPET)) and None)
    assert "gpucreds:index:TeamEnvironment" in {request.type for request in told}


def program_of(resource):
    """The example of a resource as a program."""
    snippet = SNIPPETS / f"{resource.resource_type.replace(':', '_')}.py"

    def program() -> None:
        runpy.run_path(str(snippet))  # what it returns would be taken for a value of the program

    return program


def test_an_example_declares_its_resource_and_a_preview_takes_it(resource):
    told = heard(program_of(resource))
    types = {request.type.removeprefix(TYPE) for request in told.values()}
    assert resource.resource_type in types
    assert types <= PROVIDERS.keys()
    hub = World().run()
    for request in told.values():
        given = {name: value for name, value in inputs(request).items() if name != "__provider"}
        assert hub.check(request.type.removeprefix(TYPE), given).failures == []


def test_every_link_on_a_page_leads_somewhere():
    for path, text in pages().items():
        for link in re.findall(r"\]\(([^)#]+\.md)", text):
            assert (REFERENCE / path.parent / link).exists(), link
        for anchor in re.findall(r"\]\(#([^)]+)\)", text):
            assert f"### {anchor}\n" in text.lower()


@pytest.mark.parametrize(("text", "fault"), [("other", "is stale"), (None, "is missing")])
def test_a_page_that_is_not_as_it_should_be_is_found(tmp_path, text, fault):
    if text:
        (tmp_path / "a.md").write_text(text)
    assert list(differences(tmp_path, {PurePosixPath("a.md"): "text"})) == [(PurePosixPath("a.md"), fault)]


def test_a_page_of_nothing_is_found_and_removed(tmp_path):
    (tmp_path / "gone.md").write_text("text")
    wanted = {PurePosixPath("egs/a.md"): "text"}
    assert (PurePosixPath("gone.md"), "belongs to nothing") in differences(tmp_path, wanted)
    write(tmp_path, wanted)
    assert list(differences(tmp_path, wanted)) == []


@pytest.mark.parametrize("name", ["README.md", "docs/rotation.md"])
def test_a_program_in_a_page_written_by_hand_runs(name):
    programs = re.findall(r"^```python\n(.*?)^```", (ROOT / name).read_text(), re.MULTILINE | re.DOTALL)
    assert programs
    for text in programs:
        told = registrations(lambda text=text: exec(text, {"nvcf": gpucreds.nvcf}))  # noqa: S102 - our own
        assert len(told) > 1
