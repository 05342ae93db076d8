"""What an NVCF scoped key has: what a program gives, and what the stack keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, SecretStr

from gpucreds.core.credential import CredentialInputs, CredentialState
from gpucreds.core.declaration import Named, OnChange, Planned, Promised, Renewed, Replaces, rule
from gpucreds.core.durations import Instant
from gpucreds.core.unknown import known
from gpucreds.platforms.nvcf import KeyRef, Policy, checks
from gpucreds.platforms.nvcf.catalog import LONGEST_LIFE, Service
from gpucreds.platforms.nvcf.policy import KeyResource, listed, typed

SKEW = timedelta(minutes=5)
"""How far the service's clock may be behind ours."""

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

    key: Annotated[SecretStr | None, Promised(), Renewed("generation")] = None
    """The key: a bearer token for the API of its service; none after an import without it, until the next update."""
    key_id: Annotated[str, Renewed("generation")]
    """Its id on NVCF."""
    previous_key: Annotated[SecretStr | None, Renewed("retiring")] = None
    """The key before the last rotation, until it is revoked; none where it was imported without it."""
    previous_key_id: Annotated[str | None, Renewed("retiring")] = None
    """Its id on NVCF."""
    service_id: str
    """The id under which the service is registered: issuer and audience of the key."""
