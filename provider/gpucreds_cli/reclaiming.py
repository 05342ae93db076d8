"""Left-overs of a stack: which they are, and their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlparse

from gpucreds.core.declaration import Model
from gpucreds.core.errors import GpucredsError, Refused
from gpucreds_cli import engine
from gpucreds_cli.audit import TWIN
from gpucreds_cli.found import Found, Holding
from gpucreds_cli.held import generations
from gpucreds_cli.marks import Marks, leftovers
from gpucreds_cli.stacks import Stack

HIDDEN = "the platform does not show its value: revoke it in the platform's portal"
OURS = "gpucreds itself logs in with it: configure another log-in first"


class Kept(Model):
    """A left-over that is still there."""

    name: str
    """What the platform calls it."""
    reason: str
    """Why, and what to do."""


class Reclaimed(Model):
    """What became of the left-overs of a stack."""

    stack: str
    """`<project>/<stack>`."""
    dry_run: bool
    """Whether nothing was written."""
    revoked: Sequence[str]
    """The names of those that were revoked, or would be."""
    kept: Sequence[Kept] = ()
    """Those that could not be."""
    notes: Sequence[str] = ()
    """Platforms and settings that could not be read."""


def settled(stack: Stack, everyone: Sequence[Stack]) -> None:
    """Make sure that no command is at work that makes credentials with marks of `stack`. Raises Refused.

    What it has just made is in no state yet. A resource that has moved to another stack still makes them.
    """
    listed = {one["name"]: one for one in engine.read(stack.folder, "stack", "ls", "--json", "-Q", "--all")}
    root = _files(stack.folder)
    for one in everyone:
        at_work = listed.get(one.name, {}).get("updateInProgress") or (root and list(_locks(root, one.name)))
        if at_work and _makes(one, stack):
            raise Refused(
                f"a command is at work on {one.short}, and what it has just made is in no state yet",
                "Wait for its end; after one that died, run pulumi cancel",
            )


def reclaim(
    stack: Stack, everyone: Sequence[Stack], holdings: Sequence[Holding], troubles: Sequence[str] = (), *, revoke: bool
) -> Reclaimed:
    """Revoke what carries the mark of `stack` and is in no state of `everyone`; or only say what that is."""
    revoked: list[str] = []
    kept: list[Kept] = []
    marks = Marks(everyone)
    for found in leftovers(stack, everyone, holdings):
        reason = _obstacle(found, marks) or (_revoke(found) if revoke else None)
        if reason:
            kept.append(Kept(name=found.name, reason=reason))
        else:
            revoked.append(found.name)
    notes = [*troubles, *(holding.note for holding in holdings if holding.note)]
    return Reclaimed(stack=stack.short, dry_run=not revoke, revoked=revoked, kept=kept, notes=notes)


def _obstacle(found: Found, marks: Marks) -> str | None:
    if found.login:
        return OURS
    if marks.has_twin(found):
        return TWIN
    return HIDDEN if found.revoke is None else None


def _revoke(found: Found) -> str | None:
    try:
        found.revoke()  # type: ignore[misc]  # there is no obstacle
    except GpucredsError as error:
        return str(error)
    return None


def _makes(one: Stack, stack: Stack) -> bool:
    addresses = {generation.address for generation in generations(one)}
    return one.name == stack.name or any(
        address and address.startswith(f"{identity}-") for address in addresses for identity in stack.identities
    )


def _files(folder: Path) -> Path | None:
    """Where a backend of files is."""
    backend = urlparse(engine.backend(folder))
    return Path(unquote(backend.netloc + backend.path)).expanduser() if backend.scheme == "file" else None


def _locks(root: Path, name: str) -> Iterator[Path]:
    """The locks of a stack in a backend of files, which the engine's list of stacks does not tell."""
    yield from (root / ".pulumi" / "locks" / name).glob("*.json")
