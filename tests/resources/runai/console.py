"""Somebody who works in Run:ai without gpucreds: sees everything, and changes it behind a stack's back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import httpx

from gpucreds_emulator import Emulator
from gpucreds_emulator.runai.access_rule import AccessRule, Meaning
from gpucreds_emulator.runai.account import Account
from gpucreds_emulator.runai.store import Store
from gpucreds_emulator.runai.user import User
from tests.world import Line

V2, V1 = "POST /api/v2/token", "POST /api/v1/token"
ACCOUNTS, ACCOUNT = "/api/v1/service-accounts", "POST /api/v1/service-accounts"
USERS, USER = "/api/v1/users", "POST /api/v1/users"
RULES, RULE = "/api/v1/authorization/access-rules", "POST /api/v1/authorization/access-rules"
LOGIN = "iac-admin"
"""The account that gpucreds logs in with."""


@dataclass(frozen=True)
class Console:
    """Run:ai as its administrators have it before them."""

    emulator: Emulator

    @property
    def store(self) -> Store:
        """All that the control plane knows."""
        return self.emulator.runai._store

    def accounts(self) -> list[Account]:
        """All accounts but the first one."""
        return [account for account in self.store.accounts.values() if not account.seeded]

    def users(self) -> list[User]:
        """All users but the first one."""
        return [user for user in self.store.users.values() if not user.seeded]

    def rules(self) -> list[AccessRule]:
        """All living access rules but the first two."""
        return [rule for rule in self.store.live_rules() if not rule.seeded]

    def add_account(self, name: str, created_by: str = LOGIN) -> Account:
        """Make an account."""
        now = self.emulator.clock.now()
        account = Account(str(uuid.uuid4()), name, f"{name}-secret", True, "service-account", created_by, now, now)
        self.store.accounts[account.id] = account
        return account

    def add_user(self, email: str, created_by: str = LOGIN, *, local: bool = True) -> User:
        """Make a user, local or of the identity provider."""
        now = self.emulator.clock.now()
        user = User(str(uuid.uuid4()), email, "Some-Pass-1!" if local else None, created_by, now, now)
        self.store.users[user.id] = user
        return user

    def add_rule(self, subject_type: str, subject_id: str, role_id: int = 5, created_by: str = LOGIN) -> AccessRule:
        """Make a rule about the project vision."""
        return self.store.add_rule(Meaning(subject_type, subject_id, role_id, "project", "4501"), None, created_by)

    def remove(self, thing: Account | User | AccessRule) -> None:
        """Delete it."""
        if isinstance(thing, AccessRule):
            thing.delete(self.emulator.clock.now())
        else:
            (self.store.accounts if isinstance(thing, Account) else self.store.users).pop(thing.id)

    def meaning(self) -> tuple[object, ...]:
        """What the only access rule says."""
        [rule] = self.rules()
        found = rule.meaning
        return found.subject_type, found.subject_id, found.role_id, found.scope_type, found.scope_id, rule.cluster_id

    def logs_in(self, client_id: str, secret: str) -> bool:
        """Whether Run:ai takes the secret of an account."""
        new = {"grantType": "client_credentials", "clientID": client_id, "clientSecret": secret}
        old = {"grantType": "app_token", "appID": client_id, "appSecret": secret}
        return self._logs_in(new) or self._logs_in(old)

    def signs_in(self, username: str, password: str) -> bool:
        """Whether Run:ai takes the password of a user."""
        return self._logs_in({"grantType": "password", "username": username, "password": password})

    def _logs_in(self, body: dict[str, str]) -> bool:
        line = Line(self.emulator.runai)
        with httpx.Client(transport=line, base_url="http://runai.test") as client:
            return client.post("/api/v1/token", json=body).is_success
