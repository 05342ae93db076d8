"""EGS slice workspace: clusters and namespaces of one team, and a kubeconfig for each cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import SecretStr

from gpucreds.core.declaration import decode, part
from gpucreds.core.durations import format_duration
from gpucreds.core.errors import AnswerLost, Conflict, GpucredsError, PlatformError, Refused, Rejected
from gpucreds.core.resource import Resource, Run
from gpucreds.core.waiting import longest, wait_for
from gpucreds.platforms import Platforms
from gpucreds.resources.slice_workspace_declaration import SliceWorkspaceInputs, SliceWorkspaceState, Status

if TYPE_CHECKING:
    from gpucreds.platforms.egs import Workspace

LONGEST_ADVISED_NAME = 15
_HELD_BY = re.compile(r"already acquired by other slice: (?P<holder>[-a-z0-9]+)")
_DEBOARDING = "Deboarding of namespaces is in progress"


class SliceWorkspace(Resource[SliceWorkspaceInputs, SliceWorkspaceState, Platforms]):
    """EGS works in the background: created means accepted, ready means that it gives kubeconfigs."""

    resource_type = "egs:SliceWorkspace"
    inputs = SliceWorkspaceInputs
    state = SliceWorkspaceState
    import_id = """
    - The id is `<name>/<username>/<email>`: `red/Jo Doe/jo@example.com`. EGS never shows the owner again, so the id
      says who that is, and nobody checks it.
    - Clusters and namespaces are what EGS lists. The kubeconfigs are fetched; one that is not ready within five minutes
      is fetched by the next `pulumi up`.
    - `ready_timeout` and `adopt` are an update that sends nothing.
    """
    limits = """
    - EGS changes no workspace: another name, cluster, namespace or owner means another workspace.
    - The owner's name and e-mail address never come back, so nobody sees a change of them on EGS.
    - The login inside a kubeconfig has no end, and EGS has no call that revokes or renews it.
    - A namespace belongs to one workspace in each cluster.
    """
    failures = """
    - `has active GPU requests`: release them in EGS, then run the command again; tokens of the workspace that were to
      go with it are revoked by then, and the next `pulumi up` makes others.
    - `already acquired by other slice`: another workspace holds the namespace in that cluster; take it away there, or
      choose another one.
    - `cluster is not registered`: write the name of a worker cluster that EGS knows.
    - `exists on EGS already, and this resource did not make it`: give a resource that was renamed or moved an alias; if
      a run died while making it, set `adopt` for one `pulumi up`; else choose another name.
    - `was there already: taken over` (a warning): `adopt` is set, and did its work.
    - `status: pending`: a kubeconfig was not ready within `ready_timeout`; the next `pulumi up` gets it.
    - `EGS still holds workspace …`: the removal goes on in the background; run the command again.
    """

    def __init__(self, run: Run, platforms: Platforms) -> None:
        super().__init__(run, platforms)
        self._adopted: set[str] = set()  # the names of what this run has taken over
        self._kept: set[str] = set()  # the names of what it has met in a state that stays

    def plan(self, inputs: SliceWorkspaceInputs, old: SliceWorkspaceInputs | None) -> Mapping[str, object]:
        """Keep the old order of what has none, and see whether another resource of this run has taken it over."""
        if old and old.name in self._adopted:
            raise _taken(old.name)
        if old is None and len(inputs.name) > LONGEST_ADVISED_NAME:
            self.run.warn(f"workspace {inputs.name!r}: EGS advises names of at most {LONGEST_ADVISED_NAME} characters.")
        return self.same_order(inputs, old, "clusters", "namespaces")

    def notice(self, state: SliceWorkspaceState, *, stays: bool) -> None:
        """What a state holds and stays is nobody else's."""
        if stays:
            self._kept.add(state.name)

    def dies_first(self, state: SliceWorkspaceState, inputs: SliceWorkspaceInputs) -> bool:  # noqa: ARG002 - always
        """A name, and a namespace in a cluster, belong to one workspace at a time."""
        return True

    def import_(self, object_id: str, address: str) -> tuple[str, SliceWorkspaceState] | None:  # noqa: ARG002 - no mark
        """The workspace of that name, which belongs to whom the id says."""
        name, _, owner = object_id.partition("/")
        username, _, email = owner.rpartition("/")
        told = {"name": name, "username": username, "email": email}
        inputs, failures = decode(SliceWorkspaceInputs, {**told, "clusters": ["of the list"], "namespaces": []})
        if failures:
            raise Refused(
                f"{object_id!r} is no id of an EGS workspace: {failures[0].property} {failures[0].reason}",
                "Write <name>/<username>/<email>, for example red/Jo Doe/jo@example.com",
            )
        seen = self._listed(name, fresh=False)
        if seen is None:
            return None
        self._kept.add(name)
        lists = {"clusters": list(seen.clusters), "namespaces": list(seen.namespaces)}
        return name, self._completed(inputs.model_copy(update=lists), {})

    def create(self, inputs: SliceWorkspaceInputs) -> tuple[str, SliceWorkspaceState]:
        """Make the workspace and wait for its kubeconfigs. Those that are late are a matter of the next update."""
        if not self.run.claim(claimed := f"workspace {inputs.name}"):
            raise _taken(inputs.name)
        try:
            return inputs.name, self._adopted_or_made(inputs)
        except BaseException:
            self.run.give_up(claimed)
            raise

    def read(self, state: SliceWorkspaceState) -> SliceWorkspaceState | None:
        """Clusters and namespaces as EGS lists them; the rest never comes back."""
        seen = self._listed(state.name, fresh=False)
        if seen is None or (state.status == "unknown" and not _alike(seen, state)):
            return None
        found = {"clusters": list(seen.clusters), "namespaces": list(seen.namespaces)}
        drift = {name: values for name, values in found.items() if set(values) != set(getattr(state, name))}
        return state.model_copy(update=drift)

    def update(self, state: SliceWorkspaceState, inputs: SliceWorkspaceInputs) -> SliceWorkspaceState:
        """Only what the create left unfinished; everything else replaces."""
        seen = self._listed(inputs.name, fresh=False) if state.pending else None
        if state.pending and seen is None:
            return self._made(inputs)
        if state.status == "unknown" and not _alike(seen, state):
            raise _taken(inputs.name)
        return self._completed(inputs, state.kubeconfigs)

    def delete(self, state: SliceWorkspaceState) -> None:
        """Remove the workspace and wait until EGS no longer lists it, unless another resource has taken it over."""
        if state.name in self._adopted:
            return
        if state.status == "unknown" and not _alike(self._listed(state.name, fresh=True), state):
            return
        asked = wait_for(lambda: self._asked_to_go(state.name), self.run.clock, state.ready_timeout)
        if not asked or not wait_for(lambda: self._gone(state.name), self.run.clock, state.ready_timeout):
            raise PlatformError(
                f"EGS still holds workspace {state.name!r} after {format_duration(longest(state.ready_timeout))}",
                "Run the command again: it waits for the rest",
            )

    def _adopted_or_made(self, inputs: SliceWorkspaceInputs) -> SliceWorkspaceState:
        seen = self._listed(inputs.name, fresh=False)
        if seen is None:
            return self._made(inputs)
        if inputs.name in self._kept or not (inputs.adopt and _alike(seen, inputs)):
            raise _taken(inputs.name)
        self.run.warn(f"workspace {inputs.name!r} was there already: taken over. Take `adopt` away now.")
        self._adopted.add(inputs.name)
        return self._completed(inputs, {})

    def _made(self, inputs: SliceWorkspaceInputs) -> SliceWorkspaceState:
        lost: list[AnswerLost] = []
        try:
            accepted = wait_for(lambda: self._accepted(inputs, lost), self.run.clock, inputs.ready_timeout)
        except PlatformError as error:
            if not lost:
                raise
            return self._state(inputs, {}, "unknown", f"nobody knows whether it was made: {error.problem}")
        if not accepted and lost:
            raise lost[-1]
        if not accepted:
            raise PlatformError(
                f"EGS still refuses the name {inputs.name!r} after {format_duration(longest(inputs.ready_timeout))}",
                "A workspace of that name may still be on its way out: run the command again later",
            )
        return self._completed(inputs, {})

    def _accepted(self, inputs: SliceWorkspaceInputs, lost: list[AnswerLost]) -> bool | None:
        """Whether EGS has the workspace, None while a former one is in the way. `lost` collects our lost answers."""
        try:
            self.platforms.egs.create_workspace(
                name=inputs.name,
                clusters=inputs.clusters,
                namespaces=inputs.namespaces,
                username=inputs.username,
                email=inputs.email,
            )
        except AnswerLost as error:
            lost.append(error)
            return _alike(self._listed(inputs.name, fresh=True), inputs) or None
        except Conflict:
            return self._ours_by_lost_answer(inputs, lost)
        except Rejected as error:
            holder = _HELD_BY.search(error.words)
            if holder is None or self._listed(holder["holder"], fresh=True):
                lost.clear()  # what is refused now was not made before either
                raise
            return None  # the holder is gone, only its traces are not
        return True

    def _ours_by_lost_answer(self, inputs: SliceWorkspaceInputs, lost: list[AnswerLost]) -> bool | None:
        seen = self._listed(inputs.name, fresh=True)
        if seen is None:
            return None  # on its way out
        if lost and _alike(seen, inputs):
            return True
        raise _taken(inputs.name)

    def _completed(self, inputs: SliceWorkspaceInputs, known: Mapping[str, SecretStr]) -> SliceWorkspaceState:
        """The state with every kubeconfig that comes in time. Never raises: the workspace exists."""
        kubeconfigs = dict(known)
        why = f"not ready after {format_duration(longest(inputs.ready_timeout))}"
        try:
            wait_for(lambda: self._all_ready(inputs, kubeconfigs), self.run.clock, inputs.ready_timeout)
        except GpucredsError as error:
            why = error.problem
        missing = [cluster for cluster in inputs.clusters if cluster not in kubeconfigs]
        if missing:
            return self._state(inputs, kubeconfigs, "pending", f"no kubeconfig yet for {', '.join(missing)}: {why}")
        return self._state(inputs, kubeconfigs, "ready")

    def _state(
        self,
        inputs: SliceWorkspaceInputs,
        kubeconfigs: dict[str, SecretStr],
        status: Status,
        pending: str | None = None,
    ) -> SliceWorkspaceState:
        if pending:
            self.run.warn(f"workspace {inputs.name!r} is pending, and the next `pulumi up` completes it: {pending}")
        return SliceWorkspaceState.model_construct(
            **part(inputs, SliceWorkspaceInputs),
            kubeconfigs=kubeconfigs,
            status=status,
            pending=pending,
        )

    def _all_ready(self, inputs: SliceWorkspaceInputs, kubeconfigs: dict[str, SecretStr]) -> bool | None:
        for cluster in inputs.clusters:
            text = kubeconfigs.get(cluster) or self.platforms.egs.kubeconfig(inputs.name, cluster)
            if text is None:
                return None
            kubeconfigs[cluster] = text
        return True

    def _asked_to_go(self, name: str) -> bool | None:
        try:
            self.platforms.egs.delete_workspace(name)
        except Rejected as error:
            if _DEBOARDING in error.words:
                return None
            raise
        return True

    def _gone(self, name: str) -> bool | None:
        return True if self._listed(name, fresh=True) is None else None

    def _listed(self, name: str, *, fresh: bool) -> Workspace | None:
        workspaces = self.platforms.egs.workspaces(fresh=fresh)
        return next((workspace for workspace in workspaces if workspace.name == name), None)


def _alike(seen: Workspace | None, wanted: SliceWorkspaceInputs) -> bool:
    """Whether what EGS lists can be the workspace that was asked for: only clusters and namespaces ever come back."""
    sets = (set(wanted.clusters), set(wanted.namespaces))
    return seen is not None and (set(seen.clusters), set(seen.namespaces)) == sets


def _taken(name: str) -> Refused:
    return Refused(
        f"a workspace {name!r} exists on EGS already, and this resource did not make it",
        "If you renamed or moved a resource, give it an alias; if a run died while making it, set `adopt` for one "
        "`pulumi up`, which takes it over if clusters and namespaces are the same; else give another name",
    )
