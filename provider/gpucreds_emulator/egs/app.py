"""The routes of EGS and the checks before each verb, in the order of contract section 10."""

from __future__ import annotations

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
from gpucreds_emulator.json_app import NotAJsonObject, add_route, json_object, new_app

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
    app = new_app(
        __name__,
        {Refusal: answer, NotFound: _unknown_route, MethodNotAllowed: _unknown_route, NotAJsonObject: _not_json},
    )
    for call in Call:
        add_route(app, call.method, call.path, _view(call, store))
    return app


def answer(refusal: Refusal) -> Response:
    """The refusal on the wire: HTTP status and `statusCode` are one."""
    response = jsonify(refusal.body)
    response.status_code = refusal.status
    return response


def _unknown_route(_error: Exception) -> Response:
    return answer(unknown_route())


def _not_json(_error: Exception) -> Response:
    return answer(not_json())


def _view(call: Call, store: Callable[[], Store]) -> Callable[[], Response]:
    return lambda: jsonify(success(_serve(call, store())))


def _serve(call: Call, store: Store) -> Json | list[Json]:
    if call is Call.LOG_IN:
        return log_in(store, json_object())
    account = bearers.caller(store, request.authorization)
    body = json_object() if call.has_body else {}
    permissions.check(account, call, body)
    workspace_filter = request.args.get("workspaceName", "")
    return _VERBS[call](store, Asked(call, account, Fields(call, body), workspace_filter))
