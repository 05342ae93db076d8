"""What the Flask applications of the emulator have in common: how they are made, routed and given JSON."""

from __future__ import annotations

import json
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.exceptions import MethodNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask.typing import ResponseReturnValue

    Handler = Callable[[Any], ResponseReturnValue]
    View = Callable[..., ResponseReturnValue]


_COMPILING = Lock()
"""Werkzeug compiles each route, and Python may fail where two threads do that: it counts the depth of both as one."""


class NotAJsonObject(Exception):
    """The body of a request is no JSON, or JSON that is no object."""


def new_app(name: str, handlers: Mapping[type[Exception], Handler]) -> Flask:
    """An application without routes; each kind of error that a view may raise is answered by its handler."""
    app = Flask(name, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own JSON provider has it
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a fault of the emulator itself must not look like one of a platform
    for error, handler in handlers.items():
        app.register_error_handler(error, handler)
    return app


def add_route(app: Flask, method: str, path: str, view: View) -> None:
    """Serve a path with this method and no other: neither HEAD nor OPTIONS come by themselves."""

    @wraps(view)
    def exact(**parts: str) -> ResponseReturnValue:
        if request.method != method:  # Flask serves HEAD wherever it serves GET
            raise MethodNotAllowed
        return view(**parts)

    with _COMPILING:
        app.add_url_rule(path, f"{method} {path}", exact, methods=[method], provide_automatic_options=False)


def json_object() -> dict[str, Any]:
    """The body of the request."""
    try:
        body = json.loads(request.get_data(), parse_constant=_no_json)
    except (ValueError, RecursionError):
        raise NotAJsonObject from None
    if not isinstance(body, dict):
        raise NotAJsonObject
    return body


def _no_json(name: str) -> float:
    # Infinity and NaN, which Python would read.
    raise ValueError(name)
