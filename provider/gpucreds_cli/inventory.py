"""What platforms hold: every credential that a log-in may see, by one list call for each collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from gpucreds.core.errors import ConfigurationError, Forbidden, GpucredsError, LoginRefused
from gpucreds.core.resource import Run
from gpucreds.platforms import Platforms
from gpucreds.platforms._api import Transport
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli.findings import Platform
from gpucreds_cli.found import Found, Holding
from gpucreds_cli.listing import LISTS, Client, Collection
from gpucreds_policy.subject import HOMES

Owners = Callable[[Sequence[str]], set[str]]
"""Whose keys of NVCF to ask for, beside those of the configured owners, at a platform of these base URLs."""
_REFUSED = (LoginRefused, Forbidden)


@dataclass
class Reached:
    """A platform with a client for each log-in that somebody configured."""

    platform: Platform
    clients: list[Client] = field(default_factory=list)

    @property
    def endpoints(self) -> list[str]:
        """Every base URL of it."""
        return list(dict.fromkeys(endpoint for client in self.clients for endpoint in client.endpoints))

    def holding(self, owners: Owners) -> Holding:
        """What it holds, as the first log-in sees it that the platform takes."""
        whose = owners(self.endpoints) | {owner for client in self.clients for owner in _configured_owner(client)}
        for client in self.clients:
            peers = [client, *(other for other in self.clients if other is not client)]
            found, errors = _listed(LISTS[self.platform](client, peers, whose))
            if found or not any(isinstance(error, _REFUSED) for error in errors):
                break
        trouble = "; ".join(dict.fromkeys(map(str, errors))) or None
        return Holding(self.platform, self.endpoints, found, trouble)


def take(
    configurations: Iterable[Configuration], run: Run, owners: Owners, transport: Transport | None = None
) -> list[Holding]:
    """What all platforms of these configurations hold, each asked once. `transport` replaces the network, for tests."""
    reached: list[Reached] = []
    closed: list[tuple[str, Holding]] = []
    for platform, configuration in _ways(configurations):
        home = str(getattr(configuration, HOMES[platform]) or "").rstrip("/")
        try:
            _join(reached, platform, getattr(Platforms(configuration, run, transport), platform))
        except ConfigurationError as error:
            closed.append((home, Holding(platform, trouble=str(error))))
    elsewhere = {endpoint for one in reached for endpoint in one.endpoints} | {""}
    with ThreadPoolExecutor(max(len(reached), 1)) as threads:
        told = _one_of_each(threads.map(lambda one: one.holding(owners), reached))
    return [*told, *(holding for home, holding in closed if home not in elsewhere)]


def _join(reached: list[Reached], platform: Platform, client: Client) -> None:
    alike = [one for one in reached if one.platform == platform and {*one.endpoints} & {*client.endpoints}]
    if not alike:
        alike = [Reached(platform)]
        reached += alike
    alike[0].clients.append(client)


def _ways(configurations: Iterable[Configuration]) -> Iterator[tuple[Platform, Configuration]]:
    """Each different way to each platform, once."""
    ways: dict[Platform, list[dict[str, Any]]] = {platform: [] for platform in LISTS}
    for configuration in configurations:
        for platform, known in ways.items():
            way = {name: value for name, value in configuration if name.startswith(f"{platform}_")}
            if way not in known:
                known.append(way)
                yield platform, configuration


def _listed(collections: Iterable[Collection]) -> tuple[list[Found], list[GpucredsError]]:
    """What these collections hold. Whoever may not see one of them may see the next."""
    found: list[Found] = []
    errors: list[GpucredsError] = []
    for collection in collections:
        try:
            found += collection()
        except GpucredsError as error:
            errors.append(error)
            if not isinstance(error, Forbidden):
                break
    return found, errors


def _configured_owner(client: Client) -> Iterator[str]:
    try:
        yield client.default_owner()
    except (AttributeError, ConfigurationError):  # of another platform, or none is configured
        return


def _one_of_each(holdings: Iterable[Holding]) -> list[Holding]:
    """The holdings; two addresses that show one object are one platform, else it would seem to be left over at one."""
    whole: list[Holding] = []
    for holding in holdings:
        same = next((place for place, one in enumerate(whole) if _same(one, holding)), None)
        if same is None:
            whole.append(holding)
        else:
            whole[same] = _merged(whole[same], holding)
    return whole


def _same(one: Holding, other: Holding) -> bool:
    unique = [{found.place for found in holding.found if found.unique} for holding in (one, other)]
    return one.platform == other.platform and bool(unique[0] & unique[1])


def _merged(one: Holding, other: Holding) -> Holding:
    known = {found.place for found in one.found}
    found = [*one.found, *(found for found in other.found if found.place not in known)]
    troubles = [holding.trouble for holding in (one, other) if holding.trouble]
    endpoints = [*one.endpoints, *other.endpoints]
    return replace(one, endpoints=endpoints, found=found, trouble="; ".join(troubles) or None)
