"""The life of a secret that is shown once and ends: minted, rotated with an overlap, revoked, never lost, never left.

A platform's part is small: mint, revoke, list, probe. Every credential carries a mark (see `ownership`); what stands at
our address and is in no state was left by a run that died, and is revoked as soon as a run writes there. Once a secret
is minted nothing raises any more: what could not be finished is kept in the state and finished by the next update.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import SecretStr

from gpucreds.core import planning
from gpucreds.core.credential import CredentialInputs, CredentialState, Health, Retiring
from gpucreds.core.errors import AnswerLost, GpucredsError, InvalidInput, PlatformError
from gpucreds.core.ownership import Mark, new_nonce
from gpucreds.core.resource import P, Resource

CI = TypeVar("CI", bound=CredentialInputs)
CS = TypeVar("CS", bound=Any)  # a CredentialState that is also a CI, which Python's types cannot say

MINT_ATTEMPTS = 3
PAUSE, LONGEST_PAUSE = 1.0, 60.0
_NOTHING: Mapping[int, SecretStr] = {}


@dataclass(frozen=True)
class Owned:
    """A credential on the platform that carries a mark; `secret` is None where the platform does not show it."""

    mark: Mark
    secret: SecretStr | None


class RotatingCredential(Resource[CI, CS, P], Generic[CI, CS, P]):
    """The verbs of a credential, whatever the platform."""

    grain: ClassVar[planning.Grain]

    @abstractmethod
    def mint(self, inputs: CI, name: str) -> SecretStr:
        """Make a credential of that name. Raises AnswerLost where nobody knows whether it exists."""

    @abstractmethod
    def revoke(self, secret: SecretStr) -> None:
        """Remove a credential; one that is gone already is a success."""

    @abstractmethod
    def owned(self, *, fresh: bool) -> Iterable[Owned]:
        """All credentials that carry a mark: as this run saw them first, or `fresh`."""

    @abstractmethod
    def examine(self, secret: SecretStr) -> Health | Literal["gone"]:
        """Whether the platform still takes a credential."""

    @abstractmethod
    def platform_name(self, inputs: CI) -> str:
        """The name that the credential gets on the platform, with the mark at its end."""

    @abstractmethod
    def held(self, state: CS) -> dict[int, SecretStr]:
        """The secrets in a state, by generation."""

    @abstractmethod
    def keep(self, inputs: CI, held: Mapping[int, SecretStr], work: CredentialState) -> CS:
        """The state of `inputs` with the secrets it plans."""

    def plan(self, inputs: CI, old: CI | None) -> Mapping[str, object]:
        """Plan the next generation, or keep the old plan."""
        now = self.run.clock.now()
        if old is None:
            planned = planning.first(now, inputs.terms(), self.grain)
        else:
            self.run.living.add(old.mark().incarnation)
            planned = planning.following(now, inputs.terms(), self.grain, old.plan(), old.dead)
        if planned.expires_at <= now and (old is None or planned.generation != old.generation):
            raise InvalidInput(inputs.end, "is in the past: write a date from today on")
        retiring = planned.retiring and Retiring(
            generation=planned.retiring.generation, revoke_after=planned.retiring.revoke_after
        )
        return {
            "nonce": old.nonce if old else new_nonce(),
            "generation": planned.generation,
            "issued_at": planned.issued_at,
            "expires_at": planned.expires_at,
            "retiring": retiring,
            "rotation_reason": planned.reason,
            "dead": None,
        }

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
        health = {generation: self.examine(secret) for generation, secret in held.items()}
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
        surplus = [*leftovers, *(held[number] for number in held.keys() - _planned(inputs))]
        if inputs.generation in held:
            for secret in surplus:
                self._revoke_or_say_what_now(secret)
            return self._finish(inputs, held)
        strays = self._strays(inputs, held, leftovers, whole_address=False)
        held[inputs.generation] = self._mint(inputs, strays)
        return self._finish(inputs, held, strays, surplus)

    def delete(self, state: CS) -> None:
        """Revoke every generation, and what a dead run left at our address."""
        held, leftovers = self.held(state), state.leftovers or []
        for secret in [*held.values(), *leftovers]:
            self._revoke(secret)
        for secret in self._strays(state, held, leftovers):
            self._revoke(secret)

    def _strays(
        self,
        inputs: CI,
        held: Mapping[int, SecretStr] = _NOTHING,
        leftovers: Sequence[SecretStr] = (),
        *,
        whole_address: bool = True,
    ) -> list[SecretStr]:
        """What stands at our address, is in no state and belongs to no living incarnation.

        Without `whole_address` only what carries our nonce: another incarnation may have been kept there on purpose.
        """
        ours = inputs.mark()
        others = self.run.living - {ours.incarnation}
        at_our_address = (item for item in self.owned(fresh=False) if item.mark.address == ours.address)
        strays = [item for item in at_our_address if item.mark.incarnation not in others]
        if not whole_address:
            strays = [item for item in strays if item.mark.incarnation == ours.incarnation]
        newest = max(held, default=0)
        for mark in [item.mark for item in strays if item.secret is None]:
            # Ours, but no newer than the state: held, or a left-over that the state knows by its value.
            if mark.incarnation != ours.incarnation or mark.generation > newest:
                self._warn_of_hidden(mark)
        known = [*held.values(), *leftovers, *self.run.revoked]
        return [item.secret for item in strays if item.secret and item.secret not in known]

    def _revoke(self, secret: SecretStr) -> None:
        self.revoke(secret)
        self.run.revoked.append(secret)

    def _revoke_or_say_what_now(self, secret: SecretStr) -> None:
        try:
            self._revoke(secret)
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

    def _mint(self, inputs: CI, strays: list[SecretStr]) -> SecretStr:
        for _ in range(MINT_ATTEMPTS):
            try:
                return self.mint(inputs, self.platform_name(inputs))
            except AnswerLost as error:
                lost = error
            recovered = self._recover(inputs, strays, lost)
            if recovered:
                return recovered
            self.run.clock.sleep(min(lost.retry_after or PAUSE, LONGEST_PAUSE))
        raise lost

    def _recover(self, inputs: CI, strays: list[SecretStr], lost: AnswerLost) -> SecretStr | None:
        """The secret that a lost answer carried, None where the platform never made it."""
        mark = inputs.mark()
        way_out = f"Run `pulumi up` again: it revokes whatever carries the mark {mark.incarnation} and mints anew"
        try:
            found = [item.secret for item in self.owned(fresh=True) if item.mark == mark]
        except GpucredsError as error:
            raise AnswerLost(
                f"{lost.problem}; it may exist all the same, and looking for it failed: {error.problem}", way_out
            ) from None
        made = [secret for secret in found if secret not in strays]
        if made and (len(made) > 1 or made[0] is None):
            raise AnswerLost(
                f"{lost.problem}; {len(made)} credentials of the mark {mark} exist and none can be told to be ours",
                way_out,
            )
        return made[0] if made else None

    def _finish(
        self,
        inputs: CI,
        held: Mapping[int, SecretStr],
        strays: Sequence[SecretStr] = (),
        surplus: Sequence[SecretStr] = (),
    ) -> CS:
        """Revoke without ever raising: what could not be revoked becomes a left-over of the state."""
        leftovers: list[SecretStr] = []
        name = self.platform_name(inputs)
        for secret in [*strays, *surplus]:
            try:
                self._revoke(secret)
            except GpucredsError as error:
                leftovers.append(secret)
                self.run.warn(f"{name}: an old credential is not revoked yet. {error}")
        revoked = [secret for secret in strays if secret not in leftovers]
        if revoked:
            self.run.warn(f"{name}: revoked what a run that died had left at its address ({len(revoked)}).")
        return self.keep(inputs, held, self._work(inputs, "active", leftovers))

    def _work(self, inputs: CI, health: Health, leftovers: list[SecretStr]) -> CredentialState:
        over = health == "active" and inputs.expires_at < self.run.clock.now()
        return CredentialState(
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
