"""A wire on which a test says what comes back, and an `Api` of a made-up platform at its end."""

import httpx

from gpucreds.core.resource import Run
from gpucreds.platforms._api import Api, Said
from gpucreds.platforms.configuration import Configuration
from tests.core.stopwatch import Stopwatch


class Wire(httpx.BaseTransport):
    """Gives one answer after the other, an exception by raising it, and the last one for ever; keeps the requests."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def handle_request(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, type) and issubclass(answer, Exception):
            raise answer(f"{answer.__name__} on the wire", request=request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def read_body(document):
    """The platform says `{"code": …, "text": …, "missing": …}`, and nobody else does."""
    if not isinstance(document, dict) or "code" not in document:
        return None
    return Said([document["code"]], document.get("text", ""), document.get("missing", False))


def says(status=200, /, *, code=None, headers=None, **words):
    """An answer of the platform; its body says the same status unless `code` is another one."""
    return httpx.Response(status, headers=headers, json={"code": status if code is None else code, **words})


def page(status, text="<html>Bad Gateway</html>"):
    """An answer of some proxy."""
    return httpx.Response(status, html=text)


def named(answer):
    """An answer in the name of a test: what it says of itself, or how it begins."""
    if isinstance(answer, httpx.Response):
        begin = answer.content[:30].decode(errors="replace")
        return answer.extensions.get("named") or f"{answer.status_code} {begin}".strip()
    return answer.__name__ if isinstance(answer, type) else type(answer).__name__


class Acme:
    """The made-up platform, with its wire, its clock and its redactor at hand."""

    def __init__(self, *answers, endpoint="https://acme.test", **settings):
        self.wire = Wire(*(answers or [says()]))
        self.clock = Stopwatch()
        self.run = Run(self.clock, tell=lambda _: None)
        self.api = Api("Acme", endpoint, Configuration(**settings), self.run, read_body, self.wire)

    def send(self, method="POST", path="/v1/keys", *, repeatable=True, **request):
        return self.api.send(method, path, repeatable=repeatable, **request)

    @property
    def requests(self):
        return self.wire.requests
