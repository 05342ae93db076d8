"""What imports share, whatever the platform: whose a name is, how a plan begins, and the secret that nobody shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from gpucreds.core.errors import Refused
from gpucreds.core.ownership import Mark, new_nonce
from gpucreds.core.resource import Run

FAILURES = """
- `gpucreds:importSecret is not the secret of …`, or `is not the only import that needs one` (of `pulumi import`): it is
  the secret of one object; import one by one, each with its own, or without.
"""
"""What can go wrong with the secret of an import, for the reference."""

IMPORTED = "imported"
"""The reason of a generation that was there already."""
SECRETLESS = "imported without its secret"
"""Why the next one is due, where nobody gave its secret to an import."""
_THE_SECRET = "the secret of an import"  # noqa: S105 - a claim, see Run


@dataclass(frozen=True)
class Label:
    """What a name on a platform says: the name in a program, and the mark, which an unmarked one gets next time."""

    name: str
    mark: Mark
    found_as: str | None
    """The whole name, where it carries no mark."""

    @classmethod
    def read(cls, text: str, address: str) -> Label:
        """The label that `text` is; without a mark it becomes that of a new incarnation at `address`."""
        mark = Mark.parse(text)
        name = text.removesuffix(str(mark)).removesuffix("-")
        # A mark alone names nothing, so that it is not one of ours.
        return cls(name, mark, None) if mark and name else cls(text, Mark(address, new_nonce(), 1), text)

    def identity(self) -> dict[str, Any]:
        """The inputs that say whose it is, of which generation, and why."""
        return {
            "address": self.mark.address,
            "nonce": self.mark.nonce,
            "generation": self.mark.generation,
            "rotation_reason": IMPORTED,
            "found_as": self.found_as,
        }


def newest(text: str, others: Iterable[str]) -> str:
    """The name of the newest generation of the same incarnation; `text` itself where it carries no mark."""
    mark = Mark.parse(text)
    if mark is None:
        return text
    marked = ((found, other) for other in others if (found := Mark.parse(other)))
    generations = {found.generation: other for found, other in marked if found.incarnation == mark.incarnation}
    return generations[max(generations)] if max(generations, default=0) > mark.generation else text


def supplied(run: Run, given: SecretStr | None, what: str) -> SecretStr | None:
    """The secret that the configuration gives, which is that of one object only. Raises Refused for a second one."""
    if given is None:
        return None
    run.redact.learn(given)
    mine = f"{_THE_SECRET}: {what}"
    if run.claim(mine) and not run.claim(_THE_SECRET):
        run.give_up(mine)
        raise Refused(
            f"gpucreds:importSecret is one secret, and {what} is not the only import that needs one",
            "Import them one by one, or without it",
        )
    return given


def another_secret(what: str) -> Refused:
    """What to say where the secret given is not the one."""
    return Refused(f"gpucreds:importSecret is not the secret of {what}", "Give the right one, or leave it out")


def tell_of_missing(run: Run, what: str, then: str) -> None:
    """Say that the state has no secret, what comes of that, and the other choice."""
    run.warn(
        f"{what} is imported without its secret, which is never shown again: the next `pulumi up` makes a new one, and "
        f"{then}. To keep the old one, give it to the import in GPUCREDS_IMPORT_SECRET."
    )
