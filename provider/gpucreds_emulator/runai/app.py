"""The routes of one version, and the checks before each verb, in the order of choice 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from gpucreds_emulator.json_app import NotAJsonObject, add_route, json_object, new_app
from gpucreds_emulator.runai import permissions, sign_in
from gpucreds_emulator.runai.asked import Asked
from gpucreds_emulator.runai.errors import Refusal, refusal
from gpucreds_emulator.runai.missing_path import answer_to_missing_path
from gpucreds_emulator.runai.permissions import Right
from gpucreds_emulator.runai.query import Query
from gpucreds_emulator.runai.routes import ROUTES, Body, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.generation import Version
    from gpucreds_emulator.runai.store import Store


def make_app(version: Version, store: Callable[[], Store]) -> Flask:
    """The routes of that version, each over the store of the moment."""
    app = new_app(
        __name__,
        {
            Refusal: answer,
            NotFound: lambda _: answer_to_missing_path(store().knobs, answer),
            MethodNotAllowed: lambda _: answer(refusal(405)),
            NotAJsonObject: lambda _: answer(refusal(400, "the body must be a JSON object", "Invalid parameter")),
        },
    )
    for route in ROUTES:
        if version in route.versions:
            add_route(app, route.method, route.path, _view(route, store))
    return app


def answer(told: Refusal) -> Response:
    """The refusal on the wire."""
    response = jsonify(told.body)
    response.status_code = told.status
    return response


def _view(route: Route, store: Callable[[], Store]) -> Callable[..., Response]:
    def view(**parts: object) -> Response:
        data = store()
        caller = None if route.right is Right.NONE else sign_in.caller_of(data, request.authorization)
        if caller is not None:
            permissions.check(data, caller, route.right)
        elif route.right is not Right.NONE:
            raise refusal(401)
        query = Query(request.args, lenient=data.knobs.bad_query == "lenient")
        form = request.form if route.body is Body.FORM else {}
        told = route.verb(data, Asked(query, _body(route.body), form, parts, caller))
        response = Response() if told is None else jsonify(told)
        response.status_code = route.status
        return response

    return view


def _body(kind: Body) -> Json:
    takes = kind is Body.OBJECT or (kind is Body.OPTIONAL and request.get_data())
    return json_object() if takes else {}
