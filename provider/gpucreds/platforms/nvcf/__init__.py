"""NVIDIA Cloud Functions, self-hosted, in its own words: API keys with their slots, services, admin tokens."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from gpucreds.core.durations import format_instant, told_instant
from gpucreds.core.errors import (
    AnswerLost,
    ConfigurationError,
    Forbidden,
    LoginRefused,
    NoRoom,
    NotFound,
    Refused,
    Rejected,
)
from gpucreds.core.loading import LOADING
from gpucreds.platforms._answer import Said
from gpucreds.platforms._bearer import NEVER, Bearer, Margin, Token, lifetime
from gpucreds.platforms._request import segment
from gpucreds.platforms._retries import ATTEMPTS
from gpucreds.platforms._snapshot import Snapshot
from gpucreds.platforms.configuration import Configuration, needed
from gpucreds.platforms.nvcf.catalog import REGISTRATIONS, Service
from gpucreds.platforms.nvcf.checks import wrong_with_owner
from gpucreds.platforms.nvcf.key import Key, KeyRef, read_key
from gpucreds.platforms.nvcf.policy import Policy

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Api, Transport

__all__ = ["Key", "KeyRef", "NewKey", "Nvcf", "Policy", "Registered"]

_FULL = "Actor reached maximum allowed number of keys"
_GONE = {"status": 404, "detail": "Key not found"}
_NOT_ACTIVE = "Key is not active"
_VALUE = re.compile(r"[A-Za-z0-9_-]{64}\Z")
_JWT = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}")
_HOST = re.compile(r"[A-Za-z0-9._-]+(?::\d+)?")
SECONDS_BETWEEN_WRITES = 3.0


@dataclass(frozen=True)
class Registered:
    """A service that issues and takes keys."""

    service_id: str
    """The id, which keys name as their issuer and their audience."""
    service_name: str
    """The name: `nvcf-api`, `nvct-api` or `event-ledger`, unless the installation says otherwise."""
    max_api_keys_per_user: int | None
    """How many keys an owner may have there."""
    max_api_key_ttl_days: int | None
    """How long a key may live, in days."""


@dataclass(frozen=True)
class NewKey:
    """What a create answers: the only time that the value is shown."""

    ref: KeyRef
    value: SecretStr


class Nvcf:
    """The API Keys service of one installation. It asks for no login; a gateway in front of it may."""

    def __init__(self, api: Api, run: Run, configuration: Configuration) -> None:
        self._api = api
        self._run = run
        self._token = configuration.nvcf_token
        self._owner_id = configuration.nvcf_owner_id
        self.endpoints = api.endpoints
        self.observed, self.close = api.observed, api.close
        run.redact.learn(self._token)
        self._services = Snapshot(self._list_services)
        self._lists: dict[tuple[str, str], Snapshot[Sequence[Key]]] = {}
        self._seen: dict[KeyRef, Snapshot[Key | None]] = {}
        self._opening = threading.Lock()
        self._creating: defaultdict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)
        self._admin = Bearer(self._buy_admin_token, run.clock, Margin(seconds=300, part=0.5))

    @classmethod
    def open(cls, configuration: Configuration, run: Run, transport: Transport | None = None) -> Nvcf:
        """The service that the configuration names. Raises ConfigurationError."""
        with LOADING:  # a declaration needs this package, but no HTTP
            from gpucreds.platforms._api import Api  # noqa: PLC0415
        url, host = needed(configuration.nvcf_api_keys_url, "nvcf_api_keys_url"), configuration.nvcf_api_keys_host
        if host and url.lower().startswith("https:"):
            raise ConfigurationError(
                "gpucreds:nvcfApiKeysHost works with plain HTTP only",
                "Give a URL whose own name leads to the service, and leave the host out",
            )
        if host and not _HOST.fullmatch(host):
            raise ConfigurationError(
                f"gpucreds:nvcfApiKeysHost is no host name: {host!r}", "Write for example api-keys.nvcf.example.com"
            )
        former = configuration.nvcf_former_api_keys_url
        api = Api("NVCF", url, configuration, run, _said, transport, former_url=former, host=host, gated=True)
        return cls(api, run, configuration)

    def default_owner(self) -> str:
        """The owner of keys that name none. Raises ConfigurationError."""
        owner_id = needed(self._owner_id, "nvcf_owner_id")
        wrong = wrong_with_owner(owner_id)
        if wrong:
            raise ConfigurationError(f"gpucreds:nvcfOwnerId {wrong}")
        return owner_id

    def services(self) -> Sequence[Registered]:
        """The services that are registered here."""
        return self._services.get()

    def service_id(self, service: Service) -> str:
        """The id under which a service is registered here. Raises Refused."""
        usual = REGISTRATIONS[service]
        for told in (usual.service_name, usual.service_id):
            for known in self.services():
                if told in (known.service_name, known.service_id):
                    return known.service_id
        names = ", ".join(known.service_name for known in self.services()) or "none"
        raise Refused(f"this NVCF has no service {usual.service_name} for {service}", f"It has these: {names}")

    def keys(self, owner_id: str, service_id: str, *, fresh: bool = False) -> Sequence[Key]:
        """All keys of an owner at a service, expired ones too."""
        with self._opening:
            asked = (owner_id, service_id)
            snapshot = self._lists.setdefault(asked, Snapshot(partial(self._list_keys, owner_id, service_id)))
        return snapshot.get(fresh=fresh)

    def key(self, ref: KeyRef, *, fresh: bool = False) -> Key | None:
        """One key, None when it is gone."""
        with self._opening:
            snapshot = self._seen.setdefault(ref, Snapshot(partial(self._get_key, ref)))
        return snapshot.get(fresh=fresh)

    def create_key(
        self,
        *,
        owner_id: str,
        service: Service,
        service_id: str,
        description: str,
        expires_at: datetime,
        policy: Policy,
    ) -> NewKey:
        """Make a key. Not repeatable: each repetition is one more. Raises NoRoom with what takes the room.

        One at a time for each owner and service, for NVCF counts and writes in two steps.
        """
        body = {
            "description": description,
            "expires_at": format_instant(expires_at),
            "audience_service_ids": [service_id],
            "authorizations": policy.authorizations(service, service_id),
        }
        with self._creating[owner_id, service_id]:
            try:
                answer = self._call("POST", "/v1/keys", owner_id, service_id, body=body, repeatable=False)
            except Rejected as error:
                if _FULL not in error.words:
                    raise
                taken = "; ".join(map(str, self.keys(owner_id, service_id, fresh=True)))
                raise NoRoom(f"{error.problem}. Taken by: {taken}", "Remove a key that nobody needs") from None
        return self._new_key(answer, owner_id, service_id)

    def put_authorizations(self, ref: KeyRef, service: Service, policy: Policy) -> None:
        """Change what a key opens. A write within three seconds of the last one, or of the create, has to wait."""
        path = f"/v1/keys/{segment(ref.key_id)}/authorizations"
        body = {"authorizations": policy.authorizations(service, ref.service_id)}
        how = {"body": body, "repeatable": False, "shortest_wait": SECONDS_BETWEEN_WRITES}
        for _ in range(ATTEMPTS):
            try:
                self._call("PUT", path, ref.owner_id, ref.service_id, **how)
            except AnswerLost as error:
                lost = error
            except NotFound as error:
                raise error.advising("The key is gone: run `pulumi refresh`, then `pulumi up` makes another") from None
            except Rejected as error:
                if _NOT_ACTIVE not in error.words:
                    raise
                raise error.advising("Rotate it by rotation.trigger with the overlap 0s, or let it as it is") from None
            else:
                return
            seen = self.key(ref, fresh=True)
            if seen and seen.policy == policy:
                return
            self._run.clock.sleep(SECONDS_BETWEEN_WRITES)
        raise lost

    def delete_key(self, ref: KeyRef) -> None:
        """Revoke a key; one that is gone already is a success. It takes minutes until every API refuses it."""
        with suppress(NotFound):
            self._call("DELETE", f"/v1/keys/{segment(ref.key_id)}", ref.owner_id, ref.service_id, bodiless=True)

    def admin_token(self) -> SecretStr:
        """An admin token: good for twelve hours, and nobody can revoke it. One for all calls until near its end."""
        return self._admin.get()

    def _list_services(self) -> Sequence[Registered]:
        found = self._send("GET", "/v1/services").get("services")
        if not isinstance(found, list):
            raise AnswerLost("NVCF answered its services in a form that nobody knows", "Check gpucreds:nvcfApiKeysUrl")
        return [_registered(item) for item in found if isinstance(item, dict)]

    def _list_keys(self, owner_id: str, service_id: str) -> Sequence[Key]:
        found = self._call("GET", "/v1/keys", owner_id, service_id).get("keys")
        if not isinstance(found, list):
            raise AnswerLost("NVCF answered a list of keys in a form that nobody knows", "Run the command again")
        return [read_key(item, owner_id, service_id) for item in found]

    def _get_key(self, ref: KeyRef) -> Key | None:
        try:
            found = self._call("GET", f"/v1/keys/{segment(ref.key_id)}", ref.owner_id, ref.service_id)
        except NotFound:
            return None
        return read_key(found, ref.owner_id, ref.service_id)

    def _new_key(self, answer: Mapping[str, Any], owner_id: str, service_id: str) -> NewKey:
        value = answer.get("value")
        if not isinstance(value, str) or "*" in value or not _VALUE.search(value):
            raise AnswerLost("NVCF answered a new key without a usable value", "Run the command again")
        secret = SecretStr(value)
        self._run.redact.learn(secret)
        if not value.startswith("nvapi-"):
            self._run.warn(
                "NVCF made a key that does not begin with nvapi-: its function and task APIs refuse such keys."
            )
        return NewKey(read_key(answer, owner_id, service_id).ref, secret)

    def _buy_admin_token(self) -> Token:
        answer = self._send("POST", "/v1/admin/keys", body={}, plain=True)
        value = answer.get("value") if isinstance(answer, dict) else answer.strip()
        if not isinstance(value, str) or not _JWT.fullmatch(value):
            raise AnswerLost("NVCF answered success without an admin token", "Run the command again")
        token = SecretStr(value)
        self._run.redact.learn(token)
        end = told_instant(answer.get("expires_at")) if isinstance(answer, dict) else None
        by_claims = lifetime(token)
        if by_claims == NEVER and end:
            return Token(token, (end - self._run.clock.now()).total_seconds())
        return Token(token, by_claims)

    def _call(self, method: str, path: str, owner_id: str, service_id: str, **how: Any) -> Any:  # noqa: ANN401 - JSON
        headers = {"Key-Owner-Id": owner_id, "Key-Issuer-Id": service_id}
        names = [known.service_name for known in self.services() if known.service_id == service_id]
        if names:
            headers["Key-Issuer-Service"] = names[0]
        try:
            return self._send(method, path, headers=headers, **how)
        except Forbidden as error:
            raise error.advising(f"Check whether the owner {owner_id!r} is suspended, and gpucreds:nvcfToken") from None

    def _send(self, method: str, path: str, **how: Any) -> Any:  # noqa: ANN401 - JSON
        try:
            return self._api.send(method, path, bearer=self._token, **{"repeatable": True, **how})
        except (LoginRefused, Forbidden) as error:
            raise error.advising("A gateway wants a login: check gpucreds:nvcfToken or NVCF_TOKEN") from None


def _registered(item: Mapping[str, Any]) -> Registered:
    return Registered(
        service_id=str(item.get("service_id") or ""),
        service_name=str(item.get("service_name") or ""),
        max_api_keys_per_user=item.get("max_api_keys_per_user"),
        max_api_key_ttl_days=item.get("max_api_key_ttl_days"),
    )


def _said(document: Any) -> Said | None:  # noqa: ANN401 - JSON
    """What a body of NVCF says: an object of its own, or a problem by RFC 7807. Both are JSON objects."""
    if not isinstance(document, dict):
        return None
    status, detail, title = (document.get(name) for name in ("status", "detail", "title"))
    if isinstance(status, int):
        text = str(detail or title or "")
        return Said((status,), text, missing=_GONE.items() <= document.items())
    return Said((), "", missing=False)
