"""What the control API accepts for its clock."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, model_validator

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _step(text: object) -> timedelta:
    found = re.fullmatch(r"([0-9]+)([smhd])", text) if isinstance(text, str) else None
    if not found:
        raise ValueError("write a number and one of s, m, h, d, such as 80d")
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise ValueError("that is longer than the calendar") from None


class ClockMove(BaseModel):
    """To an instant, or by a step."""

    model_config = ConfigDict(extra="forbid")

    now: AwareDatetime | None = None
    advance: Annotated[timedelta, BeforeValidator(_step)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> ClockMove:
        if (self.now is None) == (self.advance is None):
            raise ValueError('give either {"now": "2026-01-01T00:00:00Z"} or {"advance": "80d"}')
        return self
