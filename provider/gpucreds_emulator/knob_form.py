"""The form that the knobs of all platforms have: camelCase in JSON, and checked also when a test turns one."""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

KNOBS = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", validate_assignment=True)
