"""One request between arrival and answer, and what each kind of fault does to it.

A dropped connection is a `ConnectionResetError` out of the WSGI application: a test in process sees it as it is, and
`server` turns it into a closed socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from gpucreds_emulator.proxy_page import proxy_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.faults import Fault, FaultKind


@dataclass(frozen=True)
class Exchange:
    """What a fault may play with: the real work, the platform's words for a failure, and time."""

    work: Callable[[], Response]
    failure: Callable[[int], Response]
    wait: Callable[[float], None]
    on_socket: bool

    def answer(self, fault: Fault | None) -> Response:
        """The answer, with the fault's part in it; raises when the connection drops."""
        return _ACTS[fault.kind](self, fault) if fault else self.work()


def _dropped() -> ConnectionResetError:
    return ConnectionResetError("the emulator dropped the connection, as a fault told it to")


def _reset_before(_exchange: Exchange, _fault: Fault) -> Response:
    raise _dropped()


def _reset_after(exchange: Exchange, _fault: Fault) -> Response:
    exchange.work()
    raise _dropped()


def _timeout_after(exchange: Exchange, fault: Fault) -> Response:
    response = exchange.work()
    if not exchange.on_socket:
        # In process nobody can hang up on us, so the caller's own time-out is played here: tests never sleep.
        raise TimeoutError("the emulator took too long to answer, as a fault told it to")
    exchange.wait(fault.seconds)
    return response


def _delay(exchange: Exchange, fault: Fault) -> Response:
    exchange.wait(fault.seconds)
    return exchange.work()


def _status_before(exchange: Exchange, fault: Fault) -> Response:
    response = exchange.failure(fault.status)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def _status_after(exchange: Exchange, fault: Fault) -> Response:
    exchange.work()
    return _status_before(exchange, fault)


def _html(_exchange: Exchange, _fault: Fault) -> Response:
    return proxy_page(502)


def _html_after(exchange: Exchange, fault: Fault) -> Response:
    exchange.work()
    return _html(exchange, fault)


def _broken_json(exchange: Exchange, _fault: Fault) -> Response:
    whole = exchange.work().get_data()
    return Response(whole[: len(whole) // 2], status=200, mimetype="application/json")


def _wrong_status_code(exchange: Exchange, fault: Fault) -> Response:
    response = exchange.failure(fault.status)
    response.status_code = 200
    return response


_ACTS: dict[FaultKind, Callable[[Exchange, Fault], Response]] = {
    "reset-before": _reset_before,
    "reset-after": _reset_after,
    "timeout-after": _timeout_after,
    "delay": _delay,
    "status-before": _status_before,
    "status-after": _status_after,
    "html": _html,
    "html-after": _html_after,
    "broken-json": _broken_json,
    "wrong-status-code": _wrong_status_code,
}
