"""An answer on its way through the emulator, between an application that made it and whoever sends it."""

from __future__ import annotations

from werkzeug.wrappers import Response


class BareResponse(Response):
    """It has the headers that it was given: none says what type a body is of when the application did not."""

    default_mimetype = None
