"""An audit as one HTML page that stands alone: no script, nothing fetched, and what platforms say is text."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from gpucreds.core.durations import format_instant
from gpucreds.core.ownership import Mark
from gpucreds_cli import charts
from gpucreds_cli.findings import CONDITIONS, Audit, Condition, Credential

MEANINGS: dict[Condition, str] = {
    "leftover": "made for a stack, in no state",
    "unmanaged": "in no stack that was read",
    "missing": "in a state, not on its platform",
    "expired": "its end has passed",
    "due": "the next update acts on it",
    "expiring": "ends soon, nothing rotates it",
    "never-rotated": "old, and still its first secret",
    "over-privileged": "more than the rules allow",
    "pending": "an update has work to finish",
}
"""The conditions in a few words."""
WORDS: dict[str, str] = {
    "leftover": "left over",
    "never-rotated": "never rotated",
    "over-privileged": "over-privileged",
}
"""How people write what programs write in another way."""


def page(audit: Audit) -> str:
    """The whole page. Its style is allowed by its digest, so that nothing else can bring style or script into it."""
    style = resources.files("gpucreds_cli").joinpath("audit.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("audit.html.j2")
        .render(
            audit=audit,
            wrong=[one for one in audit.credentials if needs_attention(one)],
            well=[one for one in audit.credentials if not needs_attention(one)],
            conditions=CONDITIONS,
            meanings=MEANINGS,
            charts=charts,
            style=style,
            style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )


def needs_attention(one: Credential) -> bool:
    """Whether anything is said against it, by its condition or by a rule."""
    return bool(one.conditions or one.violations)


def badges(one: Credential) -> Sequence[str]:
    """What stands in its row in large: its conditions, or in what way it is in order."""
    return one.conditions or ["log-in" if one.login else "in order" if one.urn else "known"]


def name_and_mark(name: str) -> tuple[str, str]:
    """What somebody called it, and the mark at its end with the hyphen before it; together they are the name."""
    mark = Mark.parse(name)
    called = name.removesuffix(str(mark)).removesuffix("-") if mark else name
    return called, name[len(called) :]


def distance(instant: datetime, now: datetime) -> str:
    """How far apart two instants are, in whole days or hours: `12 days`, `1 hour`."""
    length = abs(instant - now)
    days, hours = length.days, length // timedelta(hours=1)
    number, unit = (days, "day") if days else (hours, "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gpucreds_cli", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "words": lambda text: WORDS.get(text, text),
        "instant": format_instant,
        "badges": badges,
        "name_and_mark": name_and_mark,
    }
    environment.globals["distance"] = distance
    return environment
