"""What a platform's examination is made of: its settings, its first answer, and what only it has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import SecretStr

from gpucreds.core.declaration import property_name
from gpucreds.core.errors import ConfigurationError
from gpucreds.core.resource import Run
from gpucreds.platforms._bearer import claims
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli.doctor.finding import Chart
from gpucreds_cli.findings import Platform

if TYPE_CHECKING:
    from gpucreds.platforms._api import Transport

NEAR = timedelta(days=14)
"""An end that is nearer is a warning."""


class Patient(ABC):
    """One platform, as one configuration leads to it. `chart` holds what is found."""

    platform: ClassVar[Platform]
    title: ClassVar[str]
    """What people call it."""
    client: Any
    """The platform's client, once it is open."""

    def __init__(self, configuration: Configuration, run: Run) -> None:
        self.configuration = configuration
        self.run = run
        self.chart = Chart(self.platform, self.title, run.redact)

    @classmethod
    def settings(cls) -> list[str]:
        """The fields of the configuration that only somebody sets who means to use this platform."""
        fields = Configuration.model_fields.items()
        return [name for name, field in fields if name.startswith(f"{cls.platform}_") and field.default is None]

    @classmethod
    def way(cls, configuration: Configuration) -> Hashable:
        """What leads to this platform: configurations that say the same lead to the same."""
        fields = [name for name in Configuration.model_fields if name.startswith(f"{cls.platform}_")]
        return tuple(getattr(configuration, name) for name in (*fields, "ca_bundle", "timeout"))

    @property
    def is_configured(self) -> bool:
        """Whether any setting is about this platform."""
        return any(getattr(self.configuration, name) is not None for name in self.settings())

    @property
    @abstractmethod
    def endpoint(self) -> str | None:
        """The base URL that is configured."""

    @abstractmethod
    def needs(self) -> Sequence[Callable[[], object]]:
        """What raises a ConfigurationError where a setting is missing without which nothing can be sent."""

    @abstractmethod
    def open(self, transport: Transport | None) -> None:
        """Make the client. Raises ConfigurationError."""

    @abstractmethod
    def log_in(self) -> None:
        """Get a first answer, and be taken in. Raises LoginRefused or Forbidden for a login that is not taken."""

    @abstractmethod
    def look(self) -> None:
        """Note login, version and rights. Raises PlatformError where the platform fails."""

    def missing(self) -> list[ConfigurationError]:
        """What is missing in the configuration, each in the words of its own error."""
        return list(filter(None, map(_error_of, self.needs())))

    def named(self) -> str:
        """The settings of this platform, as `pulumi config set` takes them."""
        return ", ".join(f"gpucreds:{property_name(name)}" for name in self.settings() if "_former_" not in name)


def _error_of(need: Callable[[], object]) -> ConfigurationError | None:
    try:
        need()
    except ConfigurationError as error:
        return error
    return None


def end_of(token: SecretStr | None) -> datetime | None:
    """When a JWT ends; None for one that says no end, and for what is no JWT."""
    end = claims(token).get("exp") if token else None
    try:
        return datetime.fromtimestamp(float(end), timezone.utc) if isinstance(end, (int, float)) else None
    except (OverflowError, OSError, ValueError):
        return None
