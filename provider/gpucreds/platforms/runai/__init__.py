"""NVIDIA Run:ai, in its own words: accounts, local users, access rules, and the objects that these name.

A control plane from 2.18 to 3.0 is served alike: what it has is found by asking, never by its version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds.core.loading import LOADING
from gpucreds.platforms.configuration import Configuration, needed
from gpucreds.platforms.runai.access_rules import AccessRules
from gpucreds.platforms.runai.accounts import Accounts
from gpucreds.platforms.runai.login import Login, credentials
from gpucreds.platforms.runai.organization import Organization
from gpucreds.platforms.runai.session import Session, said
from gpucreds.platforms.runai.users import Users

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Transport

__all__ = ["Runai"]


class Runai:
    """One control plane, logged in once for the whole run."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.endpoints = session.endpoints
        self.observed, self.close = session.observed, session.close
        self.accounts = Accounts(session)
        self.users = Users(session)
        self.access_rules = AccessRules(session)
        self.organization = Organization(session, self.accounts)

    @classmethod
    def open(cls, configuration: Configuration, run: Run, transport: Transport | None = None) -> Runai:
        """The control plane that the configuration names. Raises ConfigurationError."""
        with LOADING:  # a declaration needs this package, but no HTTP
            from gpucreds.platforms._api import Api  # noqa: PLC0415
        endpoint = needed(configuration.runai_endpoint, "runai_endpoint")
        former = configuration.runai_former_endpoint
        api = Api("Run:ai", endpoint, configuration, run, said, transport, former_url=former, gated=True)
        return cls(Session(api, Login(api, credentials(configuration), run), run))
