"""The collections of each platform, and what their items are as credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from gpucreds.core.durations import told_instant
from gpucreds.core.planning import last_second
from gpucreds.platforms import Egs, Nvcf, Runai
from gpucreds.platforms.egs import ApiKey
from gpucreds.platforms.nvcf import Key
from gpucreds.platforms.runai.accounts import Account
from gpucreds.platforms.runai.users import User
from gpucreds_cli.findings import Platform
from gpucreds_cli.found import Found

Client = Any
"""`Egs`, `Runai` or `Nvcf`."""
Collection = Callable[[], Iterator[Found]]
"""Lists the items of one collection. Raises PlatformError."""
Lists = Callable[[Any, Sequence[Any], set[str]], Iterator[Collection]]
"""The collections that a client sees, of these owners; `peers` are the clients of all our log-ins to its platform."""


def _of_egs(egs: Egs, peers: Sequence[Egs], _owners: set[str]) -> Iterator[Collection]:
    yield lambda: (_api_key(egs, peers, key) for key in egs.api_keys())


def _api_key(egs: Egs, peers: Sequence[Egs], key: ApiKey) -> Found:
    value = key.api_key
    return Found(
        "egs",
        "ApiToken",
        key.name,
        owner=key.workspace_name,
        expires_at=last_second(key.validity) if key.validity else None,
        login=value is not None and any(peer.is_login(value) for peer in peers),
        properties={"role": key.role, "workspaceName": key.workspace_name},
        revoke=None if value is None else partial(egs.delete_api_key, value),
    )


def _of_runai(runai: Runai, peers: Sequence[Runai], _owners: set[str]) -> Iterator[Collection]:
    yield lambda: (_account(peers, account) for account in runai.accounts.everyone())
    yield lambda: (_user(peers, user) for user in runai.users.all() if user.is_local is not False)


def _account(peers: Sequence[Runai], account: Account) -> Found:
    return Found(
        "runai",
        "Application",
        account.name,
        id=account.id,
        created_at=account.created_at,
        last_used=told_instant(account.last_login),
        login=_is_login(peers, account.client_id),
        properties={"name": account.name, "enabled": account.enabled},
    )


def _user(peers: Sequence[Runai], user: User) -> Found:
    return Found(
        "runai",
        "LocalUser",
        user.username,
        id=user.id,
        created_at=user.created_at,
        last_used=told_instant(user.last_login),
        login=_is_login(peers, user.username),
        properties={"email": user.username},
    )


def _is_login(peers: Sequence[Runai], name: str) -> bool:
    """Whether we log in as `name`: the client that lists knows more than the name that it was given."""
    first, *others = peers
    return first.session.is_us(name) or name.lower() in {peer.session.identity.lower() for peer in others}


def _of_nvcf(nvcf: Nvcf, _peers: Sequence[Nvcf], owners: set[str]) -> Iterator[Collection]:
    for owner in sorted(owners):
        yield partial(_keys, nvcf, owner)


def _keys(nvcf: Nvcf, owner: str) -> Iterator[Found]:
    for service in nvcf.services():
        yield from (_key(nvcf, key) for key in nvcf.keys(owner, service.service_id))


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


LISTS: dict[Platform, Lists] = {"egs": _of_egs, "runai": _of_runai, "nvcf": _of_nvcf}
