"""What only NVCF has: no login of its own, services that are registered or not, and slots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from gpucreds.core.durations import format_instant
from gpucreds.core.errors import ConfigurationError, Forbidden, LoginRefused, PlatformError, Refused, Unrecognized
from gpucreds.platforms import Nvcf
from gpucreds.platforms.configuration import needed
from gpucreds.platforms.nvcf import Registered
from gpucreds.platforms.nvcf.catalog import REGISTRATIONS, Service
from gpucreds_cli.doctor.finding import Outcome
from gpucreds_cli.doctor.patient import Patient, end_of

if TYPE_CHECKING:
    from gpucreds.platforms._api import Transport

FEW = 1
"""So many free slots are a warning: a rotation needs one."""
_SERVICES: tuple[Service, ...] = get_args(Service)
_TOKEN = "Give a new one, `pulumi config set --secret gpucreds:nvcfToken` or NVCF_TOKEN"  # noqa: S105 - advice


class NvcfPatient(Patient):
    """NVIDIA Cloud Functions."""

    platform = "nvcf"
    title = "NVCF"
    client: Nvcf

    @property
    def endpoint(self) -> str | None:
        """The base URL that is configured."""
        return self.configuration.nvcf_api_keys_url

    def needs(self) -> Sequence[Callable[[], object]]:
        """The URL; without an owner all but the rights can be looked at."""
        return (lambda: needed(self.endpoint, "nvcf_api_keys_url"),)

    def open(self, transport: Transport | None) -> None:
        """Make the client."""
        self.client = Nvcf.open(self.configuration, self.run, transport)

    def log_in(self) -> None:
        """The service asks for no login; a gateway before it may."""
        try:
            self.client.services()
        except Unrecognized as error:
            raise error.advising(
                "Check gpucreds:nvcfApiKeysUrl and gpucreds:nvcfApiKeysHost: the gateway of NVCF tells its services "
                "apart by the host that is asked for"
            ) from None
        except (LoginRefused, Forbidden) as error:
            if not self._ended():
                raise
            raise LoginRefused(f"{self._ended()}: {error.problem}", _TOKEN) from None

    def look(self) -> None:
        """The services, then the keys of the configured owner at each of them."""
        self._note_login()
        self._note_services()
        try:
            owner = self.client.default_owner()
        except ConfigurationError as error:
            self.chart.fail("settings", error)
        else:
            self._note_slots(owner)

    def _ended(self) -> str:
        """That the token has ended by its own claims; empty where it has not, or does not say."""
        end = end_of(self.configuration.nvcf_token)
        return f"gpucreds:nvcfToken ended at {format_instant(end)}" if end and end <= self.run.clock.now() else ""

    def _note_login(self) -> None:
        if self._ended():
            self.chart.note("login", "warning", f"{self._ended()}, and nobody refuses it", f"Take it away. {_TOKEN}")
        elif self.configuration.nvcf_token:
            self.chart.note("login", "ok", "nobody refuses gpucreds:nvcfToken")
        else:
            self.chart.note("login", "ok", "none is asked for")

    def _note_services(self) -> None:
        known = self.client.services()
        missing = [service for service in _SERVICES if not self._has(service)]
        told = _told(known)
        if not missing:
            self.chart.note("version", "ok", f"NVCF tells no version; it has these services: {told}")
            return
        lacking = ", ".join(f"{REGISTRATIONS[service].service_name} for {service}" for service in missing)
        outcome: Outcome = "failed" if len(missing) == len(_SERVICES) else "warning"
        advice = "Check gpucreds:nvcfApiKeysUrl, or have the service registered; nvcf.ScopedKey makes keys for no other"
        self.chart.note("version", outcome, f"this NVCF has no service {lacking}; it has these: {told}", advice)

    def _has(self, service: Service) -> bool:
        try:
            self.client.service_id(service)
        except Refused:
            return False
        return True

    def _note_slots(self, owner: str) -> None:
        slots, full = [], []
        for known, taken in self._taken(owner):
            most = known.max_api_keys_per_user
            slots.append(f"{known.service_name} {taken}" + (f" of {most}" if most is not None else ""))
            if most is not None and most - taken <= FEW:
                full.append(known.service_name)
        sentence = f"the keys of {owner!r} can be listed: {', '.join(slots) or 'there is no service'}"
        advice = f"Remove keys at {' and '.join(full)} that nobody needs: a rotation takes a slot more" if full else ""
        self.chart.note("rights", "warning" if full else "ok", sentence, advice)

    def _taken(self, owner: str) -> Iterator[tuple[Registered, int]]:
        for known in self.client.services():
            if known.service_id:
                try:
                    yield known, len(self.client.keys(owner, known.service_id))
                except PlatformError as error:
                    problem = f"the keys of {owner!r} at {known.service_name} cannot be listed: {error.problem}"
                    raise type(error)(problem, error.advice) from None


def _told(known: Sequence[Registered]) -> str:
    """The services; those of the same limits, as all are by default, together."""
    names: dict[str, list[str]] = {}
    for service in known:
        names.setdefault(_limits(service), []).append(service.service_name)
    return "; ".join(", ".join(same) + limits for limits, same in names.items()) or "none"


def _limits(known: Registered) -> str:
    limits = [
        f"{known.max_api_keys_per_user} keys for an owner" if known.max_api_keys_per_user is not None else "",
        f"{known.max_api_key_ttl_days} days at most" if known.max_api_key_ttl_days is not None else "",
    ]
    told = ", ".join(filter(None, limits))
    return f" ({told})" if told else ""
