"""A WSGI application on a port, for clients in other processes."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from io import BytesIO
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request

from gpucreds_emulator.bare_response import BareResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing is bound here: how to reach what was


class _Handler(WSGIRequestHandler):
    """Werkzeug's handler with connections kept alive, and dropped without an answer where the application says so."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        # Werkzeug's own closes every connection, because it cannot know that the body of a request was read.
        environ = _with_whole_body(self.make_environ())
        try:
            response = BareResponse.from_app(self.server.app, environ)
        except ConnectionError:
            self.close_connection = True
            return
        self._send(*response.get_wsgi_response(environ))

    def _send(self, body: Iterable[bytes], status: str, headers: list[tuple[str, str]]) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response_only(int(code), phrase)
        self.send_header("Server", self.version_string())
        # An emulated platform has a clock of its own, and says so; the control API has none.
        if "Date" not in dict(headers):
            self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        for part in body:
            self.wfile.write(part)

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  the name is werkzeug's
        """Nothing: the control API has the log, and it knows what not to keep."""


def _with_whole_body(environ: WSGIEnvironment) -> WSGIEnvironment:
    body = Request(environ).get_data()
    return {
        **environ,
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_TRANSFER_ENCODING": "",
        "wsgi.input_terminated": True,
    }


def _url(address: tuple[str, int]) -> str:
    host = _EVERY_ADDRESS.get(address[0], address[0])
    return f"http://[{host}]:{address[1]}" if ":" in host else f"http://{host}:{address[1]}"


@contextmanager
def serving(app: WSGIApplication, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve `app` from threads of its own until the block ends; gives the base URL. Port 0: the kernel chooses."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # A socket of ours, because werkzeug ends the whole program when a port is taken.
    with socket.create_server((host, port), family=family) as listening:
        server = make_server(host, port, app, threaded=True, request_handler=_Handler, fd=listening.fileno())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield _url(server.socket.getsockname()[:2])
    finally:
        server.shutdown()
        thread.join()
