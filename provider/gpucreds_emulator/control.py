"""The control API: how tests and demos look at the emulator and move it. It is no part of any platform.

It shows no secret and takes none; what is wrong with an input is answered 400 with `{"error": ...}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask import Response, jsonify, request
from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import to_json, to_jsonable_python
from werkzeug.exceptions import HTTPException, NotFound

from gpucreds_emulator.admission import Limits
from gpucreds_emulator.control_input import ClockMove
from gpucreds_emulator.faults import Fault
from gpucreds_emulator.json_app import add_route, new_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

    from gpucreds_emulator.emulator import Emulator
    from gpucreds_emulator.platform import Platform

T = TypeVar("T")
Answer = tuple[Response, int]


def _answer(value: object, status: int = 200) -> Answer:
    return jsonify(to_jsonable_python(value, by_alias=True)), status


def _parse(as_type: type[T], value: object) -> T:
    return TypeAdapter(as_type).validate_json(to_json(value), strict=True)


def _body() -> Any:  # noqa: ANN401  JSON of any form, parsed into a type by the caller
    return TypeAdapter(Any).validate_json(request.get_data())


def _invalid(error: ValidationError) -> Answer:
    # Location and message only: pydantic's own text repeats the input.
    return _answer({"error": "; ".join(map(_problem, error.errors()))}, 400)


def _problem(details: ErrorDetails) -> str:
    place = ".".join(map(str, details["loc"]))
    message = details["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message


def _refused(error: ValueError | OverflowError) -> Answer:
    return _answer({"error": str(error)}, 400)


def _no_route(error: HTTPException) -> Answer:
    return _answer({"error": f"{error.name}: {request.method} {request.path}"}, error.code or 500)


class Control:
    """The routes, over one emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self.app = new_app(
            __name__,
            {ValidationError: _invalid, ValueError: _refused, OverflowError: _refused, HTTPException: _no_route},
        )
        for method, path, view in self._routes():
            add_route(self.app, method, path, view)

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        return [
            ("GET", "/live", self.live),
            ("GET", "/log", self.log),
            ("GET", "/clock", self.clock),
            ("POST", "/clock", self.move_clock),
            ("POST", "/reset", self.reset),
            ("GET", "/faults", self.faults),
            ("POST", "/faults", self.inject),
            ("DELETE", "/faults", self.clear_faults),
            ("GET", "/knobs/<platform>", self.knobs),
            ("PATCH", "/knobs/<platform>", self.turn_knobs),
            ("GET", "/limits/<platform>", self.limits),
            ("PUT", "/limits/<platform>", self.set_limits),
        ]

    def live(self) -> Answer:
        """Every credential and workspace that exists and was not seeded."""
        return _answer(self._emulator.live())

    def log(self) -> Answer:
        """Each request to a platform, in order."""
        return _answer(self._emulator.log())

    def clock(self) -> Answer:
        """The instant it is for the platforms."""
        return _answer({"now": self._emulator.clock.now()})

    def move_clock(self) -> Answer:
        """Put the clock at an instant, or move it by a step."""
        move = _parse(ClockMove, _body())
        if move.now is not None:
            self._emulator.clock.set(move.now)
        if move.advance is not None:
            self._emulator.clock.advance(move.advance)
        return self.clock()

    def reset(self) -> Answer:
        """Back to the state at start."""
        self._emulator.reset()
        return _answer({})

    def faults(self) -> Answer:
        """The faults that have not hit yet."""
        return _answer(self._emulator.faults())

    def inject(self) -> Answer:
        """Add one fault or a list of them, all or none."""
        body = _body()
        self._emulator.inject(*_parse(list[Fault], body if isinstance(body, list) else [body]))
        return self.faults()

    def clear_faults(self) -> Answer:
        """Drop the faults that have not hit yet."""
        self._emulator.clear_faults()
        return self.faults()

    def knobs(self, platform: str) -> Answer:
        """The knobs of a platform."""
        return _answer(self._platform(platform).knobs)

    def turn_knobs(self, platform: str) -> Answer:
        """Turn some knobs of a platform, all or none."""
        chosen = self._platform(platform)
        wanted = {**to_jsonable_python(chosen.knobs, by_alias=True), **_parse(dict[str, Any], _body())}
        chosen.turn(vars(_parse(type(chosen.knobs), wanted)))
        return self.knobs(platform)

    def limits(self, platform: str) -> Answer:
        """How much a platform takes on, and how many requests it has refused for that."""
        return _answer({to_camel(name): told for name, told in self._platform(platform).admission.as_told().items()})

    def set_limits(self, platform: str) -> Answer:
        """Set all limits of a platform; one that is left out is none."""
        self._platform(platform).admission.turn(_parse(Limits, _body()))
        return self.limits(platform)

    def _platform(self, name: str) -> Platform[Any, Any]:
        if name not in self._emulator.platforms:
            raise NotFound
        return self._emulator.platforms[name]
