"""Several projects on one backend, with a stack or two each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from tests.engine.site import Site
from tools.program import Program


def python_project(site: Site, name: str, text: str, settings: Mapping[str, str] | None = None) -> Program:
    """A project at the dynamic door, without a stack."""
    program = _project(site, name, f"name: {name}\nruntime: python\n", settings)
    source = "import pulumi\nfrom gpucreds import egs, nvcf, runai\n" + textwrap.dedent(text)
    (program.folder / "__main__.py").write_text(source)
    return program


def yaml_project(site: Site, name: str, text: str, settings: Mapping[str, str] | None = None) -> Program:
    """A project at the plugin, without a stack."""
    return _project(site, name, f"name: {name}\nruntime: yaml\n{textwrap.dedent(text)}", settings)


def _project(site: Site, name: str, about: str, settings: Mapping[str, str] | None) -> Program:
    folder = site._folder / name
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(about)
    return Program(folder, site._folder, dict(site.settings if settings is None else settings))
