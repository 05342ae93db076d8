"""The life of a secret that is shown once and ends: minted, rotated with an overlap, revoked, never lost, never left.

A platform's part is small: mint, revoke, list, examine. Every credential carries a mark (see `ownership`); what stands
at our address and is in no state was left by a run that died, and is revoked as soon as a run writes there. Once a
secret is minted nothing raises any more: what could not be finished is kept in the state and finished by the next
update.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, Literal, TypeVar

from gpucreds.core import importing, planning
from gpucreds.core.credential import (
    FAILURES,
    IMPORT_ID,
    Credential,
    CredentialInputs,
    CredentialState,
    H,
    Health,
    Owned,
    planned,
)
from gpucreds.core.errors import AnswerLost, GpucredsError, InvalidInput, NoRoom, NotExecuted, PlatformError
from gpucreds.core.lost_answers import WRITES, look_for, pause_after
from gpucreds.core.ownership import Mark
from gpucreds.core.resource import P, Resource, readable

CI = TypeVar("CI", bound=CredentialInputs)
CS = TypeVar("CS", bound=Any)  # a CredentialState that is also a CI, which Python's types cannot say


class RotatingCredential(Resource[CI, CS, P], Generic[CI, CS, P, H]):
    """The verbs of a credential, whatever the platform. `H` is what revokes one there."""

    grain: ClassVar[planning.Grain]
    failures = f"{FAILURES}{importing.FAILURES.lstrip()}"
    import_id = IMPORT_ID

    @abstractmethod
    def mint(self, inputs: CI, name: str) -> Credential[H]:
        """Make a credential of that name. Raises AnswerLost where nobody knows whether it exists, NoRoom."""

    @abstractmethod
    def revoke(self, handle: H) -> None:
        """Remove a credential; one that is gone already is a success."""

    @abstractmethod
    def owned(self, inputs: CI, *, fresh: bool) -> Iterable[Owned[H]]:
        """The credentials that carry a mark, where `inputs` has its own: as this run saw them first, or `fresh`."""

    @abstractmethod
    def examine(self, credential: Credential[H]) -> Health | Literal["gone"]:
        """Whether the platform still takes a credential."""

    @abstractmethod
    def platform_name(self, inputs: CI) -> str:
        """The name that the credential gets on the platform, with the mark at its end."""

    @abstractmethod
    def held(self, state: CS) -> dict[int, Credential[H]]:
        """The credentials in a state, by generation."""

    @abstractmethod
    def keep(self, inputs: CI, held: Mapping[int, Credential[H]], work: CredentialState[H]) -> CS:
        """The state of `inputs` with the credentials it plans."""

    def adjust(self, state: CS, inputs: CI, handle: H) -> None:
        """Bring a credential that stays to what changes in place."""

    def make_room(self, inputs: CI, strays: list[H]) -> bool:
        """Remove what nobody needs from a platform that is full: whether there was any. Empties `strays`."""
        found = len(strays)
        while strays:
            self._revoke(strays[-1])
            strays.pop()
        if found:
            self._tell_of_reclaimed(inputs, found)
        return bool(found)

    @classmethod
    def called(cls, properties: Mapping[str, Any]) -> str | None:
        """Its address, which no other resource has."""
        return readable(properties.get("address"))

    def plan(self, inputs: CI, old: CI | None) -> Mapping[str, object]:
        """Plan the next generation, or keep the old plan."""
        now, terms = self.run.clock.now(), inputs.terms()
        if old is None:
            plan = planning.first(now, terms, self.grain)
        else:
            self.run.living.add(old.mark().incarnation)
            terms = replace(terms, ask=self.run.asks.get(old.address))
            plan = planning.following(now, terms, self.grain, old.plan_under(terms), old.dead, old.secretless)
        if plan.expires_at <= now and (old is None or plan.generation != old.generation):
            raise InvalidInput(inputs.end, "is in the past: write a date from today on")
        return planned(plan, planning.rotate_after(terms, self.grain, plan), old)

    def taken(self, inputs: CI, credential: Credential[H]) -> tuple[str, CS]:
        """The id and the state of what was there already. Raises Refused where its secret is another one."""
        name, incarnation = self.platform_name(inputs), inputs.mark().incarnation
        health = self.examine(credential)
        if health == "gone":
            raise importing.another_secret(name)
        if credential.secret is None:
            importing.tell_of_missing(self.run, name, "the old one stays valid for the overlap")
        self.run.living.add(incarnation)
        return incarnation, self.keep(inputs, {inputs.generation: credential}, self._work(inputs, health, []))

    def create(self, inputs: CI) -> tuple[str, CS]:
        """Mint the first generation, then revoke what a dead run left at our address."""
        incarnation = inputs.mark().incarnation
        self.run.living.add(incarnation)
        strays = self._strays(inputs)
        held = {inputs.generation: self._mint(inputs, strays)}
        return incarnation, self._finish(inputs, held, strays)

    def read(self, state: CS) -> CS | None:
        """See whether the secrets still work. Expired is not gone; nor is a dead one whose predecessor lives."""
        held = self.held(state)
        health = {generation: self.examine(credential) for generation, credential in held.items()}
        alive = {generation: held[generation] for generation, found in health.items() if found != "gone"}
        if not alive:
            return None
        current = health[state.generation]
        if current == "gone":
            dead = f"generation {state.generation} was revoked outside gpucreds"
            return _with(state, dead=dead, status="unusable")
        retiring = state.retiring if len(alive) == len(held) else None
        return self.keep(_with(state, retiring=retiring), alive, self._work(state, current, state.leftovers or []))

    def update(self, state: CS, inputs: CI) -> CS:
        """Mint what is planned and missing, keep what is both, revoke what is there and not planned: in that order."""
        held = self.held(state)
        leftovers = state.leftovers or []
        surplus = [*leftovers, *(held[number].handle for number in held.keys() - _planned(inputs))]
        for number in held.keys() & _planned(inputs):
            self.adjust(state, inputs, held[number].handle)
        if inputs.generation in held:
            for handle in surplus:
                self._revoke_or_say_what_now(handle)
            health: Health = "active" if state.status == "pending" else state.status
            return self._finish(inputs, held, health=health)
        strays = self._strays(inputs, held, leftovers, whole_address=False)
        held[inputs.generation] = self._mint(inputs, strays)
        return self._finish(inputs, held, strays, surplus)

    def delete(self, state: CS) -> None:
        """Revoke every generation, and what a dead run left at our address."""
        held, leftovers = self.held(state), state.leftovers or []
        for handle in [*(credential.handle for credential in held.values()), *leftovers]:
            self._revoke(handle)
        for handle in self._strays(state, held, leftovers):
            self._revoke(handle)

    def _strays(
        self,
        inputs: CI,
        held: Mapping[int, Credential[H]] | None = None,
        leftovers: Sequence[H] = (),
        *,
        whole_address: bool = True,
    ) -> list[H]:
        """What stands at our address, is in no state and belongs to no living incarnation.

        Without `whole_address` only what carries our nonce: another incarnation may have been kept there on purpose.
        """
        ours, held = inputs.mark(), held or {}
        others = self.run.living - {ours.incarnation}
        at_our_address = (item for item in self.owned(inputs, fresh=False) if item.mark.address == ours.address)
        strays = [item for item in at_our_address if item.mark.incarnation not in others]
        if not whole_address:
            strays = [item for item in strays if item.mark.incarnation == ours.incarnation]
        newest = max(held, default=0)
        for mark in [item.mark for item in strays if item.handle is None]:
            # Ours, but no newer than the state: held, or a left-over that the state knows by its value.
            if mark.incarnation != ours.incarnation or mark.generation > newest:
                self._warn_of_hidden(mark)
        known = [*(credential.handle for credential in held.values()), *leftovers, *self.run.revoked]
        return [item.handle for item in strays if item.handle and item.handle not in known]

    def _revoke(self, handle: H) -> None:
        self.revoke(handle)
        self.run.revoked.append(handle)

    def _revoke_or_say_what_now(self, handle: H) -> None:
        try:
            self._revoke(handle)
        except PlatformError as error:
            advice = (
                f"The old credential still works. {error.advice or 'Run `pulumi up` again, or revoke it in the portal'}"
            )
            raise error.advising(advice) from None

    def _warn_of_hidden(self, mark: Mark) -> None:
        self.run.warn(
            f"A credential whose name ends in {mark} was left by a run that died, "
            "and the platform does not show its value: revoke it in the platform's portal."
        )

    def _tell_of_reclaimed(self, inputs: CI, count: int) -> None:
        name = self.platform_name(inputs)
        self.run.warn(f"{name}: revoked what a run that died, or --replace, had left at its address ({count}).")

    def _mint(self, inputs: CI, strays: list[H]) -> Credential[H]:
        for written in range(1, WRITES + 1):
            try:
                return self._mint_once(inputs, strays)
            except AnswerLost as error:
                lost = error
            recovered = self._recover(inputs, strays, lost)
            if recovered:
                return recovered
            pause_after(lost, written, self.run.clock)
        raise lost

    def _mint_once(self, inputs: CI, strays: list[H]) -> Credential[H]:
        name = self.platform_name(inputs)
        try:
            return self.mint(inputs, name)
        except NoRoom as full:
            try:
                room = self.make_room(inputs, strays)
            except AnswerLost as error:  # of a revocation: nothing was minted
                raise NotExecuted(error.problem, error.advice) from None
            if not room:
                raise full from None
        return self.mint(inputs, name)

    def _recover(self, inputs: CI, strays: list[H], lost: AnswerLost) -> Credential[H] | None:
        """What a lost answer carried; None where the platform never made it, or does not show its secret again."""
        mark = inputs.mark()
        again = f"Run `pulumi up` again{self.run.as_asked}"
        way_out = f"{again}: it revokes whatever carries the mark {mark.incarnation} and mints anew"
        try:
            made = look_for(lambda: self._made(inputs, strays), self.run.clock)
            if made and (len(made) > 1 or made[0].handle is None):
                raise AnswerLost(f"{len(made)} credentials of the mark {mark} exist and none can be told to be ours")
            if made and made[0].handle and made[0].secret:
                return Credential(made[0].handle, made[0].secret)
            for item in made:
                self._revoke(item.handle)  # type: ignore[arg-type]  # one without a handle ended above
        except GpucredsError as error:
            problem = f"{lost.problem}; it may exist all the same, and settling that failed: {error.problem}"
            raise AnswerLost(problem, way_out) from None
        return None

    def _made(self, inputs: CI, strays: list[H]) -> list[Owned[H]]:
        known = [*strays, *self.run.revoked]
        listed = self.owned(inputs, fresh=True)
        return [item for item in listed if item.mark == inputs.mark() and item.handle not in known]

    def _finish(
        self,
        inputs: CI,
        held: Mapping[int, Credential[H]],
        strays: Sequence[H] = (),
        surplus: Sequence[H] = (),
        health: Health = "active",
    ) -> CS:
        """Revoke without ever raising: what could not be revoked becomes a left-over of the state."""
        leftovers: list[H] = []
        for handle in [*strays, *surplus]:
            try:
                self._revoke(handle)
            except GpucredsError as error:
                leftovers.append(handle)
                self.run.warn(f"{self.platform_name(inputs)}: an old credential is not revoked yet. {error}")
        revoked = [handle for handle in strays if handle not in leftovers]
        if revoked:
            self._tell_of_reclaimed(inputs, len(revoked))
        return self.keep(inputs, held, self._work(inputs, health, leftovers))

    def _work(self, inputs: CI, health: Health, leftovers: list[H]) -> CredentialState[H]:
        health = "unusable" if inputs.secretless else health
        over = health == "active" and inputs.expires_at < self.run.clock.now()
        return CredentialState.model_construct(
            platform_name=self.platform_name(inputs),
            status="pending" if leftovers else "expired" if over else health,
            pending=f"old credentials still to be revoked: {len(leftovers)}" if leftovers else None,
            leftovers=leftovers or None,
        )


def _with(state: CS, **changes: object) -> CS:
    changed: CS = state.model_copy(update=changes)
    return changed


def _planned(inputs: CredentialInputs) -> set[int]:
    return {inputs.generation} | ({inputs.retiring.generation} if inputs.retiring else set())
