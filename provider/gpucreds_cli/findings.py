"""What an audit finds: one record for each credential, of a stack, of a platform, or of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import computed_field

from gpucreds.core.declaration import Model
from gpucreds.core.durations import Instant

Condition = Literal[
    "leftover", "unmanaged", "missing", "expired", "due", "expiring", "never-rotated", "over-privileged", "pending"
]
"""What can be said against a credential, the worst first.

`leftover`: it carries the mark of a stack that was read, and no state holds it. `unmanaged`: no stack that was read has
it. `missing`: a state holds it, and its platform does not. `expired`: its end has passed. `due`: the next update of its
stack rotates it, or revokes what has retired. `expiring`: its end is near, and nothing rotates it before.
`never-rotated`: it is old, and this is its first secret. `over-privileged`: a rule of the policy says so. `pending`:
its stack's next update has work to finish.
"""
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
Platform = Literal["egs", "runai", "nvcf"]


class Violation(Model):
    """What a rule of the policy has against a credential."""

    rule: str
    """The rule's name."""
    message: str
    """What is wrong, in one line."""


class Credential(Model):
    """One credential, with what its stack and its platform tell of it. No secret is in here."""

    platform: Platform
    """Where it counts."""
    endpoint: str
    """The base URL of that platform."""
    kind: str
    """The resource's name where gpucreds has one, such as `ApiToken`; a key made by hand is of the same kind."""
    name: str
    """What the platform calls it, with the mark at its end if it has one."""
    id: str | None = None
    """Its id on the platform; none on EGS, where the key is its own id."""
    owner: str | None = None
    """Whose it is there: the owner of a key of NVCF, the workspace of a token of EGS."""
    stack: str | None = None
    """`<project>/<stack>` of the state that holds it, or whose mark it carries."""
    urn: str | None = None
    """The resource that holds it."""
    generation: int | None = None
    """Which of its resource's generations it is; a retiring one is a credential of its own."""
    created_at: Instant | None = None
    """When it was made, as its platform tells, else its stack."""
    expires_at: Instant | None = None
    """When it ends."""
    last_used: Instant | None = None
    """When somebody last logged in with it, where the platform tells."""
    login: bool = False
    """Whether gpucreds itself logs in with it: nobody's left-over, and no resource."""
    conditions: Sequence[Condition] = ()
    """What is wrong with it; none for one that is managed and in order."""
    reasons: Sequence[str] = ()
    """In words what the conditions do not say: why it is due, what is pending."""
    violations: Sequence[Violation] = ()
    """What the rules have against it."""


class Summary(Model):
    """Counts."""

    credentials: int
    """All of them."""
    managed: int
    """Those that a stack holds."""
    conditions: dict[Condition, int]
    """How many are in each condition, zeros too."""


class Audit(Model):
    """All that was found, at one instant."""

    at: Instant
    """The instant that ages and ends count from."""
    stacks: Sequence[str]
    """The stacks that were read, `<project>/<stack>`."""
    platforms: Sequence[str]
    """The base URLs of the platforms that were asked."""
    credentials: Sequence[Credential]
    """The worst first."""
    notes: Sequence[str] = ()
    """What could not be read, and so is not in here; and what concerns a stack as a whole."""
    complete: bool = True
    """Whether everything could be read that these stacks lead to; the notes say what could not."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def summary(self) -> Summary:
        """The counts of all credentials."""
        found = Counter(condition for credential in self.credentials for condition in credential.conditions)
        held = sum(credential.urn is not None for credential in self.credentials)
        counts = {condition: found[condition] for condition in CONDITIONS}
        return Summary(credentials=len(self.credentials), managed=held, conditions=counts)
