"""The page about the audit says what the command does."""

from __future__ import annotations

import re

import pytest
from click import Option

from gpucreds_cli.commands.audit import _COLUMNS
from gpucreds_cli.commands.audit import command as audit_command
from gpucreds_cli.commands.reclaim import command as reclaim_command
from gpucreds_cli.console import FAILED, FOUND
from gpucreds_cli.findings import CONDITIONS, Audit, Credential
from gpucreds_cli.judged import PRIVILEGE
from tools.environment import ROOT

PAGE = (ROOT / "docs" / "audit.md").read_text()


def table(heading: str) -> list[list[str]]:
    """The rows of the table whose first column has that heading."""
    found = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in found.splitlines()[2:]]


def test_its_conditions_are_those_of_the_findings_the_worst_first():
    rows = table("condition")
    assert [row[0].strip("`") for row in rows] == list(CONDITIONS)
    assert all(len(row) == 3 and all(row) for row in rows)


def test_it_names_the_rules_about_privileges():
    (row,) = [row for row in table("condition") if row[0] == "`over-privileged`"]
    assert set(re.findall(r"gpucreds-[a-z-]+", row[1])) == PRIVILEGE


@pytest.mark.parametrize(("model", "place"), [(Audit, 0), (Credential, 1)])
def test_its_fields_are_those_of_the_json(model: type[Audit | Credential], place: int):
    tables = PAGE.split("\n| field | what it is |\n| --- | --- |\n")[1:]
    rows = tables[place].partition("\n\n")[0].splitlines()
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row.split(" | ")[0])]
    assert sorted(told) == sorted(model.model_json_schema(by_alias=True, mode="serialization")["properties"])


def test_its_exit_codes_are_those_of_the_command():
    assert [row[0] for row in table("exit code")] == ["0", str(FAILED), "2", str(FOUND)]


def test_its_options_are_those_of_the_commands():
    known = {name for command in (audit_command, reclaim_command) for option in command.params for name in option.opts}
    used = {
        name for line in re.findall(r"gpucreds (?:audit|reclaim).*", PAGE) for name in re.findall(r"--[a-z-]+", line)
    }
    assert used
    assert used <= known


def test_its_sample_has_the_columns_of_the_table():
    (header,) = [line for line in PAGE.splitlines() if line.startswith(" Condition ")]
    assert re.split(r"\s{2,}", header.strip()) == list(_COLUMNS)


@pytest.mark.parametrize(("option", "told"), [("within", "14 days"), ("old", "90 days")])
def test_its_defaults_are_those_of_the_options(option: str, told: str):
    (found,) = [one for one in audit_command.params if isinstance(one, Option) and one.name == option]
    assert found.default == told.replace(" days", "d")
    assert f"`--{option}` ({told})" in PAGE
