"""Accounts for programs: service accounts, and the applications that they were before 2.24."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from pydantic import SecretStr

from gpucreds.core.durations import told_instant
from gpucreds.core.errors import NotFound, PlatformError
from gpucreds.platforms._request import segment
from gpucreds.platforms._snapshot import Listing, Snapshot
from gpucreds.platforms.runai.missing import MISSING
from gpucreds.platforms.runai.session import Item, Session, text

Kind = Literal["service-account", "application"]

PATHS: dict[Kind, str] = {"service-account": "/api/v1/service-accounts", "application": "/api/v1/apps"}
SUBJECT_TYPES: dict[Kind, str] = {"service-account": "service-account", "application": "app"}
_OTHER: dict[Kind, Kind] = {"service-account": "application", "application": "service-account"}


@dataclass(frozen=True)
class Account:
    """An account as a list shows it; its secret is never shown again."""

    id: str
    name: str
    client_id: str
    enabled: bool
    kind: Kind
    tenant_id: str | None
    created_by: str
    created_at: datetime | None
    last_login: str | None


@dataclass(frozen=True)
class NewAccount:
    """What a create answers."""

    id: str
    client_id: str
    secret: SecretStr
    kind: Kind


class Accounts:
    """All accounts of a control plane. `kind` says which half of the API an account was made by."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lists = {kind: Listing(partial(self._list, kind)) for kind in PATHS}
        self._serving = {kind: Snapshot(partial(self._ask_for, kind)) for kind in PATHS}
        self._made: dict[str, str] = {}
        self._new_are_enabled: bool | None = None
        self._asking = threading.Lock()

    def is_login(self, client_id: str) -> bool:
        """Whether gpucreds itself logs in with that account."""
        return self._session.is_us(client_id)

    def serving(self, kind: Kind) -> Kind:
        """The kind by which accounts of `kind` are reached: an upgrade of the control plane may take the old one away.

        Asked once per run; only a missing call means "not here", never a refusal or a failure.
        """
        return self._serving[kind].get()

    def all(self, *, fresh: bool = False) -> Sequence[Account]:
        """All accounts of the kind that new ones are."""
        return self._lists[self.serving("service-account")].get(fresh=fresh)

    def everyone(self) -> Sequence[Account]:
        """All accounts of both kinds, each once: a control plane that has both may show one in its own list alone."""
        known = (account for kind in {self.serving(kind) for kind in PATHS} for account in self._lists[kind].get())
        return list({account.id: account for account in known}.values())

    def called(self, name: str) -> Sequence[Account]:
        """The accounts of that name, client id or id: of the kind that new ones are, else of the other one."""
        for kind in PATHS:
            known = self._lists[self.serving(kind)].get()
            found = [account for account in known if name in (account.name, account.client_id, account.id)]
            if found:
                return found
        return ()

    def find(self, kind: Kind, account_id: str) -> Account | None:
        """One account, None when it is gone."""
        now = self.serving(kind)
        return self._lists[now].find(account_id) or self._get(now, account_id)  # the list may be cut off

    def create(self, name: str) -> NewAccount:
        """Make an account. Not repeatable: the name is taken then, and the secret lost."""
        kind = self.serving("service-account")
        answer = self._session.call("POST", PATHS[kind], {"name": name}, repeatable=False)
        client_id = answer.get("clientId") or answer.get("name") or name if isinstance(answer, dict) else name
        self._made[name] = client_id
        return NewAccount(text(answer, "id"), client_id, self._secret(answer), kind)

    def is_enabled(self, kind: Kind, account_id: str) -> bool:
        """Whether a new account may log in, which no create says. Asked of the first one: all are made alike."""
        with self._asking:  # also of many that are made at once
            if self._new_are_enabled is None:
                found = self._get(self.serving(kind), account_id)
                self._new_are_enabled = found is not None and found.enabled
            return self._new_are_enabled

    def client_id(self, name: str) -> str | None:
        """The client id of the account of that name or client id, also of one made in this run; None without one."""
        if name in self._made:
            return self._made[name]
        known = (account for fresh in (False, True) for account in self.all(fresh=fresh))
        return next((account.client_id for account in known if name in (account.name, account.client_id)), None)

    def regenerate(self, kind: Kind, account_id: str) -> SecretStr:
        """Make a new secret; the old one stops working at once. Of several answers the last one counts."""
        return self._secret(self._session.call("POST", f"{self._path(kind, account_id)}/secret"))

    def enable(self, kind: Kind, account_id: str, *, enabled: bool) -> None:
        """Let an account log in, or not."""
        self._session.call("PATCH", self._path(kind, account_id), {"enabled": enabled})

    def delete(self, kind: Kind, account_id: str) -> None:
        """Remove an account; one that is gone already is a success."""
        try:
            self._session.call("DELETE", self._path(kind, account_id))
        except NotFound:  # the account, or the half of the API, which an upgrade in this moment took away
            self._lists[self.serving(kind)].get(fresh=True)
        for listing in self._lists.values():
            listing.forget(account_id)

    def _path(self, kind: Kind, account_id: str) -> str:
        return f"{PATHS[self.serving(kind)]}/{segment(account_id)}"

    def _ask_for(self, kind: Kind) -> Kind:
        try:
            self._lists[kind].get()
        except MISSING as missing:
            try:
                self._lists[_OTHER[kind]].get()
            except MISSING:
                problem = f"Run:ai serves neither service accounts nor applications: {missing.problem}"
                raise PlatformError(problem, "Check gpucreds:runaiEndpoint: it is the base URL, without /api") from None
            return _OTHER[kind]
        return kind

    def _list(self, kind: Kind) -> Sequence[Account]:
        return [_account(item, kind) for item in self._session.list(PATHS[kind])]

    def _get(self, kind: Kind, account_id: str) -> Account | None:
        item = self._session.find(f"{PATHS[kind]}/{segment(account_id)}")
        return None if item is None else _account(item, kind)

    def _secret(self, answer: object) -> SecretStr:
        secret = SecretStr(text(answer, "clientSecret", "secret"))
        self._session.run.redact.learn(secret)
        return secret


def _account(item: Item, kind: Kind) -> Account:
    tenant = item.get("tenantId")
    return Account(
        id=text(item, "id"),
        name=text(item, "name"),
        client_id=text(item, "clientId", "name"),
        enabled=item.get("enabled") is not False,
        kind=kind,
        tenant_id=None if tenant is None else str(tenant),
        created_by=str(item.get("createdBy") or ""),
        created_at=told_instant(item.get("createdAt")),
        last_login=item.get("lastLogin"),
    )
