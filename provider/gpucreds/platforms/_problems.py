"""What is told of an answer that did not come, or that is somebody else's."""

from __future__ import annotations

from gpucreds.core.errors import AnswerLost, Unrecognized, one_line
from gpucreds.core.redaction import Redactor
from gpucreds.platforms._answer import LONGEST_TEXT, Answer, origin


class Problems:
    """The errors of exchanges with one platform. `what` is always the request."""

    def __init__(self, platform: str, redact: Redactor) -> None:
        self._platform = platform
        self._redact = redact

    def clean(self, text: object) -> str:
        """One short printable line without a secret: a platform's text must not write our logs."""
        return one_line(self._redact(str(text)))[:LONGEST_TEXT]

    def lost(self, what: str, error: Exception) -> AnswerLost:
        """The exchange broke off."""
        told = self.clean(error) or type(error).__name__
        return AnswerLost(f"{what}: the answer was lost ({told})", "Run the command again")

    def unusable(self, what: str, why: object) -> AnswerLost:
        """The answer cannot be taken in."""
        return AnswerLost(f"{what}: the answer {self.clean(why)}", self._before_it())

    def sent_away(self, what: str, status: int, target: str) -> AnswerLost:
        """The answer is a redirect."""
        # Only whom it names: a path or a query may hold what is secret.
        problem = f"{what}: the answer is a redirect to {self.clean(origin(target))} (HTTP {status})"
        return AnswerLost(problem, f"Give the endpoint of {self._platform} as the address that redirects no further")

    def not_the_platform(self, what: str, answer: Answer, *, nothing_there: bool) -> AnswerLost:
        """The answer has another form than the platform's. `nothing_there`: perhaps it serves nothing at that place."""
        kind = answer.headers.get("Content-Type", "no content type").partition(";")[0]
        problem = f"{what}: the answer is not {self._platform}'s (HTTP {answer.status}, {self.clean(kind)})"
        return (Unrecognized if nothing_there else AnswerLost)(problem, self._before_it())

    def _before_it(self) -> str:
        return f"Check the endpoint of {self._platform}, and any proxy before it"
