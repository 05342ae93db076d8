"""What `gpucreds rotate` asks, refuses and says of a failure, on the real engine."""

from __future__ import annotations

import json
import os
import shlex
import subprocess

from gpucreds_emulator import Fault
from tests.command.rotated import changed, fates, rotate
from tests.engine.site import Site
from tools.environment import pulumi_environment
from tools.program import Program


def refusal(program: Program, *arguments: str, status: int = 1) -> str:
    """The error of the command."""
    program.gpucreds("rotate", "-s", "dev", *arguments, status=status)
    return program.log[-1]


HALF = """
first = egs.ApiToken("first", role="Owner")
key = nvcf.ScopedKey(
    "key", scopes=["invoke_function"], functions=["*"], opts=pulumi.ResourceOptions(depends_on=[first])
)
pulumi.export("first", first.token)
pulumi.export("key", key.key)
"""


def test_after_a_half_failed_update_it_says_what_is_done_and_outputs_follow_with_the_rest(site: Site):
    program = site.program(HALF)
    program.up()
    before = program.outputs()
    site.emulator.inject(Fault("status-before", platform="nvcf", method="POST", status=403))
    told = rotate(program, "--all", "--yes", status=1)
    assert fates(told) == {"first": "rotated", "key": "failed"}
    assert "403" in told["error"]
    assert "403" in told["done"][1]["error"]
    command = told["advice"].partition("for the rest: ")[2]
    assert command == "gpucreds rotate --stack program/dev key"
    assert program.outputs() == before
    rest = [*shlex.split(command)[1:], "--yes", "--json"]
    site.emulator.inject(Fault("status-before", platform="nvcf", method="POST", status=403))
    told = json.loads(program.gpucreds(*rest, status=1))
    assert told["advice"] == "The state has nothing of it: run the same again"
    told = json.loads(program.gpucreds(*rest))
    assert fates(told) == {"key": "rotated"}
    assert changed(before, program.outputs()) == {"first", "key"}


def answered(program: Program, answer: str) -> subprocess.CompletedProcess[str]:
    """`gpucreds rotate ci` on a terminal where somebody types."""
    ours, theirs = os.openpty()
    try:
        os.write(ours, answer.encode())
        return subprocess.run(
            ["gpucreds", "rotate", "-s", "dev", "ci"],
            cwd=program.folder,
            env=pulumi_environment(program.home) | program.settings,
            stdin=theirs,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)


def test_nothing_is_written_until_somebody_says_yes(site: Site):
    program = site.program('pulumi.export("ci", egs.ApiToken("ci", role="Owner").token)')
    program.up()
    before = site.requests()
    error = refusal(program, "ci")
    assert "Run it again with --yes" in error
    assert "ci (egs:ApiToken): generation 1 -> 2, asked for by GPUCREDS_ROTATE" in program.log[-2]
    declined = answered(program, "n\n")
    assert (declined.returncode, "rotated" in declined.stdout) == (1, False)
    assert site.requests() == before
    agreed = answered(program, "y\n")
    assert (agreed.returncode, "rotated: ci, generation 2; generation 1 retires" in agreed.stdout) == (0, True)


def test_it_refuses_what_it_cannot_or_will_not_do_and_says_the_way_out(site: Site):
    program = site.program(
        """
        class Team(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("my:Team", name)
                egs.ApiToken("ci", role="Owner", opts=pulumi.ResourceOptions(parent=self))

        Team("red")
        egs.ApiToken("ci", role="Owner")
        egs.ApiToken("gone", role="Owner")
        runai.AccessRule(
            "rule",
            subject=runai.Subject(type="group", name="researchers"),
            role="L1 researcher",
            scope=runai.Scope(type="project", name="vision"),
        )
        """
    )
    program.up()
    before = site.requests()
    assert "'ci' is the name of 2 resources. Write the URN of one" in refusal(program, "ci")
    assert "did you mean 'gone'?" in refusal(program, "gon")
    assert "it is of the type runai:AccessRule" in refusal(program, "rule")
    assert "Name what is in it: ci" in refusal(program, "red")
    assert "there is no stack 'prod' here" in refusal(program, "-s", "prod", "--all")
    assert "write --due, or --all, or the names" in refusal(program, "gone", "--all", status=2)
    assert "--due forces nothing" in refusal(program, "--due", "--incident", status=2)
    assert site.requests() == before


def test_what_the_program_no_longer_has_is_left_alone_and_told(site: Site):
    program = site.program('egs.ApiToken("gone", role="Owner")\negs.ApiToken("ci", role="Owner")')
    program.up()
    site.rewrite(program, 'egs.ApiToken("ci", role="Owner")')
    told = rotate(program, "--all", "--yes", status=1)
    assert fates(told) == {"ci": "rotated", "gone": "skipped"}
    assert "pulumi up removes it" in told["done"][1]["error"]
    assert site.names() == ["ci", "ci", "gone"]


def test_a_program_that_fails_is_one_line_without_what_it_said(site: Site):
    program = site.program('egs.ApiToken("ci", role="Owner")')
    program.up()
    site.rewrite(program, 'egs.ApiToken("ci", role="Owner")\nraise ValueError("a-text-of-the-program")')
    assert "the program failed; pulumi preview shows how" in refusal(program, "ci", "--yes")
    assert "a-text-of-the-program" not in "".join(program.log[-2:])
    site.rewrite(program, 'egs.ApiToken("ci", role="Ownr")')
    assert "Input should be 'Owner', 'Editor' or 'Viewer'" in refusal(program, "ci", "--yes")
    assert site.names() == ["ci"]
