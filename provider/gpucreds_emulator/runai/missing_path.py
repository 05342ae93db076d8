"""What a path that is not there is answered with (A1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from gpucreds_emulator.proxy_page import proxy_page
from gpucreds_emulator.runai import assumptions
from gpucreds_emulator.runai.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from gpucreds_emulator.runai.errors import Refusal
    from gpucreds_emulator.runai.knobs import Knobs

_CONSOLE = "<!doctype html>\n<html>\n<head><title>Run:ai</title></head>\n<body><div id=root></div></body>\n</html>\n"


def answer_to_missing_path(knobs: Knobs, answer: Callable[[Refusal], Response]) -> Response:
    """As the knob says."""
    if knobs.missing_path == "html":
        return proxy_page(404)
    if knobs.missing_path == "page":
        return Response(_CONSOLE, status=200, mimetype="text/html")
    if knobs.missing_path == "method-not-allowed":
        return answer(refusal(405))
    return answer(assumptions.missing_path())
