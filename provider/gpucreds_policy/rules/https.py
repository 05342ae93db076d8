"""Over plain HTTP whoever is on the way reads the log-in and every new credential."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import Field

from gpucreds.core.declaration import property_name
from gpucreds.platforms._in_clear import is_loopback
from gpucreds.resources import ON_PLATFORMS
from gpucreds_policy.patterns import one_matches
from gpucreds_policy.rule import Parameters, resource_rule
from gpucreds_policy.subject import HOMES, PROVIDER, Subject


class Endpoints(Parameters):
    """Who is reached by plain HTTP all the same."""

    allowed: list[str] = Field(default=[])
    """Patterns of hosts, such as `*.svc.cluster.local` for a load balancer inside a cluster. Default: none."""


@resource_rule(
    "gpucreds-https",
    Endpoints,
    types=(*(resource.resource_type for resource in ON_PLATFORMS), PROVIDER),
    steps="Configure the endpoint as https://, with gpucreds:caBundle where its authority is one of your own.",
)
def https(subject: Subject, endpoints: Endpoints) -> Iterator[str]:
    """Every platform is reached by https.

    It looks at the endpoint of every resource and at the settings of explicit providers. This machine (loopback) may be
    reached by plain HTTP.
    """
    settings = {property_name(setting): subject.get(property_name(setting), str) for setting in HOMES.values()}
    for name, url in (settings if subject.type == PROVIDER else {"endpoint": subject.endpoint}).items():
        if url and not _is_fine(url, endpoints):
            yield f"its {name} is not https: {url.rpartition('@')[2]}"


def _is_fine(url: str, endpoints: Endpoints) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme == "https" or is_loopback(host) or one_matches(endpoints.allowed, host)
