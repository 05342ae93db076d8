"""Which teams of a file an update is worth while for, and where their stacks are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from gpucreds.core.errors import Refused
from gpucreds_cli import stacks
from gpucreds_cli.fleet import fingerprint, standing, teams
from gpucreds_cli.fleet.fingerprint import Fingerprint
from gpucreds_cli.fleet.project import Project
from gpucreds_cli.fleet.records import Survey
from gpucreds_cli.fleet.teams import Team
from gpucreds_cli.fleet.update import Taken

ASKED = "asked for by --all"


@dataclass(frozen=True)
class Roll:
    """The file of teams beside the project and the backend that their stacks are in.

    Attributes:
        folder: where the engine is run.
        file: the file of teams.
        template: how a stack is named after its team.
        key: the setting that tells the program which team it is for.
        apart: files and folders of the project that are not of the program.
    """

    folder: Path
    file: Path
    template: str = "{team}"
    key: str = "team"
    apart: Sequence[Path] = ()

    @cached_property
    def project(self) -> Project:
        """The project. Raises Refused."""
        return Project.around(self.folder)

    @cached_property
    def teams(self) -> Sequence[Team]:
        """The teams of the file. Raises Refused with all that is wrong in it."""
        found = teams.read(self.file, self.template)
        strange = list(filter(None, map(self._contradiction, found)))
        if strange:
            raise Refused("; ".join(strange), "Take the setting out, or name stacks with --stack-name")
        return found

    @cached_property
    def known(self) -> Sequence[str]:
        """The whole names of the stacks that the project has. Raises Refused."""
        return stacks.names(self.folder, everywhere=False)

    def taken(self, team: Team) -> Taken:
        """The team as an update takes it, without a reason yet."""
        found = self.stack(team)
        settings = self._settings(team).get("config") or {}
        key = self.project.setting(self.key)
        return Taken(
            team.name,
            found or team.stack,
            self._fingerprint(team),
            new=found is None,
            settings={} if settings.get(key) == team.name else {key: team.name},
        )

    def reasons(self, taken: Taken, now: datetime) -> Sequence[str]:
        """Why to take it; none where nothing has changed and nothing is due. Raises Refused."""
        return [standing.NEW] if taken.new else standing.reasons(self.folder, taken.stack, taken.fingerprint, now)

    def survey(self, taken: Taken, now: datetime) -> Survey:
        """What there is to say of its stack. Raises Refused."""
        if taken.new:
            return Survey(team=taken.team, stack=taken.stack, reasons=[standing.NEW])
        told = standing.survey(self.folder, taken.stack, taken.fingerprint, now)
        return told.model_copy(update={"team": taken.team})

    def others(self) -> list[str]:
        """The stacks that no team of the file has. Raises Refused."""
        ours = {self.stack(team) for team in self.teams}
        return [name for name in self.known if name not in ours]

    def had_a_team(self, name: str) -> bool:
        """Whether one of these is of a team that is no longer in the file; what cannot be read tells nothing."""
        try:
            return standing.was_of_a_team(self.folder, name)
        except Refused:
            return False

    def stack(self, team: Team) -> str | None:
        """The whole name of its stack; None where there is none yet. Raises Refused."""
        organization, _, name = team.stack.rpartition("/")
        found = [one for one in self._by_name[name] if organization in ("", one.split("/")[0])]
        if len(found) > 1:
            raise Refused(f"{team.stack} may be {' or '.join(found)}", "Write the organization into --stack-name")
        return found[0] if found else None

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for one in self.known:
            found[one.rpartition("/")[2]].append(one)
        return found

    @cached_property
    def _program(self) -> str:
        return fingerprint.short(self.project.digest([self.file, *self.apart]))

    def _fingerprint(self, team: Team) -> Fingerprint:
        settings = dict(self._settings(team))
        # What the update itself writes there is no change.
        told = {name: value for name, value in (settings.pop("config", None) or {}).items() if name != self._key}
        digest = fingerprint.of_value({"config": told, **settings})
        return Fingerprint(fingerprint.of_value(team.settings), self._program, digest)

    @property
    def _key(self) -> str:
        return self.project.setting(self.key)

    def _settings(self, team: Team) -> Mapping[str, Mapping[str, object]]:
        return self.project.settings(team.stack)

    def _contradiction(self, team: Team) -> str | None:
        told = (self._settings(team).get("config") or {}).get(self._key)
        if told in (None, team.name):
            return None
        return f"the settings of the stack {team.stack} say that {self._key} is another one than {team.name}"
