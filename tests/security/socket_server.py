"""A server on a real socket: what it answers is up to the test, byte by byte; what it was asked is kept."""

import contextlib
import gzip
import re
import socket
import threading


class Server:
    """Gives each request to `answer` and sends the parts of what comes. `tls`: from the start; `tunnel`: on CONNECT."""

    def __init__(self, answer, *, tls=None, tunnel=None):
        self.requests = []
        self.open = self.most_open = 0
        self.changed = threading.Condition()
        self._answer, self._tls, self._tunnel = answer, tls, tunnel
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self):
        return self._listening.getsockname()[1]

    @property
    def url(self):
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def bodies(self):
        return [request.partition(b"\r\n\r\n")[2] for request in self.requests]

    def headers(self, name):
        """The values of a header in all requests, None where one has none."""
        found = [re.search(rf"(?im)^{name}: (.*?)\r$", request.decode()) for request in self.requests]
        return [match and match[1] for match in found]

    def close(self):
        """No more connections; those that are there end with their clients."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=30)
        self._listening.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection):
        self._count(1)
        try:
            with contextlib.suppress(OSError):
                self._talk(self._tls.wrap_socket(connection, server_side=True) if self._tls else connection)
        finally:
            connection.close()
            self._count(-1)

    def _count(self, difference):
        with self.changed:
            self.open += difference
            self.most_open = max(self.open, self.most_open)
            self.changed.notify_all()

    def _talk(self, stream):
        with stream:
            while request := _request(stream):
                self.requests.append(request)
                if self._tunnel and request.startswith(b"CONNECT "):
                    stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    return self._talk(self._tunnel.wrap_socket(stream, server_side=True))
                for part in self._answer(request):
                    stream.sendall(part)
        return None


def _request(stream):
    request = b""
    while b"\r\n\r\n" not in request:
        if not (part := stream.recv(65536)):
            return b""
        request += part
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body=b'{"code": 200}', status=200, **headers):
    """A whole answer; the platform's success, if nothing else is said."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in named.items())]
    return ["\r\n".join([*lines, "", ""]).encode() + body]


def packed(body, **headers):
    """An answer that is small on the wire."""
    return answer(gzip.compress(body), **{"Content_Encoding": "gzip", **headers})


def begun(*lines):
    """The head of an answer whose body comes in chunks."""
    return "\r\n".join(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *lines, "", ""]).encode()


def chunk(content):
    """A part of it."""
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"
