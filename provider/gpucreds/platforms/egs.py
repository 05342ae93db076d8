"""Avesha EGS, in its own words: bearer tokens, API keys, slice workspaces and their kubeconfigs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import SecretStr

from gpucreds.core.errors import AnswerLost, Forbidden, LoginRefused, NotFound, PlatformError, Refused, Rejected
from gpucreds.platforms._api import Api, Said, Transport
from gpucreds.platforms._bearer import Bearer, Token, lifetime
from gpucreds.platforms._snapshot import Snapshot
from gpucreds.platforms.configuration import Configuration, needed

if TYPE_CHECKING:
    from gpucreds.core.resource import Run

_KEY = "/api/v1/api-key"
_WORKSPACE = "/api/v1/slice-workspace"
_NOT_READY = "No record found for slice"
_GPU_REQUESTS = "active GPRs associated with the workspace"
_LOGIN_ADVICE = "Check gpucreds:egsApiKey or EGS_API_KEY (gpucreds:egsAccessToken or EGS_ACCESS_TOKEN)"


@dataclass(frozen=True)
class ApiKey:
    """An item of the list of API keys. Servers differ in what they show: None is "not said"."""

    api_key: SecretStr | None
    name: str
    role: str | None
    workspace_name: str | None
    validity: date | None
    user_name: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Workspace:
    """An item of the list of slice workspaces. The user and the e-mail address of the create never come back."""

    name: str
    clusters: Sequence[str]
    namespaces: Sequence[str]


class Egs:
    """One EGS controller, logged in once for the whole run."""

    def __init__(
        self,
        api: Api,
        run: Run,
        api_key: SecretStr | None,
        access_token: SecretStr | None,
    ) -> None:
        self._api = api
        self.endpoints = api.endpoints
        self.observed, self.close = api.observed, api.close
        self._redact = run.redact
        self._redact.learn(api_key, access_token)
        self._logins = [secret for secret in (api_key, access_token) if secret]
        # With both the key wins, for it can buy a new token when one ends.
        self._bearer = Bearer(lambda: self._token(api_key, access_token), run.clock)
        self._keys = Snapshot(self._list_api_keys)
        self._workspaces = Snapshot(self._list_workspaces)

    @classmethod
    def open(cls, configuration: Configuration, run: Run, transport: Transport | None = None) -> Egs:
        """The controller that the configuration names. Raises ConfigurationError."""
        endpoint = needed(configuration.egs_endpoint, "egs_endpoint")
        key, token = configuration.egs_api_key, configuration.egs_access_token
        needed(key or token, "egs_api_key", "egs_access_token", secret=True)
        former = configuration.egs_former_endpoint
        return cls(Api("EGS", endpoint, configuration, run, _said, transport, former_url=former), run, key, token)

    def is_login(self, secret: SecretStr) -> bool:
        """Whether the provider itself logs in with that secret."""
        return secret in self._logins

    def token(self) -> SecretStr:
        """The bearer token of the moment. Raises LoginRefused."""
        try:
            return self._bearer.get()
        except LoginRefused as error:
            raise error.advising(_LOGIN_ADVICE) from None

    def probe(self, api_key: SecretStr) -> Literal["active", "expired", "unusable", "gone"]:
        """Whether EGS still takes a key, by logging in with it."""
        try:
            self._authenticate(api_key)
        except LoginRefused as error:
            return "expired" if "has expired" in error.problem else "gone"
        except Rejected:
            return "unusable"
        return "active"

    def create_api_key(
        self, *, name: str, user_name: str, description: str, role: str, validity: date, workspace_name: str | None
    ) -> SecretStr:
        """Make a key. Not repeatable: each repetition is one more living key."""
        body: dict[str, object] = {
            "name": name,
            "userName": user_name,
            "description": description,
            "role": role,
            "validity": validity.isoformat(),
        }
        if workspace_name is not None:
            body["workspaceName"] = workspace_name
        return self._secret(self._call("POST", _KEY, body, repeatable=False), "apiKey")

    def delete_api_key(self, api_key: SecretStr) -> None:
        """Revoke a key; one that is gone already is a success. Bearer tokens bought with it live to their own end."""
        try:
            self._call("DELETE", _KEY, {"apiKey": api_key})
        except NotFound:
            pass
        except Rejected:
            # Some servers refuse an unknown key in other words.
            if self.probe(api_key) != "gone":
                raise

    def api_keys(self, *, fresh: bool = False) -> Sequence[ApiKey]:
        """All keys that the login may see, also those made elsewhere."""
        return self._keys.get(fresh=fresh)

    def create_workspace(
        self, *, name: str, clusters: Sequence[str], namespaces: Sequence[str], username: str, email: str
    ) -> None:
        """Make a workspace. Raises Conflict where the name is taken, also by one that is still being removed."""
        body = {
            "workspaceName": name,
            "clusters": list(clusters),
            "namespaces": list(namespaces),
            "username": username,
            "email": email,
        }
        self._call("POST", _WORKSPACE, body, repeatable=False)

    def delete_workspace(self, name: str) -> None:
        """Begin to remove a workspace: it is gone when the list no longer holds it.

        Raises Refused while GPU requests run in it.
        """
        try:
            self._call("DELETE", _WORKSPACE, {"workspaceName": name})
        except NotFound:
            pass
        except PlatformError as error:
            if _GPU_REQUESTS in error.words:
                raise Refused(
                    f"workspace {name!r} has active GPU requests", "Release them in EGS, then run the command again"
                ) from None
            # Some servers refuse an unknown name in other words.
            if not isinstance(error, Rejected) or name in {workspace.name for workspace in self.workspaces(fresh=True)}:
                raise

    def workspaces(self, *, fresh: bool = False) -> Sequence[Workspace]:
        """All workspaces that the login may see, also those made elsewhere."""
        return self._workspaces.get(fresh=fresh)

    def kubeconfig(self, workspace: str, cluster: str) -> SecretStr | None:
        """The kubeconfig of a workspace in one cluster, None while there is none yet."""
        try:
            data = self._call("POST", f"{_WORKSPACE}/kube-config", {"workspaceName": workspace, "clusterName": cluster})
        except PlatformError as error:
            if _NOT_READY in error.words:
                return None
            raise
        return self._secret(data, "kubeConfig")

    def _token(self, api_key: SecretStr | None, access_token: SecretStr | None) -> Token:
        value = self._authenticate(api_key) if api_key else needed(access_token, "egs_access_token")
        return Token(value, lifetime(value))

    def _authenticate(self, api_key: SecretStr) -> SecretStr:
        document = self._api.send("POST", "/api/v1/auth", body={"apiKey": api_key}, repeatable=True)
        return self._secret(document.get("data"), "token")

    def _call(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, repeatable: bool = True
    ) -> Any:  # noqa: ANN401 - JSON
        try:
            document = self._bearer.use(
                lambda token: self._api.send(method, path, body=body, bearer=token, repeatable=repeatable)
            )
        except LoginRefused as error:
            raise error.advising(_LOGIN_ADVICE) from None
        except Forbidden as error:
            raise error.advising("Log in with a key of the role Owner") from None
        return document.get("data")

    def _secret(self, data: Any, name: str) -> SecretStr:  # noqa: ANN401 - JSON
        value = data.get(name) if isinstance(data, dict) else None
        if not isinstance(value, str) or not value:
            raise AnswerLost(f"EGS answered success without {name!r}", "Run the command again")
        secret = SecretStr(value)
        self._redact.learn(secret)
        return secret

    def _list_api_keys(self) -> Sequence[ApiKey]:
        try:
            data = self._call("GET", f"{_KEY}/list")
        except NotFound:  # documented for "there are none"
            return ()
        keys = [_api_key(item) for item in _items(data, "data", "items")]
        self._redact.learn(*(key.api_key for key in keys))
        return keys

    def _list_workspaces(self) -> Sequence[Workspace]:
        data = self._call("GET", f"{_WORKSPACE}/list")
        try:
            return [_workspace(item) for item in data["workspaces"] or []]
        except (AttributeError, KeyError, TypeError):
            # Taken for an empty list, it would say that every workspace is gone.
            problem = "EGS answered a list of workspaces in a form that nobody knows"
            raise AnswerLost(problem, "Run the command again") from None


def _items(data: Any, *names: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The items of a list, which servers wrap in different ways; nothing is an empty one."""
    for name in names:
        if isinstance(data, dict):
            data = data.get(name, data if name != names[-1] else None)
    return [item for item in data or [] if isinstance(item, dict)]


def _api_key(item: Mapping[str, Any]) -> ApiKey:
    value, day = item.get("apiKey"), item.get("validity") or item.get("validUntil")
    return ApiKey(
        api_key=SecretStr(value) if value else None,
        name=item.get("name") or "",
        role=item.get("role"),
        workspace_name=item.get("workspaceName") or item.get("sliceName"),
        validity=_day(day),
        user_name=item.get("userName"),
        description=item.get("description"),
    )


def _workspace(item: Mapping[str, Any]) -> Workspace:
    namespaces = [entry["namespace"] for entry in item.get("namespaces") or []]
    return Workspace(item["name"], item.get("clusters") or [], namespaces)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _said(document: Any) -> Said | None:  # noqa: ANN401 - JSON
    """What a body of EGS says. An error of its backend is JSON in a text inside."""
    if not isinstance(document, dict) or not isinstance(document.get("statusCode"), int):
        return None
    error = _object(document.get("error"))
    inner = _inner(error.get("data"))
    detail = _object(inner.get("DetailedError"))
    texts = (detail.get("Errormessage"), inner.get("Message"), error.get("message"), document.get("message"))
    text = next((text for text in texts if text and isinstance(text, str)), "")
    statuses = [code for code in (document["statusCode"], inner.get("Status")) if isinstance(code, int)]
    missing = bool(inner) and (detail.get("Reason") == "NotFound" or "not found" in text.lower())
    return Said(statuses, text, missing, own=bool(inner))


def _inner(data: object) -> dict[str, Any]:
    try:
        return _object(_object(json.loads(data) if isinstance(data, str) else None).get("error"))
    except (ValueError, RecursionError):
        return {}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
