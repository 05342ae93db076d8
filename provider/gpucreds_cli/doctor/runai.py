"""What only Run:ai has: control planes of several generations, and rights by access rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from gpucreds.core.errors import Forbidden
from gpucreds.platforms import Runai
from gpucreds.platforms.configuration import needed
from gpucreds.platforms.runai.access_rules import AccessRule
from gpucreds.platforms.runai.accounts import Kind
from gpucreds.platforms.runai.login import credentials
from gpucreds_cli.doctor.patient import Patient

if TYPE_CHECKING:
    from gpucreds.platforms._api import Transport


class RunaiPatient(Patient):
    """NVIDIA Run:ai."""

    platform = "runai"
    title = "Run:ai"
    client: Runai

    @property
    def endpoint(self) -> str | None:
        """The base URL that is configured."""
        return self.configuration.runai_endpoint

    def needs(self) -> Sequence[Callable[[], object]]:
        """The endpoint, and a client or a user."""
        return (lambda: needed(self.endpoint, "runai_endpoint"), lambda: credentials(self.configuration))

    def open(self, transport: Transport | None) -> None:
        """Make the client."""
        self.client = Runai.open(self.configuration, self.run, transport)

    def log_in(self) -> None:
        """Buy a token, by whatever log-in the control plane has."""
        self.client.session.token()

    def look(self) -> None:
        """The lists of accounts, users and access rules: they tell the generation and the rights."""
        self.chart.note("login", "ok", f"Run:ai takes {self.client.session.identity}")
        self.chart.note("version", "ok", f"by what it has: {self._generation()}")
        lists: Mapping[str, Callable[[], Sequence[object]]] = {
            "accounts": self.client.accounts.all,
            "users": self.client.users.all,
            "access rules": self.client.access_rules.all,
        }
        refusals = {what: error for what, ask in lists.items() if (error := _refusal(ask))}
        if refusals:
            self._may_not(refusals)
        else:
            counts = ", ".join(f"{what} ({len(ask())})" for what, ask in lists.items())
            self._may(counts)

    def _generation(self) -> str:
        newer = self.client.session.has_newer_login
        accounts, applications = self._has("service-account"), self._has("application")
        if accounts and applications is False:
            return "3.0 or later (service accounts, no applications)"
        if accounts or newer:
            return "2.24 or later" + (" (service accounts)" if accounts else " (log-in by /api/v2/token)")
        lacking = "no service accounts, " if accounts is False else ""
        return f"before 2.24 ({lacking}no log-in by /api/v2/token)"

    def _has(self, kind: Kind) -> bool | None:
        """Whether there are accounts of that kind; None where our login may not know."""
        try:
            return self.client.accounts.serving(kind) == kind
        except Forbidden:
            return None

    def _may_not(self, refusals: Mapping[str, Forbidden]) -> None:
        first = next(iter(refusals.values()))
        sentence = f"{self.client.session.identity} may not list {', '.join(refusals)}: {first.problem}"
        self.chart.note("rights", "failed", sentence, first.advice)

    def _may(self, counts: str) -> None:
        roles = self._roles()
        manages = not roles or any("administrator" in rule.role_name.lower() for rule in roles)
        named = " and ".join(f"{rule.role_name} ({rule.grant.scope_type} {rule.scope_name})" for rule in roles)
        sentence = f"our login lists {counts}" + (f"; its roles: {named}" if named else "")
        advice = "" if manages else "Where a create is refused, give it System administrator of the tenant"
        self.chart.note("rights", "ok" if manages else "warning", sentence, advice)

    def _roles(self) -> list[AccessRule]:
        """The rules about the login itself; groups that it is in do not show."""
        session = self.client.session
        return [rule for rule in self.client.access_rules.all() if session.is_us(rule.grant.subject_id)]


def _refusal(ask: Callable[[], object]) -> Forbidden | None:
    try:
        ask()
    except Forbidden as error:
        return error
    return None
