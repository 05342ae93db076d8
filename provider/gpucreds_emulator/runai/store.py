"""All that one control plane knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from gpucreds_emulator.runai import seed as seeds
from gpucreds_emulator.runai.access_rule import AccessRule, Meaning
from gpucreds_emulator.runai.account import Account, AccountKind
from gpucreds_emulator.runai.organization import ADMINISTRATOR, TENANT_ID, Organization
from gpucreds_emulator.runai.user import User

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gpucreds_emulator.clock import Clock
    from gpucreds_emulator.runai.access_key import AccessKey
    from gpucreds_emulator.runai.knobs import Knobs
    from gpucreds_emulator.runai.seed import Seed
    from gpucreds_emulator.runai.session import Refresh, Session


@dataclass
class Store:
    """The data of one life, from start or reset to the next; by id, oldest first."""

    seed: Seed
    clock: Clock
    knobs: Knobs
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: dict[str, AccessKey] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    rules: dict[int, AccessRule] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    """By the `jti` of the token; so no token outlives a reset or works on another emulator."""
    refreshes: dict[str, Refresh] = field(default_factory=dict, repr=False)
    """By the refresh token."""
    organization: Organization = field(init=False)
    born: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.organization = self.seed.organization
        self.born = now = self.clock.now()
        self._seed_users(now)
        kind: AccountKind = "app" if self.knobs.version == "2.18" else "service-account"
        account = Account(
            id=seeds.ACCOUNT_ID,
            name=seeds.CLIENT_ID,
            secret=self.seed.client_secret,
            enabled=True,
            made_as=kind,
            created_by=seeds.CREATED_BY,
            created=now,
            updated=now,
            seeded=True,
        )
        self.accounts[account.id] = account
        role = next(role for role in self.organization.roles if role.name == ADMINISTRATOR)
        for subject_type, subject_id in (("user", seeds.USERNAME), (kind, seeds.CLIENT_ID)):
            meaning = Meaning(subject_type, subject_id, role.id, "tenant", str(TENANT_ID))
            self.add_rule(meaning, None, seeds.CREATED_BY).seeded = True

    def _seed_users(self, now: datetime) -> None:
        administrator = (seeds.USER_ID, seeds.USERNAME, self.seed.password)
        others = [(str(uuid4()), email, None) for email in self.seed.sso_users]
        for user_id, username, password in (administrator, *others):
            self.users[user_id] = User(user_id, username, password, seeds.CREATED_BY, now, now, seeded=True)

    def add_rule(self, meaning: Meaning, cluster_id: str | None, created_by: str) -> AccessRule:
        """A new rule, with an id that none has had."""
        now = self.clock.now()
        rule = AccessRule(len(self.rules) + 1, meaning, cluster_id, created_by, now, now)
        self.rules[rule.id] = rule
        return rule

    def live_rules(self) -> Iterator[AccessRule]:
        """The rules that are not deleted."""
        return (rule for rule in self.rules.values() if rule.deleted is None)

    def user_called(self, email: str) -> User | None:
        """The user with that address."""
        return next((user for user in self.users.values() if user.is_called(email)), None)

    def end_bearers(self) -> None:
        """Let no access token work any more that a sign-in gave."""
        self.sessions.clear()

    def end_refreshes(self, user: User) -> None:
        """Let no refresh token of a user work any more."""
        self.refreshes = {text: one for text, one in self.refreshes.items() if one.user_id != user.id}
