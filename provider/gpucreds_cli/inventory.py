"""What platforms hold: every credential that a login may see, by one list call for each collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from gpucreds.core.durations import told_instant
from gpucreds.core.errors import ConfigurationError, GpucredsError
from gpucreds.core.ownership import Mark
from gpucreds.core.planning import last_second
from gpucreds.core.resource import Run
from gpucreds.platforms import Egs, Nvcf, Platforms, Runai
from gpucreds.platforms.configuration import Configuration
from gpucreds.platforms.nvcf import Key
from gpucreds.platforms.runai.accounts import Account
from gpucreds.platforms.runai.users import User
from gpucreds_cli.findings import Platform

Owners = Callable[[Sequence[str]], set[str]]
"""Whose keys of NVCF to ask for, beside those of the configured owner, at a platform of these base URLs."""
Client = Any
"""`Egs`, `Runai` or `Nvcf`."""


@dataclass(frozen=True)
class Found:
    """One credential on a platform. `properties` are those of its resource, as far as the list shows them."""

    platform: Platform
    kind: str
    name: str
    id: str | None = None
    owner: str | None = None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    last_used: datetime | None = None
    login: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    revoke: Callable[[], None] | None = field(default=None, repr=False, compare=False)
    """Removes it, and it alone; None where the platform does not show what that takes."""

    @property
    def type(self) -> str:
        """The type of its resource."""
        return f"{self.platform}:{self.kind}"

    @property
    def mark(self) -> Mark | None:
        """Whose it is, if it says so."""
        return Mark.parse(self.name)


@dataclass(frozen=True)
class Holding:
    """What one platform holds, or why nobody can tell."""

    platform: Platform
    endpoints: Sequence[str]
    """The base URLs under which it is reached, the first one, and was."""
    found: Sequence[Found] = ()
    trouble: str | None = None


def take(configurations: Iterable[Configuration], run: Run, owners: Owners) -> list[Holding]:
    """What all platforms of these configurations hold, each asked once."""
    asked: dict[tuple[Platform, str], Callable[[], Holding]] = {}
    for configuration in configurations:
        for platform, ask in _LISTS.items():
            client = _opened(Platforms(configuration, run), platform)
            if client is not None:
                asked.setdefault((platform, client.endpoints[0]), partial(_asked, platform, client, ask, owners))
    with ThreadPoolExecutor(max(len(asked), 1)) as threads:
        return list(threads.map(lambda ask: ask(), asked.values()))


def _opened(platforms: Platforms, platform: Platform) -> Client | None:
    try:
        return getattr(platforms, platform)
    except ConfigurationError:  # `gpucreds doctor` says what is missing
        return None


def _asked(platform: Platform, client: Client, ask: Ask, owners: Owners) -> Holding:
    try:
        return Holding(platform, client.endpoints, list(ask(client, owners(client.endpoints))))
    except GpucredsError as error:
        return Holding(platform, client.endpoints, trouble=str(error))


def _of_egs(egs: Egs, _owners: set[str]) -> Iterator[Found]:
    for key in egs.api_keys():
        value = key.api_key
        yield Found(
            "egs",
            "ApiToken",
            key.name,
            owner=key.workspace_name,
            expires_at=last_second(key.validity) if key.validity else None,
            login=value is not None and egs.is_login(value),
            properties={"role": key.role, "workspaceName": key.workspace_name},
            revoke=None if value is None else partial(egs.delete_api_key, value),
        )


def _of_runai(runai: Runai, _owners: set[str]) -> Iterator[Found]:
    yield from (_account(runai, account) for account in runai.accounts.all())
    yield from (_user(runai, user) for user in runai.users.all() if user.is_local is not False)


def _account(runai: Runai, account: Account) -> Found:
    return Found(
        "runai",
        "Application",
        account.name,
        id=account.id,
        created_at=account.created_at,
        last_used=told_instant(account.last_login),
        login=runai.accounts.is_login(account.client_id),
        properties={"name": account.name, "enabled": account.enabled},
    )


def _user(runai: Runai, user: User) -> Found:
    return Found(
        "runai",
        "LocalUser",
        user.username,
        id=user.id,
        created_at=user.created_at,
        last_used=told_instant(user.last_login),
        login=runai.users.is_login(user.username),
        properties={"email": user.username},
    )


def _of_nvcf(nvcf: Nvcf, owners: set[str]) -> Iterator[Found]:
    for owner in sorted({*owners, *_configured_owner(nvcf)}):
        for service in nvcf.services():
            yield from (_key(nvcf, key) for key in nvcf.keys(owner, service.service_id))


def _configured_owner(nvcf: Nvcf) -> set[str]:
    try:
        return {nvcf.default_owner()}
    except ConfigurationError:
        return set()


def _key(nvcf: Nvcf, key: Key) -> Found:
    return Found(
        "nvcf",
        "ScopedKey",
        key.description,
        id=key.ref.key_id,
        owner=key.ref.owner_id,
        created_at=key.created_at,
        expires_at=key.expires_at,
        properties={"ownerId": key.ref.owner_id, "description": key.description},
        revoke=partial(nvcf.delete_key, key.ref),
    )


Ask = Callable[[Client, set[str]], Iterator[Found]]
_LISTS: dict[Platform, Ask] = {"egs": _of_egs, "runai": _of_runai, "nvcf": _of_nvcf}
