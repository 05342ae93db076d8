"""One request between arrival and answer, and what each kind of fault does to it.

A dropped connection is a `ConnectionError` out of the WSGI application: a test in process sees it as it is, and
`server` turns it into a closed socket. On a port `refuse` is a `reset-before`, for the port has let the caller in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from gpucreds_emulator.proxy_page import proxy_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gpucreds_emulator.faults import Fault, FaultKind


@dataclass(frozen=True)
class Exchange:
    """What a fault may play with: the real work, the platform's words and memory, and time."""

    work: Callable[[], Response]
    former: Callable[[], Response]
    end_bearers: Callable[[], None]
    failure: Callable[[int], Response]
    wait: Callable[[float], None]
    on_socket: bool

    def answer(self, fault: Fault | None) -> Response:
        """The answer, with the fault's part in it; raises when the connection drops."""
        return _ACTS[fault.kind](self, fault) if fault else self.work()


def _dropped() -> ConnectionResetError:
    return ConnectionResetError("the emulator dropped the connection, as a fault told it to")


def _refuse(_exchange: Exchange, _fault: Fault) -> Response:
    raise ConnectionRefusedError("the emulator let nobody in, as a fault told it to")


def _reset_before(_exchange: Exchange, _fault: Fault) -> Response:
    raise _dropped()


def _reset_after(exchange: Exchange, _fault: Fault) -> Response:
    exchange.work()
    raise _dropped()


def _out_of_patience(exchange: Exchange, fault: Fault) -> None:
    if not exchange.on_socket:
        # In process nobody can hang up on us, so the caller's own time-out is played here: tests never sleep.
        raise TimeoutError("the emulator took too long to answer, as a fault told it to")
    exchange.wait(fault.seconds)


def _timeout_before(exchange: Exchange, fault: Fault) -> Response:
    _out_of_patience(exchange, fault)
    return exchange.failure(fault.status)


def _timeout_after(exchange: Exchange, fault: Fault) -> Response:
    response = exchange.work()
    _out_of_patience(exchange, fault)
    return response


def _slow_body(exchange: Exchange, fault: Fault) -> Response:
    response = exchange.work()
    whole = response.get_data()
    response.response = _slowly(whole, exchange, fault)
    response.content_length = len(whole)
    return response


def _slowly(whole: bytes, exchange: Exchange, fault: Fault) -> Iterator[bytes]:
    yield whole[: len(whole) // 2]
    _out_of_patience(exchange, fault)
    yield whole[len(whole) // 2 :]


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


def _wrong_json(exchange: Exchange, _fault: Fault) -> Response:
    exchange.work()
    return Response('{"hello": "from another service"}', mimetype="application/json")


def _wrong_content_type(exchange: Exchange, _fault: Fault) -> Response:
    response = exchange.work()
    response.mimetype = "text/html"
    return response


def _expired_bearer(exchange: Exchange, _fault: Fault) -> Response:
    exchange.end_bearers()
    return exchange.work()


def _stale_list(exchange: Exchange, _fault: Fault) -> Response:
    return exchange.former()


def _wrong_status_code(exchange: Exchange, fault: Fault) -> Response:
    response = exchange.failure(fault.status)
    response.status_code = 200
    return response


_ACTS: dict[FaultKind, Callable[[Exchange, Fault], Response]] = {
    "refuse": _refuse,
    "reset-before": _reset_before,
    "reset-after": _reset_after,
    "timeout-before": _timeout_before,
    "timeout-after": _timeout_after,
    "delay": _delay,
    "slow-body": _slow_body,
    "status-before": _status_before,
    "status-after": _status_after,
    "html": _html,
    "html-after": _html_after,
    "broken-json": _broken_json,
    "wrong-json": _wrong_json,
    "wrong-content-type": _wrong_content_type,
    "wrong-status-code": _wrong_status_code,
    "expired-bearer": _expired_bearer,
    "stale-list": _stale_list,
}
