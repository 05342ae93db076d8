"""The rows as a WSGI application: host, bearer, route, content type and JSON come before each verb (section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, jsonify, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from gpucreds_emulator.json_app import NotAJsonObject, add_route, json_object, new_app
from gpucreds_emulator.nvcf import assumptions, gate
from gpucreds_emulator.nvcf.asked import Asked
from gpucreds_emulator.nvcf.fields import Fields
from gpucreds_emulator.nvcf.problems import Refusal, of_framework
from gpucreds_emulator.nvcf.rows import ROWS
from gpucreds_emulator.nvcf.token_issuer import IssuerFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from gpucreds_emulator.nvcf.asked import Json
    from gpucreds_emulator.nvcf.knobs import Knobs
    from gpucreds_emulator.nvcf.rows import Row
    from gpucreds_emulator.nvcf.store import Store


def make_app(store: Callable[[], Store]) -> Flask:
    """The routes, each over the store of the moment."""

    def refused(refusal: Refusal) -> Response:
        return problem(refusal, request.path, store().knobs)

    def no_method(_error: Exception) -> Response:
        response = refused(assumptions.no_such_method(request.method))
        response.headers["Allow"] = ", ".join(sorted(_methods()))
        return response

    app = new_app(
        __name__,
        {
            Refusal: refused,
            NotFound: lambda _error: refused(assumptions.no_such_route(request.path)),
            MethodNotAllowed: no_method,
            NotAJsonObject: lambda _error: refused(assumptions.unreadable("the body is not a JSON object")),
            IssuerFailed: lambda _error: issuer_failure(500),
        },
    )
    app.before_request(lambda: gate.turned_away(store()))
    app.after_request(not_to_be_kept)
    for row in ROWS:
        add_route(app, row.method, row.path, _view(row, store))
    return app


def problem(refusal: Refusal, path: str, knobs: Knobs) -> Response:
    """The refusal on the wire (E2)."""
    response = jsonify(refusal.body(path, knobs))
    response.status_code = refusal.status
    response.headers["Content-Type"] = knobs.error_media_type
    if not knobs.error_media_type:
        del response.headers["Content-Type"]
    return response


def issuer_failure(status: int) -> Response:
    """A failure of the token issuer (E12)."""
    return Response(assumptions.ISSUER_FAILURE, status, mimetype="text/plain")


def not_to_be_kept(response: Response) -> Response:
    """Whatever does not say otherwise must not be cached."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _methods() -> set[str]:
    # What Flask has found out at this point is not enough: for a HEAD it found the row that serves GET.
    adapter = current_app.create_url_adapter(request)
    return set(adapter.allowed_methods() if adapter else ()) - {"HEAD"}


def _view(row: Row, store: Callable[[], Store]) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        now = store()
        now.purge()
        headers = request.headers
        asked = Asked(headers.get("Key-Owner-Id"), headers.get("Key-Issuer-Id"), path, Fields(_body(row)))
        return _answer(row, row.verb(now, asked), now.knobs)

    return view


def _body(row: Row) -> Json:
    if row.content != "nothing" and request.mimetype != "application/json":
        raise assumptions.not_json(request.headers.get("Content-Type", ""))
    if row.content != "json":
        return {}
    if not request.get_data():
        raise of_framework(400, assumptions.BODY_MISSING)
    return json_object()


def _answer(row: Row, body: Json | str | None, knobs: Knobs) -> Response:
    if body is None:
        response = gate.empty(row.status(knobs))
    elif isinstance(body, str):
        response = Response(body, mimetype="text/plain")
    else:
        response = jsonify(assumptions.later(body) if knobs.later_version else body)
    response.status_code = row.status(knobs)
    if row.max_age is not None:
        response.headers["Cache-Control"] = f"max-age={row.max_age}"
    return response
