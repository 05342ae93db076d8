"""`/api/v1/apps` and `/api/v1/service-accounts`: one set of verbs in two views (contract sections 3 and 4, A10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from gpucreds_emulator.runai import names, wire_time
from gpucreds_emulator.runai.account import Account, AccountKind
from gpucreds_emulator.runai.errors import not_found, refusal
from gpucreds_emulator.runai.new_secret import client_secret
from gpucreds_emulator.runai.organization import TENANT_ID

if TYPE_CHECKING:
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.store import Store


@dataclass(frozen=True)
class Accounts:
    """One of the two views: which accounts it shows when they are kept apart, and its word for a secret."""

    kind: AccountKind
    secret_key: str

    def listing(self, store: Store, _asked: Asked) -> list[Json]:
        """All of them, oldest first."""
        return [_shown(store, account) for account in self._visible(store)]

    def create(self, store: Store, asked: Asked) -> Json:
        """A new one, that can do nothing until an access rule names it."""
        name = names.name(asked.fields, store.knobs.generation)
        if name in [account.name for account in self._visible(store)]:
            raise refusal(409)
        now = store.clock.now()
        account = Account(
            id=str(uuid4()),
            name=name,
            secret=client_secret(),
            enabled=store.knobs.new_accounts_enabled,
            made_as=self.kind,
            created_by=asked.caller.name,
            created=now,
            updated=now,
        )
        store.accounts[account.id] = account
        answer: Json = {"id": account.id, "name": account.name, self.secret_key: account.secret}
        return {**answer, "clientId": account.client_id} if store.knobs.generation.tells_client_id else answer

    def read(self, store: Store, asked: Asked) -> Json:
        """One of them."""
        return _shown(store, self._account(store, asked.id))

    def change(self, store: Store, asked: Asked) -> None:
        """Enable or disable: nothing else can be changed."""
        enabled = asked.fields.flag("enabled")
        account = self._account(store, asked.id)
        account.enabled = enabled
        account.updated = store.clock.now()

    def delete(self, store: Store, asked: Asked) -> None:
        """Gone, secret and all."""
        account = self._account(store, asked.id)
        del store.accounts[account.id]
        if store.knobs.rules_go_with_subject:
            for rule in store.live_rules():
                if rule.is_about_account(account.client_id):
                    rule.delete(store.clock.now())

    def renew_secret(self, store: Store, asked: Asked) -> Json:
        """A new secret; the old one is dead at once."""
        account = self._account(store, asked.id)
        account.secret = client_secret()
        account.updated = store.clock.now()
        return {self.secret_key: account.secret}

    def _visible(self, store: Store) -> list[Account]:
        apart = store.knobs.separate_stores
        return [account for account in store.accounts.values() if not apart or account.made_as == self.kind]

    def _account(self, store: Store, wanted: str) -> Account:
        for account in self._visible(store):
            if account.id == wanted:
                return account
        raise not_found()


def _shown(store: Store, account: Account) -> Json:
    client_id = {"clientId": account.client_id} if store.knobs.generation.tells_client_id else {}
    return {
        "id": account.id,
        "name": account.name,
        **client_id,
        "enabled": account.enabled,
        "tenantId": str(TENANT_ID),
        "createdBy": account.created_by,
        "createdAt": wire_time.shown(account.created),
        "updatedAt": wire_time.shown(account.updated),
        "lastLogin": wire_time.shown(account.last_login),
    }


APPS = Accounts("app", "secret")
SERVICE_ACCOUNTS = Accounts("service-account", "clientSecret")
