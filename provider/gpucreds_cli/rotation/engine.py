"""The targeted `pulumi preview` and `pulumi up` of a rotation, through the Automation API, told by the engine's events.

An event holds whatever resources hold, and what a program exports in clear. So only the inputs that `check` plans are
read from it, and of what other providers and the program say in an error nothing but whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, LocalWorkspace, OpType, Stack
from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata

from gpucreds.core.errors import Refused, one_line
from gpucreds.core.redaction import Redactor
from gpucreds.resources import RESOURCES
from gpucreds_cli.engine import ADVICE, command, problem_of
from gpucreds_cli.stacks import Tell
from gpucreds_policy.subject import declared_type

_OURS = {resource.resource_type for resource in RESOURCES}
_OF_REPLACEMENT = {OpType.CREATE_REPLACEMENT, OpType.DELETE_REPLACED, OpType.DISCARD_REPLACED}
"""The parts of a replacement; the step `replace` is about it as a whole."""


@dataclass(frozen=True)
class Step:
    """What the engine will do to one resource."""

    urn: str
    type: str
    """The declared type where it is ours, else the engine's."""
    change: str
    """The engine's word: `update`, `replace`, `create`, `delete`."""
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The new ones, secrets hidden."""
    changed: Sequence[str] = ()
    """The properties that differ."""


@dataclass(frozen=True)
class Failure:
    """Why an update failed: in a line, and for each resource that did."""

    problem: str
    of: Mapping[str, str] = field(default_factory=dict)


class Folder(LocalWorkspace):
    """The folder of a project. Which stack is selected there is the user's choice, and stays."""

    def select_stack(self, stack_name: str) -> None:
        """Select nothing: every command names its stack."""


class Update:
    """One update of a stack, that touches certain resources and whatever uses them."""

    def __init__(self, folder: Path, name: str, variables: Mapping[str, str]) -> None:
        workspace = Folder(work_dir=str(folder), env_vars=variables, pulumi_command=command())
        self._stack = Stack.select(name, workspace)

    def preview(self, targets: Sequence[str]) -> dict[str, Step]:
        """What will change, by URN. Raises Refused."""
        heard = Heard(lambda _: None)
        try:
            self._stack.preview(**_only(targets), on_event=heard)
        except CommandError as error:
            problem = heard.problem(error)
        else:
            return {step.urn: step for step in map(_step, heard.begun)}
        raise Refused(f"the preview failed: {problem}", ADVICE)

    def up(self, targets: Sequence[str], tell: Tell) -> Failure | None:
        """Run it; `tell` hears of each resource that is done. None when all went well."""
        heard = Heard(tell)
        try:
            self._stack.up(**_only(targets), on_event=heard, show_secrets=False)
        except CommandError as error:
            return Failure(heard.problem(error), heard.errors)
        return None


def _only(targets: Sequence[str]) -> dict[str, Any]:
    # Who uses a secret needs the new one in the same update.
    return {"target": list(targets), "target_dependents": True, "color": "never", "suppress_outputs": True}


class Heard:
    """What the engine has told of so far."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.begun: list[StepEventMetadata] = []
        self.errors: dict[str, str] = {}
        """By URN, empty for what no resource says; the first that each tells."""
        self._tell = tell

    def __call__(self, event: EngineEvent) -> None:
        """Take one event in."""
        if event.resource_pre_event and _counts(event.resource_pre_event.metadata):
            self.begun.append(event.resource_pre_event.metadata)
        elif event.res_outputs_event and _counts(event.res_outputs_event.metadata):
            self._tell(event.res_outputs_event.metadata.urn)
        elif event.diagnostic_event and event.diagnostic_event.severity == "error":
            self.errors.setdefault(event.diagnostic_event.urn or "", _told(event.diagnostic_event))

    def problem(self, error: CommandError) -> str:
        """Why a command failed: what resources say, else what the program or the engine does."""
        said = [text for urn, text in self.errors.items() if urn] or list(filter(None, self.errors.values()))
        more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
        return said[0] + more if said else problem_of(error)


def _counts(step: StepEventMetadata) -> bool:
    return step.op is not OpType.SAME and step.op not in _OF_REPLACEMENT


def _step(told: StepEventMetadata) -> Step:
    inputs = (told.new.inputs if told.new else None) or {}
    return Step(told.urn, declared_type(told.type), told.op.value, inputs, list(_parts(told)))


def _parts(told: StepEventMetadata) -> Iterator[str]:
    for path in told.diffs or ():
        yield path.partition(".")[0].partition("[")[0]


def _told(said: DiagnosticEvent) -> str:
    if not said.urn:
        return "the program failed; pulumi preview shows how" if "Program failed" in said.message else ""
    kind = declared_type(said.urn.split("::")[2].split("$")[-1])
    if kind in _OURS:
        return one_line(Redactor()(said.message)).removesuffix(".")
    return f"{said.urn.rpartition('::')[2]} ({kind}) failed; pulumi preview or pulumi up shows its error"
