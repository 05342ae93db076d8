"""What only EGS has: keys that end, roles, and servers without an API for keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from gpucreds.core.durations import format_instant
from gpucreds.core.errors import Forbidden, LoginRefused, NotServed, Rejected, Unrecognized
from gpucreds.core.planning import last_second
from gpucreds.platforms import Egs
from gpucreds.platforms._bearer import claims
from gpucreds.platforms.configuration import needed
from gpucreds.platforms.egs import ApiKey
from gpucreds_cli.doctor.patient import NEAR, Patient, end_of

if TYPE_CHECKING:
    from gpucreds.platforms._api import Transport

_ACCOUNTS = {
    "Owner": re.compile(r":kubeslice-rbac-rw-external-apis\Z"),
    "Editor": re.compile(r":kubeslice-rbac-rw-slice-(.+)\Z"),
    "Viewer": re.compile(r":kubeslice-rbac-ro-slice-(.+)\Z"),
}
"""The service account that a bearer token names, by the role of the key that bought it."""
_ANOTHER = "Make an Owner key of EGS, then write `pulumi config set --secret gpucreds:egsApiKey`, or set EGS_API_KEY"


class EgsPatient(Patient):
    """Avesha EGS."""

    platform = "egs"
    title = "EGS"
    client: Egs

    @property
    def endpoint(self) -> str | None:
        """The base URL that is configured."""
        return self.configuration.egs_endpoint

    def needs(self) -> Sequence[Callable[[], object]]:
        """The endpoint, and a key or a token."""
        login = self.configuration.egs_api_key or self.configuration.egs_access_token
        return (
            lambda: needed(self.endpoint, "egs_endpoint"),
            lambda: needed(login, "egs_api_key", "egs_access_token", secret=True),
        )

    def open(self, transport: Transport | None) -> None:
        """Make the client."""
        self.client = Egs.open(self.configuration, self.run, transport)

    def log_in(self) -> None:
        """Buy a bearer token, and use it for what every role may ask."""
        try:
            self.client.token()
            with suppress(Forbidden):  # which is about rights
                self.client.workspaces()
        except LoginRefused as error:
            raise self._explained(error) from None
        except NotServed:
            raise
        except Rejected as error:
            raise LoginRefused(error.problem, _ANOTHER) from None

    def look(self) -> None:
        """The list of API keys tells most: whether there is such an API, who may use it, and when our own key ends."""
        try:
            keys = self.client.api_keys()
        except (NotServed, Unrecognized) as error:
            self._without_keys(error)
        except Forbidden as error:
            self._note_login(None)
            self.chart.note("version", "ok", _HAS_KEYS)
            self._may_not("API keys", error)
        else:
            self._note_login(next((key for key in keys if key.api_key and self.client.is_login(key.api_key)), None))
            self.chart.note("version", "ok", _HAS_KEYS)
            self._with_keys(len(keys))

    def _explained(self, error: LoginRefused) -> LoginRefused:
        key = self.configuration.egs_api_key
        if key and self.client.probe(key) == "expired":
            return LoginRefused(f"gpucreds:egsApiKey has expired: {error.problem}", _ANOTHER)
        end = end_of(self.configuration.egs_access_token) if not key else None
        if end and end <= self.run.clock.now():
            return LoginRefused(f"gpucreds:egsAccessToken ended at {format_instant(end)}: {error.problem}", _ANOTHER)
        return error

    def _note_login(self, own: ApiKey | None) -> None:
        setting = "gpucreds:egsApiKey" if self.configuration.egs_api_key else "gpucreds:egsAccessToken"
        end = self._end(own)
        near = end is not None and end - self.run.clock.now() < NEAR
        sentence = f"EGS takes {setting}" + (f", which ends on {end:%Y-%m-%d}" if end else "")
        self.chart.note("login", "warning" if near else "ok", sentence, _ANOTHER if near else "")

    def _end(self, own: ApiKey | None) -> datetime | None:
        if self.configuration.egs_api_key:
            return last_second(own.validity) if own and own.validity else None
        return end_of(self.configuration.egs_access_token)

    def _without_keys(self, error: NotServed | Unrecognized) -> None:
        self._note_login(None)
        advice = "Use an EGS that has it for egs.ApiToken; egs.SliceWorkspace needs none"
        self.chart.note("version", "warning", f"this EGS has no API for keys: {error.problem}", advice)
        self._with_workspaces("")

    def _with_keys(self, keys: int) -> None:
        role, workspace = self._role()
        if role not in (None, "Owner"):
            sentence = f"our login may list API keys, and has the role {role} of {workspace}: it makes none"
            self.chart.note("rights", "warning", sentence, _ANOTHER)
        self._with_workspaces(f"API keys ({keys}) and ")

    def _with_workspaces(self, others: str) -> None:
        try:
            workspaces = self.client.workspaces()
        except Forbidden as error:
            self._may_not("workspaces", error)
        else:
            role = "as Owner, " if self._role()[0] == "Owner" else ""
            self.chart.note("rights", "ok", f"{role}our login lists {others}workspaces ({len(workspaces)})")

    def _may_not(self, what: str, error: Forbidden) -> None:
        role, workspace = self._role()
        has = f" has the role {role}{f' of {workspace}' if workspace else ''} and" if role else ""
        advice = f"Only a login of the role Owner makes tokens and workspaces. {_ANOTHER}"
        self.chart.note("rights", "failed", f"our login{has} may not list {what}: {error.problem}", advice)

    def _role(self) -> tuple[str | None, str]:
        """The role that the bearer token shows, and the workspace that it is for."""
        subject = str(claims(self.client.token()).get("sub") or "")
        found = ((role, account.search(subject)) for role, account in _ACCOUNTS.items())
        return next(((role, "".join(match.groups())) for role, match in found if match), (None, ""))


_HAS_KEYS = "EGS tells no version; it has the API for keys that egs.ApiToken needs"
