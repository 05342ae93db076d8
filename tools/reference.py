"""Write the reference in `docs/reference` from the declarations, and `docs/policy` from the rules.

    python -m tools.reference           write every page anew
    python -m tools.reference --check   fail when a page is not what the declarations say

The examples in them are the programs in `docs/snippets`, which the tests run.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from gpucreds.core import durations
from gpucreds.core.declaration import property_name, secrets
from gpucreds.core.resource import Resource
from gpucreds.platforms import configuration
from gpucreds.platforms.configuration import Configuration, Variable
from gpucreds.resources import RESOURCES
from tools.component_page import component_page
from tools.environment import ROOT
from tools.lookup_page import lookup_page
from tools.plain_words import type_of
from tools.policy_page import policy_pages
from tools.resource_page import AnyResource, Property, introduction, page, properties, table, written_name

REFERENCE = ROOT / "docs" / "reference"
POLICY = ROOT / "docs" / "policy"
COMPONENT = PurePosixPath("gpucreds/TeamEnvironment.md")
LOOKUPS = PurePosixPath("lookups.md")
HOW_TO_SET = """\
Write `pulumi config set <setting> <value>`, and for a secret `pulumi config set --secret <setting>`, which asks for the
value. The stack's configuration wins over the environment. The engine remembers it from the last `pulumi up`, so after
a change of a setting `pulumi refresh` and `pulumi destroy` want `--run-program`.
"""
WRITTEN = "<!-- Written by `make docs` from the declarations in provider/gpucreds: change it there. -->\n\n"


def main(arguments: list[str]) -> int:
    """Run `python -m tools.reference`."""
    folders = {REFERENCE: pages(), POLICY: policy_pages()}
    if arguments != ["--check"]:
        for folder, wanted in folders.items():
            write(folder, wanted)
        return 0
    stale = [
        (folder / name, fault) for folder, wanted in folders.items() for name, fault in differences(folder, wanted)
    ]
    for path, fault in stale:
        print(f"{path.relative_to(ROOT)}: {fault}; run `make docs`")
    return 1 if stale else 0


def pages() -> dict[PurePosixPath, str]:
    """The text of every page, by its path in the reference."""
    found = {page_path(resource): page(resource) for resource in RESOURCES}
    found |= {PurePosixPath("README.md"): index(), PurePosixPath("configuration.md"): settings()}
    found |= {COMPONENT: component_page(), LOOKUPS: lookup_page() + "\n"}
    return {path: WRITTEN + text for path, text in found.items()}


def page_path(resource: AnyResource) -> PurePosixPath:
    """The place of a resource's page: a folder for each module."""
    return PurePosixPath(resource.resource_type.replace(":", "/") + ".md")


def index() -> str:
    """The page that leads to all others."""
    rows = [(f"[{written_name(resource)}]({page_path(resource)})", *summary(resource)) for resource in RESOURCES]
    return "\n\n".join(
        [
            "# Reference",
            table(("Resource", "On the platform", "What it is"), rows),
            f"[gpucreds.TeamEnvironment]({COMPONENT}): the component that gives one team its share of each platform.",
            f"[Look-ups]({LOOKUPS}): what a program may ask the platforms itself.",
            "[Configuration](configuration.md): the settings of the provider.",
            "## Durations and instants",
            inspect.getdoc(durations) or "",
            "## Errors of every resource",
            inspect.cleandoc(Resource.failures) + "\n",
        ]
    )


def summary(resource: AnyResource) -> tuple[str, str]:
    """The object on the platform and what it is: the two halves of the module's first line."""
    name, _, meaning = introduction(resource).partition("\n")[0].partition(": ")
    return name, meaning


def settings() -> str:
    """The page of the provider's settings."""
    titles = ("Setting", "Environment", "Type", "Secret", "Default", "Meaning")
    return "\n\n".join(
        [
            "# Configuration",
            inspect.getdoc(configuration) or "",
            inspect.getdoc(Configuration) or "",
            "[All resources](README.md)",
            table(titles, map(setting, properties(Configuration))),
            HOW_TO_SET,
        ]
    )


def setting(one: Property) -> tuple[str, ...]:
    """The row of one setting."""
    variable = next(mark.name for mark in one.field.metadata if isinstance(mark, Variable))
    secret = "yes" if one.name in secrets(Configuration) else "no"
    name = f"`gpucreds:{property_name(one.name)}`"
    return name, f"`{variable}`", type_of(one.schema), secret, one.default, one.description


def write(folder: Path, wanted: Mapping[PurePosixPath, str]) -> None:
    """Bring a folder to what it should be."""
    for path in present(folder) - wanted.keys():
        (folder / path).unlink()
    for path, text in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def differences(folder: Path, wanted: Mapping[PurePosixPath, str]) -> Iterator[tuple[PurePosixPath, str]]:
    """What is wrong with a folder, by page."""
    there = present(folder)
    for path in sorted(there | wanted.keys()):
        if path not in there:
            yield path, "is missing"
        elif path not in wanted:
            yield path, "belongs to nothing"
        elif (folder / path).read_text() != wanted[path]:
            yield path, "is stale"


def present(folder: Path) -> set[PurePosixPath]:
    """The pages in a folder."""
    return {PurePosixPath(path.relative_to(folder).as_posix()) for path in folder.rglob("*.md")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
