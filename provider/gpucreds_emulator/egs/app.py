"""The routes of EGS and the checks before each verb, in the order of contract section 10."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from gpucreds_emulator.egs import api_keys, bearers, kubeconfigs, permissions, slice_workspaces
from gpucreds_emulator.egs.asked import Asked
from gpucreds_emulator.egs.assumptions import not_json, unknown_route
from gpucreds_emulator.egs.call import Call
from gpucreds_emulator.egs.envelope import success
from gpucreds_emulator.egs.errors import Refusal
from gpucreds_emulator.egs.fields import Fields
from gpucreds_emulator.egs.login import log_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.store import Store

    Verb = Callable[[Store, Asked], Json | list[Json]]

_VERBS: dict[Call, Verb] = {
    Call.CREATE_KEY: api_keys.create,
    Call.DELETE_KEY: api_keys.delete,
    Call.LIST_KEYS: api_keys.listing,
    Call.CREATE_WORKSPACE: slice_workspaces.create,
    Call.DELETE_WORKSPACE: slice_workspaces.delete,
    Call.LIST_WORKSPACES: slice_workspaces.listing,
    Call.FETCH_KUBECONFIG: kubeconfigs.fetch,
}


def make_app(store: Callable[[], Store]) -> Flask:
    """The routes, each over the store of the moment."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own JSON provider has it
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a fault of the emulator itself must not look like one of EGS
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(NotFound, _unknown_route)
    app.register_error_handler(MethodNotAllowed, _unknown_route)
    for call in Call:
        app.add_url_rule(
            call.path, call.name, _view(call, store), methods=[call.method], provide_automatic_options=False
        )
    return app


def answer(refusal: Refusal) -> Response:
    """The refusal on the wire: HTTP status and `statusCode` are one."""
    response = jsonify(refusal.body)
    response.status_code = refusal.status
    return response


def _unknown_route(_error: Exception) -> Response:
    return answer(unknown_route())


def _view(call: Call, store: Callable[[], Store]) -> Callable[[], Response]:
    def view() -> Response:
        if request.method != call.method:  # Flask serves HEAD wherever it serves GET
            raise unknown_route()
        return jsonify(success(_serve(call, store())))

    return view


def _serve(call: Call, store: Store) -> Json | list[Json]:
    if call is Call.LOG_IN:
        return log_in(store, _body())
    account = bearers.caller(store, request.authorization)
    body = _body() if call.has_body else {}
    permissions.check(account, call, body)
    workspace_filter = request.args.get("workspaceName", "")
    return _VERBS[call](store, Asked(call, account, Fields(call, body), workspace_filter))


def _body() -> Json:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise not_json() from None
    if not isinstance(body, dict):
        raise not_json()
    return body
