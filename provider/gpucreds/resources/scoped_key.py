"""NVCF scoped key: an API key for functions, tasks or events, with scopes and resources, which rotates.

NVCF takes any text for a scope or a resource and only fails whoever uses the key. What it would swallow is refused
in the preview.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal, get_args

from gpucreds.core import planning
from gpucreds.core.credential import Credential, CredentialState, Health, Owned
from gpucreds.core.declaration import part
from gpucreds.core.durations import format_duration
from gpucreds.core.errors import InvalidInput, Refused
from gpucreds.core.importing import SECRETLESS, Label, newest, supplied
from gpucreds.core.ownership import Mark
from gpucreds.core.rotating import RotatingCredential
from gpucreds.core.unknown import known
from gpucreds.platforms import Platforms
from gpucreds.platforms.nvcf import Key, KeyRef, checks
from gpucreds.platforms.nvcf.catalog import LONGEST_LIFE, Service
from gpucreds.platforms.nvcf.policy import KeyResource, in_words
from gpucreds.resources.scoped_key_declaration import ScopedKeyInputs, ScopedKeyState

_HEALTH: dict[str, Health] = {"ACTIVE": "active", "EXPIRED": "expired"}


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
    import_id = """
    - The id is `<owner id>/<service>/<key id>`: `team-red/functions/8c2b5b0e-…`. The service is `functions`, `tasks` or
      `events`.
    - NVCF never shows a key again. Give it as `gpucreds:importSecret`, and it stays as it is; its last characters are
      compared with those that NVCF shows. Without it, the next `pulumi up` makes a new key, and the old one stays valid
      for the overlap.
    - A description that leaves no room for the mark, which the next key gets, is shortened in the state.
    - What the key opens becomes `functions` or `tasks` where these can say it, else `resources`.
    - An `expires_at` that is the end which the key has is no change.
    """
    grain: ClassVar = planning.Grain.MINUTE

    def import_(self, object_id: str, address: str) -> tuple[str, ScopedKeyState] | None:
        """The key of that id, or the newest of its incarnation."""
        service, ref = self._named(object_id)
        key = self.platforms.nvcf.key(ref)
        key = key and self._newest(key)
        if key is None:
            return None
        secret = supplied(self.run, self.platforms.import_secret, f"the key {key.ref.key_id}")
        inputs = self._found(key, service, address).model_copy(update={"secretless": None if secret else SECRETLESS})
        return self.taken(inputs, Credential(key.ref, secret))

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
        if key is None or not (credential.secret is None or key.may_have(credential.secret)):
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
        return inputs.marked(inputs.description)

    def held(self, state: ScopedKeyState) -> dict[int, Credential[KeyRef]]:
        """The current key, and the previous one while it retires."""
        held = {state.generation: Credential(self._ref(state, state.key_id), state.key)}
        if state.retiring and state.previous_key_id:
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

    def _named(self, object_id: str) -> tuple[Service, KeyRef]:
        owner, _, rest = object_id.partition("/")
        name, _, key_id = rest.partition("/")
        service: Service | None = next((one for one in get_args(Service) if one == name), None)
        if service is None or not key_id or "/" in key_id or checks.wrong_with_owner(owner):
            raise Refused(
                f"{object_id!r} is no id of an NVCF key",
                "Write <owner id>/<functions, tasks or events>/<key id>, for example team-red/functions/8c2b5b0e-…",
            )
        return service, KeyRef(owner_id=owner, service_id=self.platforms.nvcf.service_id(service), key_id=key_id)

    def _newest(self, key: Key) -> Key | None:
        """The newest key of the same incarnation, with what it opens, which no list shows."""
        known = {one.description: one.ref for one in self.platforms.nvcf.keys(key.ref.owner_id, key.ref.service_id)}
        name = newest(key.description, known)
        return key if name == key.description else self.platforms.nvcf.key(known[name])

    def _found(self, key: Key, service: Service, address: str) -> ScopedKeyInputs:
        if key.policy is None or key.expires_at is None:
            raise Refused(f"NVCF does not show what the key {key} opens and when it ends", "Make a new one")
        label = Label.read(key.description, address)
        scopes = sorted(key.policy.scopes)
        sure, unsure = (checks.wrong_with_scopes(scopes, service, allow_unknown=taken) for taken in (False, True))
        return ScopedKeyInputs.model_construct(
            **label.identity(),
            **in_words(key.policy.resources),
            scopes=scopes,
            service=service,
            description=checks.near_description(label.name),
            owner_id=key.ref.owner_id,
            allow_unknown_scopes=sure != unsure,
            issued_at=self.grain.begin(key.created_at or self.run.clock.now()),
            expires_at=key.expires_at.replace(microsecond=0),
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
