"""A declaration with one of everything, and the resource that it belongs to: for tests of what serves all resources."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from gpucreds.core.declaration import Kept, Model, Planned, Replaces, rule
from gpucreds.core.durations import Duration
from gpucreds.core.errors import InvalidInput
from gpucreds.core.resource import Resource


class Shelf(Model):
    """An object inside."""

    board_count: Annotated[int, Field(ge=1)]
    """How many boards it has."""
    dried_for: Duration | None = None
    """How long its wood was dried."""


class CupboardInputs(Model):
    """What a program gives."""

    display_name: Annotated[str, Replaces()]
    """What it is called."""
    wood: Literal["oak", "pine"] = "oak"
    """What it is made of."""
    shelves: list[Shelf] = Field(default_factory=list)
    """What is in it, from below."""
    warranty: Duration = timedelta(days=90)
    """How long it lasts."""
    delivered_on: date | None = None
    """The day on which it comes."""
    pin: SecretStr | None = None
    """What opens it."""

    place: Annotated[str, Kept()]
    """Where it stands."""
    coat: Annotated[int, Planned()]
    """How often it was painted."""

    @rule("shelves")
    def _not_too_high(self) -> str | None:
        return "fall over: take three at most" if len(self.shelves) > 3 else None

    @rule("warranty")
    def _pine_does_not_last(self) -> str | None:
        return "is too long for pine" if self.wood == "pine" and self.warranty > timedelta(days=365) else None


class CupboardState(CupboardInputs):
    """What the stack keeps."""

    keys: list[SecretStr] | None = None
    """All that open it."""
    keys_by_owner: dict[str, SecretStr]
    """Who has which."""
    pending: str | None = None
    """What is still to do."""


class Cupboard(Resource):
    """Painted once more whenever the name changes; never painted in a colour that is not known."""

    resource_type = "home:Cupboard"
    inputs = CupboardInputs
    state = CupboardState

    def plan(self, inputs, old):
        """One coat for each name."""
        if inputs.display_name == "unpaintable":
            raise InvalidInput("display_name", "takes no paint: choose another one")
        coat = old.coat if old else 0
        return {"coat": coat if old and old.display_name == inputs.display_name else coat + 1}

    def dies_first(self, state, inputs):  # noqa: ARG002 - whatever they are
        """There is room for one only."""
        return True

    def create(self, inputs):
        """With the key that its pin is."""
        return inputs.display_name, self._state(inputs)

    def read(self, state):
        """Gone when its name says so."""
        return None if state.display_name == "gone" else state

    def update(self, state, inputs):
        """The keys stay."""
        return self._state(inputs).model_copy(update={"keys_by_owner": state.keys_by_owner})

    def delete(self, state):
        """A hand's turn."""

    def _state(self, inputs):
        given = {name: getattr(inputs, name) for name in CupboardInputs.model_fields}
        return CupboardState(**given, keys_by_owner={"me": inputs.pin or SecretStr("master")})
