"""What a resource is: a declaration and a few verbs. One instance serves all resources of its type in one run."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from gpucreds.core.clock import Clock
from gpucreds.core.declaration import Model
from gpucreds.core.errors import Refused, one_line
from gpucreds.core.planning import Ask
from gpucreds.core.redaction import Redactor
from gpucreds.core.unknown import known

I = TypeVar("I", bound=Model)  # noqa: E741 - inputs
S = TypeVar("S", bound=Model)
P = TypeVar("P")


@dataclass
class Run:
    """What all calls of one provider process share.

    `living` holds the incarnations that this run has seen in a state or has made: nothing may take them for left-overs.
    `revoked` holds what this run has revoked, which lists read earlier still show. `asks` are the rotations that the
    operator asks for in this command, by what `Resource.called` says of each.
    """

    clock: Clock
    tell: Callable[[str], None]
    redact: Redactor = field(default_factory=Redactor)
    living: set[str] = field(default_factory=set)
    revoked: list[object] = field(default_factory=list)
    asks: Mapping[str, Ask] = field(default_factory=dict)
    _claimed: set[str] = field(default_factory=set, repr=False)
    _claiming: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def as_asked(self) -> str:
        """What the advice to run a command again adds where the program alone would not ask for the same."""
        return " and the same GPUCREDS_ROTATE" if self.asks else ""

    def claim(self, what: str) -> bool:
        """Note what one resource is about to make; False where another one of this run has begun to."""
        with self._claiming:
            free = what not in self._claimed
            self._claimed.add(what)
            return free

    def give_up(self, what: str) -> None:
        """Let others make what was claimed."""
        with self._claiming:
            self._claimed.discard(what)

    def warn(self, text: str) -> None:
        """Tell the user something that ends nothing, in one line without any secret."""
        self.tell(one_line(self.redact(text)))


class Resource(ABC, Generic[I, S, P]):
    """One type of resource. Inputs are what a program gives and `check` plans; the state is inputs and outputs."""

    resource_type: ClassVar[str]
    """`<module>:<Name>`; it stands in users' states and never changes."""
    inputs: ClassVar[type[Model]]
    state: ClassVar[type[Model]]
    import_id: ClassVar[str] = ""
    """What `pulumi import` takes for an id, and what it does: a list in Markdown. Those of the bases count too.

    Empty for what cannot be imported.
    """
    limits: ClassVar[str] = ""
    """What the platform cannot do: a list in Markdown. Those of the bases count too."""
    failures: ClassVar[str] = """
    - A setting is missing: nothing was sent, and the error names the `pulumi config set` that helps.
    - `no connection`, or an answer 429: nothing was done, also after five attempts; check the endpoint, then run the
      command again.
    - `the answer was lost` (time-out, broken connection, 5xx): it was looked for on the platform at once; where the
      error still comes, the next `pulumi up` settles what became of it.
    - `the answer is not …'s`: a proxy or another server answered; check the endpoint.
    - `this object lives at …`: the configuration names another platform than the state; configure the one that it lives
      on, and where that only got another address, the setting for the former one too.
    - `the state is not one that this version wrote`: update gpucreds, or restore the stack's last state.
    """
    """Errors worth knowing, each with the way out: a list in Markdown. Those of the bases count too, these for all."""

    def __init__(self, run: Run, platforms: P) -> None:
        self.run = run
        self.platforms = platforms

    @classmethod
    def called(cls, properties: Mapping[str, Any]) -> str | None:  # noqa: ARG003 - the default never rotates
        """What a resource is called where an operator asks for its rotation; None for what never rotates.

        `properties` are its inputs, or its whole state, as the engine keeps them. None also where they hold no readable
        name, as in a state whose secrets are still encrypted.
        """
        return None

    def endpoints(self) -> Sequence[str]:
        """The base URLs under which the platform is reached, the first one, and was; none for what has no platform.

        The type says which: `egs:ApiToken` lives on `platforms.egs`.
        """
        platform = getattr(self.platforms, self.resource_type.partition(":")[0], None)
        return platform.endpoints if platform else ()

    def plan(self, inputs: I, old: I | None) -> Mapping[str, object]:  # noqa: ARG002 - the default plans nothing
        """The inputs that `check` fills, by field. `old` are the inputs of the last update, None before a create.

        Sends nothing. Raises InvalidInput.
        """
        return {}

    def same_order(self, inputs: I, old: I | None, *fields: str) -> dict[str, object]:
        """For lists whose order means nothing: the old ones, where the new ones hold the same."""
        pairs = {name: (getattr(inputs, name), getattr(old, name)) for name in fields if old}
        return {name: was for name, (now, was) in pairs.items() if known(now) and was and set(now) == set(was)}

    def notice(self, state: S, *, stays: bool) -> None:
        """Note what a state of this run holds: it stays, or it is being replaced and goes later."""

    def dies_first(self, state: S, inputs: I) -> bool:  # noqa: ARG002 - the default: both can be there at a time
        """Whether the object of `state` has to go before a replacement for `inputs` can be made."""
        return False

    def import_(self, object_id: str, address: str) -> tuple[str, S] | None:  # noqa: ARG002 - the default has none
        """The id and the state of an object that is there already, None when there is none. Writes nothing.

        `object_id` is what the user gives, as `import_id` says; `address` is for marks to come. Raises Refused.
        """
        raise Refused(f"a {self.resource_type} cannot be imported", "Let gpucreds make it")

    @abstractmethod
    def create(self, inputs: I) -> tuple[str, S]:
        """Make the object: its id and its state."""

    @abstractmethod
    def read(self, state: S) -> S | None:
        """The state as the platform has it now, None when the object is gone. Writes nothing."""

    @abstractmethod
    def update(self, state: S, inputs: I) -> S:
        """Bring the object from `state` to what `inputs` say."""

    @abstractmethod
    def delete(self, state: S) -> None:
        """Remove the object; one that is gone already is a success."""


def readable(value: object) -> str | None:
    """A text of a state; None for what is missing or encrypted."""
    return value if isinstance(value, str) else None
