"""The provider's own settings: stack configuration first, then the environment. An empty value counts as unset."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import SecretStr

from gpucreds.core.declaration import Failure, Model, decode, property_name, secrets
from gpucreds.core.durations import Duration
from gpucreds.core.errors import ConfigurationError

T = TypeVar("T")


@dataclass(frozen=True)
class Variable:
    """Mark: the environment variable that stands in for a setting."""

    name: str


@dataclass(frozen=True)
class Home:
    """Mark: where a platform is. Elsewhere is another platform, unless the setting `former` says that it has moved."""

    former: str


class Configuration(Model):
    """What a stack or the environment says of the platforms. Every setting is optional until something needs it."""

    egs_endpoint: Annotated[str | None, Variable("EGS_ENDPOINT"), Home("egs_former_endpoint")] = None
    """Base URL of Avesha EGS, with its scheme: `https://egs.example.com`."""
    egs_former_endpoint: Annotated[str | None, Variable("EGS_FORMER_ENDPOINT")] = None
    """The base URL under which the same EGS was reached before; for a move to another address."""
    egs_api_key: Annotated[SecretStr | None, Variable("EGS_API_KEY")] = None
    """An Owner key of EGS; it buys bearer tokens and is preferred over an access token."""
    egs_access_token: Annotated[SecretStr | None, Variable("EGS_ACCESS_TOKEN")] = None
    """A long-lived bearer token of EGS."""
    runai_endpoint: Annotated[str | None, Variable("RUNAI_ENDPOINT"), Home("runai_former_endpoint")] = None
    """Base URL of NVIDIA Run:ai, without `/api`: `https://acme.run.ai`, or the address of a self-hosted console."""
    runai_former_endpoint: Annotated[str | None, Variable("RUNAI_FORMER_ENDPOINT")] = None
    """The base URL under which the same Run:ai was reached before; for a move to another address."""
    runai_client_id: Annotated[str | None, Variable("RUNAI_CLIENT_ID")] = None
    """The client id of a service account, an application or an access key; preferred over a user."""
    runai_client_secret: Annotated[SecretStr | None, Variable("RUNAI_CLIENT_SECRET")] = None
    """Its secret."""
    runai_username: Annotated[str | None, Variable("RUNAI_USERNAME")] = None
    """The e-mail address of a local user of Run:ai."""
    runai_password: Annotated[SecretStr | None, Variable("RUNAI_PASSWORD")] = None
    """The user's password."""
    runai_user_client_id: Annotated[str, Variable("RUNAI_USER_CLIENT_ID")] = "cli"
    """The client id that goes with a user name and a password; `none` sends none. Default: `cli`."""
    nvcf_api_keys_url: Annotated[str | None, Variable("NVCF_API_KEYS_URL"), Home("nvcf_former_api_keys_url")] = None
    """Base URL of the API Keys service of a self-hosted NVCF: `https://api-keys.nvcf.example.com`."""
    nvcf_former_api_keys_url: Annotated[str | None, Variable("NVCF_FORMER_API_KEYS_URL")] = None
    """The base URL under which the same service was reached before; for a move to another address."""
    nvcf_api_keys_host: Annotated[str | None, Variable("NVCF_API_KEYS_HOST")] = None
    """The `Host` header of its requests, where the URL is a plain-HTTP load balancer's: `api-keys.nvcf.example.com`."""
    nvcf_owner_id: Annotated[str | None, Variable("NVCF_OWNER_ID")] = None
    """Who owns the keys that name no owner; one for each stack or team keeps their slots apart."""
    nvcf_token: Annotated[SecretStr | None, Variable("NVCF_TOKEN")] = None
    """A bearer token for a gateway that guards the service; the service itself asks for none."""
    import_secret: Annotated[SecretStr | None, Variable("GPUCREDS_IMPORT_SECRET")] = None
    """The secret of the one object that `pulumi import` takes over, where its platform never shows it again.

    Without it the next update makes a new one. Take the setting away after the import.
    """
    ca_bundle: Annotated[Path | None, Variable("GPUCREDS_CA_BUNDLE")] = None
    """A PEM file with the authorities to trust, instead of those of `SSL_CERT_FILE` and of the system."""
    timeout: Annotated[Duration, Variable("GPUCREDS_TIMEOUT")] = timedelta(seconds=30)
    """How long a platform may be silent in one request, which may take four times that in all. Default: `30s`."""

    @classmethod
    def load(cls, stack: Callable[[str], str | None], environment: Mapping[str, str] = os.environ) -> Configuration:
        """Read every setting. `stack` gives the value of `gpucreds:<name>`. Raises ConfigurationError."""
        found = {name: _set(stack(name)) or _set(environment.get(variable)) for name, variable in _variables().items()}
        configuration, failures = cls.read(found)
        if failures:
            wrong = "; ".join(f"gpucreds:{failure.property} {failure.reason}" for failure in failures)
            raise ConfigurationError(f"the configuration is wrong: {wrong}")
        return configuration

    @classmethod
    def read(cls, values: Mapping[str, object]) -> tuple[Configuration, list[Failure]]:
        """The settings of these names and values alone, and what is wrong with them."""
        torn = [Failure(name, _TORN) for name, value in values.items() if isinstance(value, str) and _torn(name, value)]
        configuration, failures = decode(cls, values)
        return configuration, torn or failures

    @classmethod
    def moves(cls, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
        """The settings that lead to another platform than before; what is not known yet may not."""
        homes = [(name, mark) for name, field in cls.model_fields.items() for mark in field.metadata if _is_home(mark)]
        pairs = {property_name(name): property_name(mark.former) for name, mark in homes}
        return [name for name, former in pairs.items() if _moves(old.get(name), new.get(name), new.get(former))]


_TORN = "has a line break or another control character, or bytes that are no text: set it anew"


def _is_home(mark: object) -> bool:
    return isinstance(mark, Home)


def _moves(old: object, new: object, former: object) -> bool:
    urls = [url.rstrip("/") if isinstance(url, str) else None for url in (old, new, former)]
    return bool(urls[0] and urls[1]) and urls[0] not in urls[1:]


def _torn(name: str, value: str) -> bool:
    """Whether no request could carry a value. What is no secret has checks of its own, which may show it."""
    # Half a surrogate pair is what Python makes of a byte in the environment that is no UTF-8.
    wrong = {"Cs", "Cc"} if name in map(property_name, secrets(Configuration)) else {"Cs"}
    return any(unicodedata.category(character) in wrong for character in value)


def _set(value: str | None) -> str | None:
    return (value or "").strip() or None


def _variables() -> dict[str, str]:
    fields = Configuration.model_fields.items()
    return {
        property_name(name): mark.name
        for name, field in fields
        for mark in field.metadata
        if isinstance(mark, Variable)
    }


def needed(value: T | None, *fields: str, secret: bool = False) -> T:
    """`value`, or a ConfigurationError that names every way to set it."""
    if value is not None:
        return value
    settings = [f"gpucreds:{property_name(field)}" for field in fields]
    variables = [_variables()[property_name(field)] for field in fields]
    flag = "--secret " if secret else ""
    raise ConfigurationError(
        f"{' or '.join(settings)} is not set",
        f"Write `pulumi config set {flag}{settings[0]} …`, or set the environment variable {' or '.join(variables)}",
    )
