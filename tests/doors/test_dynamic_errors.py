"""An error leaves the provider as one line that a user can read, with no secret, no traceback and no chained cause."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from types import ModuleType, SimpleNamespace

import pytest
from pulumi.runtime.proto import provider_pb2
from pydantic import SecretStr

from gpucreds.core.clock import SystemClock
from gpucreds.core.errors import PlatformError, Refused
from gpucreds.core.redaction import Redactor
from gpucreds.core.resource import Run
from gpucreds.doors import dynamic
from tests.lifecycle.doors import Aborted
from tests.lifecycle.doors.dynamic import Call, sent, server_code
from tests.world import World

TOKEN = "egs:ApiToken"
SECRET = "0b5e7f6e-secret"
VERBS = {
    "check": lambda provider: provider.check({}, {}),
    "diff": lambda provider: provider.diff("id", {}, {}),
    "create": lambda provider: provider.create({}),
    "read": lambda provider: provider.read("id", {}),
    "update": lambda provider: provider.update("id", {}, {}),
    "delete": lambda provider: provider.delete("id", {}),
}


def failing(error: Exception) -> dynamic.Provider:
    """A provider whose hub raises `error`, whatever it is asked."""

    def fail(*_: object) -> None:
        raise error from ValueError(SECRET)

    redact = Redactor()
    redact.learn(SecretStr(SECRET))
    provider = dynamic.PROVIDERS[TOKEN]()
    provider.hub = SimpleNamespace(run=Run(SystemClock(), print, redact), **dict.fromkeys(VERBS, fail))
    return provider


@pytest.fixture(params=VERBS)
def verb(request: pytest.FixtureRequest) -> Callable[[dynamic.Provider], object]:
    return VERBS[request.param]


@pytest.mark.parametrize("kind", [PlatformError, Refused])
def test_an_error_of_ours_is_its_text_without_secrets(verb: Callable, kind: type[PlatformError]):
    with pytest.raises(dynamic.OneLine) as raised:
        verb(failing(kind(f"EGS refuses\n{SECRET}", "Use another one")))
    assert str(raised.value) == "EGS refuses ***. Use another one"


@pytest.mark.parametrize("error", [KeyError(SECRET), ValueError("a value of a user"), RuntimeError(SECRET)])
def test_a_mistake_of_ours_names_its_type_and_place_and_no_value(verb: Callable, error: Exception):
    with pytest.raises(dynamic.OneLine) as raised:
        verb(failing(error))
    text = str(raised.value)
    assert text.startswith(f"gpucreds made a mistake, please report it: {type(error).__name__} in fail:")
    assert text.rpartition(":")[2].isdigit()
    assert str(error) not in text


@pytest.mark.parametrize("error", [KeyError(SECRET), PlatformError("a", "b")])
def test_a_line_drags_no_cause_along(verb: Callable, error: Exception):
    with pytest.raises(dynamic.OneLine) as raised:
        verb(failing(error))
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_end_of_the_process_is_no_error(stop: type[BaseException]):
    with pytest.raises(stop):
        VERBS["create"](failing(stop()))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, world: World) -> ModuleType:
    """The SDK's server as the main module of its process, which it is there."""
    module = ModuleType("__main__")
    exec(server_code(), module.__dict__)  # noqa: S102
    monkeypatch.setitem(sys.modules, "__main__", module)
    hub = world.run()
    monkeypatch.setattr(dynamic, "open_hub", lambda _: hub)
    return module


def answer(server: ModuleType) -> str:
    """What the server answers to a create that fails."""
    request = provider_pb2.CreateRequest(properties=sent(TOKEN, {}))
    with pytest.raises(Aborted) as aborted:
        server.DynamicResourceProviderServicer().Create(request, Call())
    return str(aborted.value)


def test_the_server_answers_an_error_of_ours_with_its_line_alone(server: ModuleType, monkeypatch: pytest.MonkeyPatch):
    provider = failing(Refused("EGS refuses", "Use another one"))
    monkeypatch.setattr(dynamic, "open_hub", lambda _: provider.hub)
    assert answer(server) == "EGS refuses. Use another one"


def test_the_server_answers_wrong_settings_with_one_line(server: ModuleType, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GPUCREDS_TIMEOUT", "soon")
    told = answer(server)
    assert told.startswith("the configuration is wrong: gpucreds:timeout 'soon' is not a duration")
    assert "\n" not in told


def test_the_server_answers_errors_of_other_providers_as_before(server: ModuleType, monkeypatch: pytest.MonkeyPatch):
    def theirs(*_: object) -> None:
        raise LookupError("somebody else's")

    monkeypatch.setattr(dynamic.PROVIDERS[TOKEN], "create", theirs)
    told = answer(server)
    assert told.startswith("Traceback (most recent call last):\n")
    assert told.endswith("LookupError: somebody else's\n")
    assert told.count("\n") > 3


def test_whatever_else_the_server_wants_of_the_module_is_still_there(server: ModuleType):
    dynamic.PROVIDERS[TOKEN]().configure(SimpleNamespace(config={}))
    for name in set(traceback.__all__) - {"format_exc"}:
        assert getattr(server.traceback, name, None) is getattr(traceback, name), name


def test_outside_the_server_nothing_is_replaced(configure: Callable):
    before = vars(sys.modules["__main__"]).get("traceback")
    configure()
    assert vars(sys.modules["__main__"]).get("traceback") is before
    assert traceback.format_exc is not dynamic._text_of_error
