"""The life of a secret that its platform makes anew in place: the old one stops working at once, without an overlap.

`check` plans each renewal as an ordinary change of `generation`, like every rotation (see `planning`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import SecretStr

from gpucreds.core.declaration import Internal, Model, Planned
from gpucreds.core.durations import Instant, format_duration
from gpucreds.core.errors import AnswerLost
from gpucreds.core.importing import FAILURES, IMPORTED, SECRETLESS, tell_of_missing
from gpucreds.core.planning import Ask, Grain
from gpucreds.core.resource import P, S, readable
from gpucreds.core.unique import UniqueObject

AT_ONCE = "the old secret stops working at once"


@dataclass(frozen=True)
class Renewal:
    """When a program wants a new secret: at an age, and when a text changes. `ask` is the operator's, for a command."""

    every: timedelta | None = None
    trigger: str | None = None
    ask: Ask | None = None


class RegeneratedInputs(Model):
    """The plan of a secret that is made anew in place."""

    generation: Annotated[int, Planned()]
    """Counts the secrets, from 1."""
    rotated_at: Annotated[Instant, Planned()]
    """When this secret was planned, to the minute."""
    rotation_reason: Annotated[str, Planned()]
    """Why this secret exists."""
    secretless: Annotated[str | None, Planned(), Internal()] = None
    """Why the state has no secret, where an import left it out; the next update makes a new one."""

    def renewal(self) -> Renewal:
        """What the program asks for: nothing, where a resource does not say."""
        return Renewal()

    def due(self, now: datetime, asked: Renewal) -> str | None:
        """Why a new secret is due, None while it is not. `self` is the plan of the last update."""
        if self.secretless:
            return f"{self.secretless}; {AT_ONCE}"
        if asked.ask:
            return f"{asked.ask.value}; {AT_ONCE}"
        if asked.trigger is not None and asked.trigger != self.renewal().trigger and not self._unheard():
            return f"the trigger changed; {AT_ONCE}"  # its value may be a secret of somebody
        if asked.every is not None and now >= self.rotated_at + asked.every:
            return f"the secret has reached the age of {format_duration(asked.every)}; {AT_ONCE}"
        return None

    def _unheard(self) -> bool:
        # What a program asks first after an import is what it had asked before.
        return self.rotation_reason == IMPORTED and self.renewal() == Renewal()


RI = TypeVar("RI", bound=RegeneratedInputs)


REPEAT = "The old secret may be dead already: run `pulumi up` again, with the same trigger"


class RegeneratedCredential(UniqueObject[RI, S, P], Generic[RI, S, P]):
    """A unique object with a secret that is made anew in place."""

    failures = FAILURES
    named_by: ClassVar[str]
    """The input that no other object of its type on the same platform shares."""

    @classmethod
    def called(cls, properties: Mapping[str, Any]) -> str | None:
        """`<type>/<name>`; of a state, which says where its object lives, `<type>/<name>@<endpoint>`."""
        name, home = (readable(properties.get(one)) for one in (cls.named_by, "endpoint"))
        return name and f"{cls.resource_type}/{name}" + (f"@{home}" if home else "")

    def plan(self, inputs: RI, old: RI | None) -> Mapping[str, object]:
        """Plan the next secret, or keep the old plan."""
        super().plan(inputs, old)
        now = self.run.clock.now()
        reason = old.due(now, replace(inputs.renewal(), ask=self._ask(old))) if old else "created"
        if old and not reason:
            return {name: getattr(old, name) for name in RegeneratedInputs.model_fields}
        return {
            "generation": old.generation + 1 if old else 1,
            "rotated_at": Grain.MINUTE.begin(now),
            "rotation_reason": reason,
            "secretless": None,
        }

    def begun(self, what: str, secret: SecretStr | None) -> dict[str, Any]:
        """The plan of an import: nobody says how old a secret is, so its age counts from now."""
        if secret is None:
            tell_of_missing(self.run, what, AT_ONCE)
        return {
            "generation": 1,
            "rotated_at": Grain.MINUTE.begin(self.run.clock.now()),
            "rotation_reason": IMPORTED,
            "secretless": None if secret else SECRETLESS,
        }

    def renewed(self, regenerate: Callable[[], SecretStr]) -> SecretStr:
        """A new secret in the place of the old one."""
        try:
            return regenerate()
        except AnswerLost as error:
            raise error.advising(f"{REPEAT}{self.run.as_asked}") from None

    def _ask(self, old: RI) -> Ask | None:
        name = self.called({self.named_by: getattr(old, self.named_by)})
        return next((ask for called, ask in self.run.asks.items() if self._means(called, name)), None)

    def _means(self, called: str, name: str | None) -> bool:
        # Another control plane of the same stack may have one of that name.
        home = called.removeprefix(f"{name}@")
        return called == name or (home != called and home in self.endpoints())
