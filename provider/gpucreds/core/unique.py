"""Objects that a platform holds once: a name is taken or free, and a create has to settle whose the taken one is.

A mark finds no place in such an object, so the platform's own record has to tell. What stands there is ours if this run
asked for it, lost the answer, had found nothing before, and our login made it just then. After a run that died nobody
remembers as much; then it is ours if our login made it, nobody has used it, and no other resource of this run has it.
Everything else is somebody's, and is left alone.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, cast

from gpucreds.core.errors import AnswerLost, Conflict, GpucredsError, Refused
from gpucreds.core.lost_answers import WRITES, look_for, pause_after
from gpucreds.core.resource import I, P, Resource, Run, S

SKEW = timedelta(minutes=5)
"""How far the platform's clock may be from ours."""


@dataclass(frozen=True)
class Record:
    """What a platform tells of an object that stands where ours shall be."""

    id: str
    created_at: datetime | None
    by_us: bool
    """Our login made it."""
    used: bool
    """Somebody may depend on it."""


class UniqueObject(Resource[I, S, P], Generic[I, S, P]):
    """A resource whose object can exist once. A platform's part: make, look up, take over."""

    failures = """
    - `… exists already, and this resource did not make it`: give a resource that was renamed or moved an alias; delete
      the object on the platform if nobody needs it; else choose another one.
    - `was there already, made by this login and used by nobody: taken over` (a warning): a run that died had made it;
      where it has a secret, that was made anew.
    """

    def __init__(self, run: Run, platforms: P) -> None:
        super().__init__(run, platforms)
        self._adopted: dict[str, str] = {}  # what this run has taken over: the ids, and the words for them
        self._held: set[str] = set()  # the ids that the run has met in a state, or made
        self._kept: set[str] = set()  # those of them whose resources stay

    @abstractmethod
    def describe(self, inputs: I) -> str:
        """The object in words, for messages; the same words are the same object."""

    @abstractmethod
    def object_id(self, state: S) -> str:
        """Its id on the platform."""

    @abstractmethod
    def look_up(self, inputs: I, *, fresh: bool) -> Record | None:
        """What stands there, as this run saw it first or `fresh`; never what this run has removed."""

    @abstractmethod
    def find(self, object_id: str) -> S | None:
        """The state of the object that a user names for an import, None when there is none. Raises Refused."""

    @abstractmethod
    def make(self, inputs: I) -> tuple[str, S]:
        """Make it. Raises AnswerLost where nobody knows whether it exists, and Conflict where one does."""

    @abstractmethod
    def take_over(self, inputs: I, object_id: str) -> tuple[str, S]:
        """Make one's own what stands there. A secret that it had stops working."""

    @abstractmethod
    def remove(self, state: S) -> None:
        """Remove the object; one that is gone already is a success."""

    def plan(self, inputs: I, old: I | None) -> Mapping[str, object]:
        """See whether another resource of this run has taken the object over."""
        if old and self.describe(old) == self.describe(inputs) and self.describe(old) in self._adopted.values():
            raise self._taken(inputs)
        return {}

    def import_(self, object_id: str, address: str) -> tuple[str, S] | None:  # noqa: ARG002 - no mark finds a place
        """Take what stands there, whoever made it, and let nothing else of this run take it over."""
        found = self.find(object_id)
        if found is None:
            return None
        self.notice(found, stays=True)
        return self.object_id(found), found

    def create(self, inputs: I) -> tuple[str, S]:
        """Make the object, or take over what a run that died or a lost answer left there."""
        what = self.describe(inputs)
        if not self.run.claim(what):
            raise self._taken(inputs)
        try:
            made = self._made_or_taken_over(inputs)
        except BaseException:
            self.run.give_up(what)
            raise
        self._held.add(self.object_id(made[1]))
        return made

    def notice(self, state: S, *, stays: bool) -> None:
        """What a state holds is nobody else's, however it is spelled, and whoever else still names it if it stays.

        Its id tells, not its name: the engine keeps the state of an object that it has deleted to replace it.
        """
        if self.object_id(state) not in self._adopted:
            self._held.add(self.object_id(state))
            self._kept |= {self.object_id(state)} if stays else set()

    def delete(self, state: S) -> None:
        """Remove the object, unless it is that of another resource: taken over by this run, or by one before."""
        if self.object_id(state) not in {*self._adopted, *self._kept}:
            self.remove(state)
            self._held.discard(self.object_id(state))
            self.run.give_up(self.describe(cast("I", state)))  # a state holds the inputs too

    def _made_or_taken_over(self, inputs: I) -> tuple[str, S]:
        found = self.look_up(inputs, fresh=False)
        if found:
            return self._left_behind(inputs, found)
        asked_at = self.run.clock.now()
        lost: AnswerLost | None = None
        for written in range(1, WRITES + 1):
            try:
                return self.make(inputs)
            except AnswerLost as error:
                lost = error
            except Conflict:
                if lost is None:
                    return self._left_behind(inputs, self.look_up(inputs, fresh=True))
            made = self._settled(inputs, lost, asked_at)
            if made:
                return made
            pause_after(lost, written, self.run.clock)
        raise lost or self._taken(inputs)

    def _settled(self, inputs: I, lost: AnswerLost, asked_at: datetime) -> tuple[str, S] | None:
        """What a lost answer was about; None where the platform never made it."""
        try:
            found = look_for(lambda: self.look_up(inputs, fresh=True), self.run.clock)
        except GpucredsError as error:
            raise AnswerLost(
                f"{lost.problem}; {self.describe(inputs)} may exist all the same, and looking for it failed: "
                f"{error.problem}",
                "Run `pulumi up` again: it takes over what nobody has used yet",
            ) from None
        if found and found.by_us and found.created_at and found.created_at >= asked_at - SKEW:
            return self.take_over(inputs, found.id)
        return self._left_behind(inputs, found) if found else None

    def _left_behind(self, inputs: I, found: Record | None) -> tuple[str, S]:
        if found is None or found.used or not found.by_us or found.id in self._held:
            raise self._taken(inputs)
        self.run.warn(f"{self.describe(inputs)} was there already, made by this login and used by nobody: taken over.")
        taken = self.take_over(inputs, found.id)
        self._adopted[found.id] = self.describe(inputs)
        return taken

    def _taken(self, inputs: I) -> Refused:
        return Refused(
            f"{self.describe(inputs)} exists already, and this resource did not make it",
            "If you renamed or moved a resource, give it an alias; if you asked for --replace, use the trigger or the "
            "option delete_before_replace; if nobody needs it, delete it on the platform; else name another one",
        )
