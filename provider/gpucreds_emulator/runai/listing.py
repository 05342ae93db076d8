"""Lists that can be filtered, searched, sorted and paged (contract section 1, choice 12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gpucreds_emulator.runai.conditions import OPERATORS, Condition, Field, condition, contains

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.query import Query

_HIGHEST_LIMIT = 500
_HIGHEST_OFFSET = 10**9


@dataclass(frozen=True)
class Page:
    """Some items of a list, how many there are in all, and where the next ones begin."""

    items: list[Json]
    total: int
    next: int | None

    def envelope(self, name: str) -> Json:
        """The frame of lists that tell `next`, which the last page does not."""
        return {name: self.items} if self.next is None else {name: self.items, "next": self.next}


@dataclass(frozen=True)
class Listing:
    """What can be asked of one list."""

    filters: dict[str, Field]
    sorts: dict[str, Field] = field(default_factory=dict)
    """Empty: the same as `filters`."""
    searched: tuple[str, ...] = ()
    operators: tuple[str, ...] = OPERATORS
    default_limit: int = 50

    def select(self, items: Iterable[Json], query: Query) -> list[Json]:
        """The items that meet all conditions, in the order asked for; else as they come, oldest first."""
        conditions = self._conditions(query)
        found = [item for item in items if all(one.meets(item) for one in conditions)]
        return self._sorted(self._searched(found, query), query)

    def page(self, items: Iterable[Json], query: Query) -> Page:
        """The same, cut to one page."""
        limit = query.number("limit", self.default_limit, 1, _HIGHEST_LIMIT)
        offset = query.number("offset", 0, 0, _HIGHEST_OFFSET)
        found = self.select(items, query)
        end = offset + limit
        return Page(found[offset:end], len(found), end if end < len(found) else None)

    def _conditions(self, query: Query) -> list[Condition]:
        read = [condition(text, self.filters, self.operators) for text in query.texts("filterBy")]
        if None in read:
            query.refuse("filterBy", "must be field, operator and value, of those that this list knows")
        return [one for one in read if one]

    def _searched(self, items: list[Json], query: Query) -> list[Json]:
        text = query.text("search")
        if not text or not self.searched:
            return items
        return [item for item in items if any(contains(str(item[key]), text) for key in self.searched)]

    def _sorted(self, items: list[Json], query: Query) -> list[Json]:
        fields = self.sorts or self.filters
        descending = query.one_of("sortOrder", ("asc", "desc"), "asc") == "desc"
        name = query.text("sortBy")
        if name is None:
            return items
        if name not in fields:
            query.refuse("sortBy", f"must be one of {', '.join(fields)}")
            return items
        values = fields[name].value
        # What has no value comes first, and is never compared with what has one.
        return sorted(items, key=lambda item: (values(item) is not None, values(item)), reverse=descending)
