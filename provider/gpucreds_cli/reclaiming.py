"""Left-overs of a stack: which they are, and their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlparse

from gpucreds.core.declaration import Model
from gpucreds.core.errors import GpucredsError, Refused
from gpucreds_cli import engine
from gpucreds_cli.inventory import Found, Holding
from gpucreds_cli.pairs import leftovers
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
    """Platforms that could not be asked."""


def settled(folder: Path, name: str) -> None:
    """Make sure that no command is at work on a stack: what it has just made is in no state yet. Raises Refused."""
    listed = {one["name"]: one for one in engine.read(folder, "stack", "ls", "--json", "-Q", "--all")}
    if listed.get(name, {}).get("updateInProgress") or list(_locks(folder, name)):
        raise Refused(
            f"a command is at work on {name}, and what it has just made is in no state yet",
            "Wait for its end; after one that died, run pulumi cancel",
        )


def reclaim(stack: Stack, everyone: Sequence[Stack], holdings: Sequence[Holding], *, revoke: bool) -> Reclaimed:
    """Revoke what carries the mark of `stack` and is in no state of `everyone`; or only say what that is."""
    revoked: list[str] = []
    kept: list[Kept] = []
    for found in leftovers(stack, everyone, holdings):
        reason = _obstacle(found) or (_revoke(found) if revoke else None)
        if reason:
            kept.append(Kept(name=found.name, reason=reason))
        else:
            revoked.append(found.name)
    notes = [f"{holding.endpoints[0]}: {holding.trouble}" for holding in holdings if holding.trouble]
    return Reclaimed(stack=stack.short, dry_run=not revoke, revoked=revoked, kept=kept, notes=notes)


def _obstacle(found: Found) -> str | None:
    if found.login:
        return OURS
    return HIDDEN if found.revoke is None else None


def _revoke(found: Found) -> str | None:
    try:
        found.revoke()  # type: ignore[misc]  # there is no obstacle
    except GpucredsError as error:
        return str(error)
    return None


def _locks(folder: Path, name: str) -> Iterator[Path]:
    """The locks of a stack in a backend of files, which the engine's list of stacks does not tell."""
    backend = urlparse(str(engine.read(folder, "whoami", "--json").get("url")))
    if backend.scheme == "file":
        root = Path(unquote(backend.netloc + backend.path)).expanduser()
        yield from (root / ".pulumi" / "locks" / name).glob("*.json")
