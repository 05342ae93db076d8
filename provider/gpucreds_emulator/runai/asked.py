"""One call as it reaches its verb, past the checks that are the same for all (choice 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gpucreds_emulator.runai.caller import Caller
from gpucreds_emulator.runai.errors import Json
from gpucreds_emulator.runai.fields import Fields
from gpucreds_emulator.runai.query import Query


@dataclass(frozen=True)
class Asked:
    """By whom, about what, with what."""

    query: Query
    body: Json = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    parts: Mapping[str, Any] = field(default_factory=dict)
    """The variable parts of the path."""
    signed_in: Caller | None = None

    @property
    def caller(self) -> Caller:
        """Who calls; there is nobody in the calls that need no token."""
        if self.signed_in is None:
            raise LookupError("this call has no caller")
        return self.signed_in

    @property
    def fields(self) -> Fields:
        """The JSON body, to be read field by field."""
        return Fields(self.body)

    @property
    def id(self) -> str:
        """The object that the path names."""
        return str(self.parts["id"])
