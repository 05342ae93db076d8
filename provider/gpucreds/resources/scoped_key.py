"""NVCF scoped key: an API key for functions, tasks or events, with scopes and resources, which rotates.

NVCF takes any text for a scope or a resource and only fails whoever uses the key. What it would swallow is refused
in the preview.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, SecretStr

from gpucreds.core import planning
from gpucreds.core.credential import Credential, CredentialInputs, CredentialState, Health, Owned
from gpucreds.core.declaration import Named, OnChange, Planned, Renewed, Replaces, known, part, rule
from gpucreds.core.durations import Instant, format_duration
from gpucreds.core.errors import InvalidInput
from gpucreds.core.ownership import Mark
from gpucreds.core.rotating import RotatingCredential
from gpucreds.platforms import Platforms
from gpucreds.platforms.nvcf import Key, KeyRef, Policy, checks
from gpucreds.platforms.nvcf.catalog import LONGEST_LIFE, Service
from gpucreds.platforms.nvcf.policy import KeyResource, listed, typed

SKEW = timedelta(minutes=5)
"""How far the service's clock may be behind ours."""
_HEALTH: dict[str, Health] = {"ACTIVE": "active", "EXPIRED": "expired"}

Ids = Annotated[list[str], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]


class ScopedKeyInputs(CredentialInputs):
    """What a program gives."""

    end = "expires_at"

    scopes: list[str]
    """What the key may do."""
    functions: Ids | None = None
    """The functions that it opens: `*` for all of the account, `<id>/*`, or `<id>/<version id>`."""
    tasks: Ids | None = None
    """The tasks that it opens: `*` for all, or ids."""
    resources: list[KeyResource] | None = None
    """Instead of functions or tasks: whatever NVCF knows, as type and id."""
    service: Annotated[Service, Replaces()] = "functions"
    """`functions`, `tasks` or `events`: the API that takes the key. Default: `functions`."""
    description: Annotated[str, Named(), Replaces()]
    """The text that NVCF shows, which gets the mark at its end: 1 to 32 letters, digits, spaces, `_` and `-`.

    Default: the resource's name.
    """
    owner_id: Annotated[str, Planned(or_given=True), Replaces()]
    """Whose key it is: an owner has 8 keys at each service. Default: the provider's `nvcfOwnerId`."""
    allow_unknown_scopes: Annotated[bool, OnChange("counts from now on, and sends nothing")] = False
    """Take scopes that gpucreds does not know; for an NVCF that is newer than gpucreds."""
    expires_at: Annotated[Instant, Planned(or_given=True), OnChange("rotates")]
    """The instant at which the key ends, instead of a lifetime."""

    def fixed_end(self) -> datetime | None:
        """The end that a program gives, in whole seconds; a plan fills it only afterwards."""
        end = known(self.expires_at)
        return end and end.replace(microsecond=0)

    def lifetime(self) -> timedelta | None:
        """A little less than NVCF's limit at most, for clocks that differ."""
        length = super().lifetime()
        return min(length, LONGEST_LIFE - SKEW) if length else None

    def pairs(self) -> list[tuple[str, str]]:
        """All that the key opens, as type and id."""
        return [*typed("function", self.functions), *typed("task", self.tasks), *listed(self.resources)]

    def policy(self) -> Policy:
        """What the key may do to what."""
        return Policy.of(self.scopes, self.pairs())

    @rule("scopes")
    def _scopes_that_work(self) -> str | None:
        """A scope that no key can use, that belongs to another service, or that nobody knows."""
        return checks.wrong_with_scopes(self.scopes, self.service, allow_unknown=self.allow_unknown_scopes)

    @rule("functions")
    def _something_to_open(self) -> str | None:
        """A key that opens nothing, or says so in two ways."""
        given = [name for name in ("functions", "tasks", "resources") if getattr(self, name) is not None]
        if len(given) > 1:
            return f"{' and '.join(given)} exclude each other: write one of them"
        if self.pairs():
            return None
        return 'is required: write functions=["*"] for all functions, or tasks, or resources'

    @rule("functions")
    def _functions_that_work(self) -> str | None:
        """A function id that means nothing."""
        return checks.wrong_with_resources(typed("function", self.functions), self.service)

    @rule("tasks")
    def _tasks_that_work(self) -> str | None:
        """A task id that means nothing."""
        return checks.wrong_with_resources(typed("task", self.tasks), self.service)

    @rule("resources")
    def _resources_that_work(self) -> str | None:
        """A type or an id that means nothing."""
        return checks.wrong_with_resources(listed(self.resources), self.service)

    @rule("scopes")
    def _small_enough(self) -> str | None:
        """More than NVCF keeps for a key."""
        return checks.wrong_with_size(self.policy(), self.service)

    @rule("description")
    def _description_as_nvcf_takes_it(self) -> str | None:
        """A description that NVCF does not take."""
        return checks.wrong_with_description(self.description)

    @rule("owner_id")
    def _owner_as_nvcf_takes_it(self) -> str | None:
        """An owner id that no header or path can carry."""
        owner = known(self.owner_id)
        return None if owner is None else checks.wrong_with_owner(owner)

    @rule("ttl")
    def _within_a_year(self) -> str | None:
        """More than NVCF allows."""
        return None if self.ttl is None else checks.wrong_with_lifetime(self.ttl)


class ScopedKeyState(ScopedKeyInputs, CredentialState[KeyRef]):
    """What the stack keeps."""

    key: Annotated[SecretStr, Renewed("generation")]
    """The key: a bearer token for the API of its service."""
    key_id: Annotated[str, Renewed("generation")]
    """Its id on NVCF."""
    previous_key: Annotated[SecretStr | None, Renewed("retiring")] = None
    """The key before the last rotation, until it is revoked."""
    previous_key_id: Annotated[str | None, Renewed("retiring")] = None
    """Its id on NVCF."""
    service_id: str
    """The id under which the service is registered: issuer and audience of the key."""


class ScopedKey(RotatingCredential[ScopedKeyInputs, ScopedKeyState, Platforms, KeyRef]):
    """NVCF shows a key once and masks it ever after; its end cannot be moved."""

    resource_type = "nvcf:ScopedKey"
    inputs = ScopedKeyInputs
    state = ScopedKeyState
    limits = """
    - An owner has 8 keys at each service, expired ones too, and a rotation needs a free place for the overlap: declare
      7 at most. When all are taken, keys of the same stack that have expired are cleared, also one that a resource
      without rotation still has in its state; the next update makes that one anew.
    - A key lives 365 days at most.
    - What was revoked or narrowed works for up to three minutes more, until every API has forgotten it.
    - A key for events with a scope to read has been able to write: take each for a writer.
    - A value that was lost with its answer is never shown again: gpucreds deletes that key and makes another.
    """
    failures = """
    - `Actor reached maximum allowed number of keys`: expired ones of this stack were cleared already; remove one of
      those that the error lists, or give another `owner_id`.
    - An answer 403: the owner is suspended, or a gateway refuses `gpucreds:nvcfToken`.
    - `this NVCF has no service …`: the installation lacks it; the error lists those that it has.
    - `status: unusable`: somebody suspended the key; make it active again, or write a new `rotation.trigger`.
    - `is more than 365d away` (in the preview): write an earlier `expires_at`.
    """
    grain: ClassVar = planning.Grain.MINUTE

    def plan(self, inputs: ScopedKeyInputs, old: ScopedKeyInputs | None) -> Mapping[str, object]:
        """Also settle whose key it is: once for all, whatever the configuration says later."""
        end = inputs.fixed_end()
        moved = end is not None and (old is None or end != old.expires_at)
        if end and moved and end > self.run.clock.now() + LONGEST_LIFE:
            raise InvalidInput("expires_at", f"is more than {format_duration(LONGEST_LIFE)} away, which NVCF refuses")
        owner = known(inputs.owner_id) or (old.owner_id if old else self.platforms.nvcf.default_owner())
        unordered = self.same_order(inputs, old, "scopes", "functions", "tasks", "resources")
        return {**super().plan(inputs, old), "owner_id": owner, **unordered}

    def mint(self, inputs: ScopedKeyInputs, name: str) -> Credential[KeyRef]:
        """Make a key."""
        new = self.platforms.nvcf.create_key(
            owner_id=inputs.owner_id,
            service=inputs.service,
            service_id=self._service_id(inputs),
            description=name,
            expires_at=inputs.expires_at,
            policy=inputs.policy(),
        )
        return Credential(new.ref, new.value)

    def revoke(self, handle: KeyRef) -> None:
        """Delete a key. It takes some three minutes until every API refuses it."""
        self.platforms.nvcf.delete_key(handle)

    def owned(self, inputs: ScopedKeyInputs, *, fresh: bool) -> Iterator[Owned[KeyRef]]:
        """The keys of the same owner and service whose descriptions end in a mark."""
        for key in self._keys(inputs, fresh=fresh):
            mark = Mark.parse(key.description)
            if mark:
                yield Owned(mark, key.ref)

    def examine(self, credential: Credential[KeyRef]) -> Health | Literal["gone"]:
        """What NVCF says of the key; one whose value ends otherwise is not the one that we hold."""
        key = self.platforms.nvcf.key(credential.handle)
        if key is None or not key.may_have(credential.secret):
            return "gone"
        return _HEALTH.get(key.status, "unusable")

    def make_room(self, inputs: ScopedKeyInputs, strays: list[KeyRef]) -> bool:
        """Also clear keys of this stack that have expired: they open nothing, but hold their slot until deleted."""
        return super().make_room(inputs, strays) or self._clear_expired(inputs)

    def adjust(self, state: ScopedKeyState, inputs: ScopedKeyInputs, handle: KeyRef) -> None:
        """Bring scopes and resources to what is asked."""
        if state.policy() != inputs.policy():
            self.platforms.nvcf.put_authorizations(handle, inputs.service, inputs.policy())

    def read(self, state: ScopedKeyState) -> ScopedKeyState | None:
        """Also see what the key opens."""
        seen = self.platforms.nvcf.key(self._ref(state, state.key_id))
        return super().read(state.model_copy(update=_drift(state, seen)) if seen else state)

    def update(self, state: ScopedKeyState, inputs: ScopedKeyInputs) -> ScopedKeyState:
        """Under the service id of the first generation: a state keeps one for all its keys."""
        return super().update(state, state.model_copy(update=part(inputs, ScopedKeyInputs)))

    def platform_name(self, inputs: ScopedKeyInputs) -> str:
        """`<description>-gc-…`."""
        return f"{inputs.description}-{inputs.mark()}"

    def held(self, state: ScopedKeyState) -> dict[int, Credential[KeyRef]]:
        """The current key, and the previous one while it retires."""
        held = {state.generation: Credential(self._ref(state, state.key_id), state.key)}
        if state.retiring and state.previous_key and state.previous_key_id:
            previous = Credential(self._ref(state, state.previous_key_id), state.previous_key)
            held[state.retiring.generation] = previous
        return held

    def keep(
        self, inputs: ScopedKeyInputs, held: Mapping[int, Credential[KeyRef]], work: CredentialState[KeyRef]
    ) -> ScopedKeyState:
        """The current key, and the previous one while it retires."""
        current = held[inputs.generation]
        previous = held.get(inputs.retiring.generation) if inputs.retiring else None
        return ScopedKeyState.model_construct(
            **part(inputs, ScopedKeyInputs),
            **part(work, CredentialState),
            key=current.secret,
            key_id=current.handle.key_id,
            previous_key=previous.secret if previous else None,
            previous_key_id=previous.handle.key_id if previous else None,
            service_id=current.handle.service_id,
        )

    def _clear_expired(self, inputs: ScopedKeyInputs) -> bool:
        others, stack = self.run.living - {inputs.mark().incarnation}, inputs.mark().identity
        marked = ((key, Mark.parse(key.description)) for key in self._keys(inputs, fresh=True))
        ours = [key for key, mark in marked if mark and mark.identity == stack and mark.incarnation not in others]
        expired = [key for key in ours if key.status == "EXPIRED"]
        for key in expired:
            self._revoke(key.ref)
            self.run.warn(f"{self.platform_name(inputs)}: cleared {key}, of this stack, to make room.")
        return bool(expired)

    def _keys(self, inputs: ScopedKeyInputs, *, fresh: bool) -> Sequence[Key]:
        return self.platforms.nvcf.keys(inputs.owner_id, self._service_id(inputs), fresh=fresh)

    def _service_id(self, inputs: ScopedKeyInputs) -> str:
        if isinstance(inputs, ScopedKeyState):
            return inputs.service_id
        return self.platforms.nvcf.service_id(inputs.service)

    def _ref(self, state: ScopedKeyState, key_id: str) -> KeyRef:
        return KeyRef(owner_id=state.owner_id, service_id=state.service_id, key_id=key_id)


def _drift(state: ScopedKeyState, seen: Key) -> dict[str, object]:
    if seen.policy is None or seen.policy == state.policy():
        return {}
    drift: dict[str, object] = {"scopes": sorted(seen.policy.scopes)} if seen.policy.scopes != set(state.scopes) else {}
    if seen.policy.resources != set(state.pairs()):
        listed = [KeyResource(type=kind, id=name) for kind, name in sorted(seen.policy.resources)]
        drift |= {"functions": None, "tasks": None, "resources": listed}
    return drift
