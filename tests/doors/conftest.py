"""What the tests of a door share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from pulumi import dynamic as sdk

from gpucreds.doors import dynamic, run
from gpucreds.platforms.configuration import Configuration

TOKEN = "egs:ApiToken"
Configure = Callable[..., dynamic.Provider]


@pytest.fixture(autouse=True)
def no_hub_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process of its own for each test: no hub is open, and no setting in the environment."""
    for name in (run.NOW, "EGS_ENDPOINT", "EGS_API_KEY", "EGS_ACCESS_TOKEN", "GPUCREDS_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    open_hub = dynamic.open_hub  # a test may replace it
    open_hub.cache_clear()
    yield
    open_hub.cache_clear()


@pytest.fixture
def configure() -> Configure:
    """A provider as the SDK's server opens it: from its reference, then configured with what the stack says."""

    def opened(stack: Mapping[str, str] | None = None, token: str = TOKEN) -> dynamic.Provider:
        provider = dynamic.PROVIDERS[token]()
        provider.configure(sdk.ConfigureRequest(sdk.Config(dict(stack or {}), "project")))
        return provider

    return opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Configuration]:
    """The configurations that a hub was opened for."""
    seen: list[Configuration] = []
    monkeypatch.setattr(dynamic, "open_hub", seen.append)
    return seen
