"""What can go wrong, as one tree.

GpucredsError                what happened, and the advice: what the user does now
├── InvalidInput             one property of the program is wrong: becomes a check failure
├── ConfigurationError       the provider's own settings are missing or wrong
├── Refused                  gpucreds will not do what was asked
└── PlatformError            a platform did not do what was asked
    ├── Cancelled            the user stops the command: nothing waits any longer
    ├── NotExecuted          certainly not executed: no connection, or 429
    │   └── HandshakeFailed  there is somebody, and no TLS with him
    ├── AnswerLost           perhaps executed: broken connection, time-out, 5xx, or somebody else's answer
    │   └── Unrecognized     a success, 404 or 405 in another form than the platform's: it may not be served there
    ├── LoginRefused         401: the platform does not take our login
    ├── Forbidden            403: the login may not do this
    ├── NotFound             the platform's own "not found", never a proxy's
    ├── Conflict             409: the name is taken
    └── Rejected             any other refusal
        ├── NotServed        the platform has no such path or method
        └── NoRoom           the platform's limit of such objects is reached
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


def one_line(text: str) -> str:
    """`text` in one line that moves no cursor, turns no direction and hides nothing."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


class GpucredsError(Exception):
    """An error in one line: what happened, then what to do about it."""

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(one_line(f"{problem.rstrip('.')}. {advice}").removesuffix("."))
        self.problem = problem
        self.advice = advice


class InvalidInput(GpucredsError):
    """One property of the program is wrong. `field` is its Python name in the declaration."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class ConfigurationError(GpucredsError):
    """A setting of the provider is missing or wrong."""


class Refused(GpucredsError):
    """What was asked would do harm, so it was not done."""


class PlatformError(GpucredsError):
    """A platform did not do what was asked. `retry_after` is its wish for the next attempt, in seconds.

    `words` is all that it said, without secrets, for those who know its phrases; `problem` shows the part for users.
    """

    words = ""

    def advising(self, advice: str) -> Self:
        """The same error with another advice."""
        error = type(self)(self.problem, advice, retry_after=self.retry_after)
        error.words = self.words
        return error

    def __init__(self, problem: str, advice: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(problem, advice)
        self.retry_after = retry_after


class Cancelled(PlatformError):
    """The user stops the command: what waits for a platform ends at once."""


class NotExecuted(PlatformError):
    """The request was certainly not executed; it may be sent again."""


class HandshakeFailed(NotExecuted):
    """There is somebody, and no TLS with him: a certificate that is not trusted, or no version that both speak."""


class AnswerLost(PlatformError):
    """The request may have been executed, and nobody knows."""


class Unrecognized(AnswerLost):
    """A success, a 404 or a 405 in a form that is not the platform's: perhaps it serves nothing there."""


class LoginRefused(PlatformError):
    """401: the platform does not take the login."""


class Forbidden(PlatformError):
    """403: the login may not do this."""


class NotFound(PlatformError):
    """The platform itself says that the object does not exist."""


class Conflict(PlatformError):
    """409: an object of that name exists."""


class Rejected(PlatformError):
    """The platform refuses the request as it is."""


class NotServed(Rejected):
    """The platform has no such path, or not with this method: a part of it that came later, or was removed."""


class NoRoom(Rejected):
    """The platform takes no more objects of this kind."""
