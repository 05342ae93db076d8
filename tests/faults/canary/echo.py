"""A platform that quotes whatever it was sent in its errors, as careless gateways and debug modes do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request, Response

LOG_INS = ("/auth", "/token", "/admin/keys")


@dataclass
class Echo:
    """A platform; while it is `on`, every call but a log-in (or a log-in only) is answered 500 with what it was."""

    platform: Callable[..., Any]
    on: bool = False
    log_ins: bool = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        request = Request(environ)
        if self.on and request.path.endswith(LOG_INS) is self.log_ins:
            return _quoting(request)(environ, start_response)
        return self.platform(environ, start_response)


def _quoting(request: Request) -> Response:
    body = request.get_data(as_text=True)
    text = f"cannot work on {request.full_path} with {body} of {dict(request.headers)}"
    form = json.dumps(parse_qsl(body))
    said = {"statusCode": 500, "status": 500, "code": 500, "message": text, "details": form, "detail": text + form}
    return Response(json.dumps(said | {"error": {"message": text}}), 500, mimetype="application/json")
