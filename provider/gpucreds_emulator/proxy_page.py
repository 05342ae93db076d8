"""What stands between a client and a platform, when it answers by itself: a page in HTML."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

_PAGE = "<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"


def proxy_page(status: int) -> Response:
    """The page for a status."""
    page = _PAGE.format(title=f"{status} {HTTPStatus(status).phrase}")
    return Response(page, status=status, mimetype="text/html")
