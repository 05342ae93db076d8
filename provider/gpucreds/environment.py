"""A team's whole environment: what it needs on each platform, under one rotation policy, and one map of its secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypedDict

import pulumi
from typing_extensions import NotRequired

from gpucreds import egs as egs_
from gpucreds import nvcf as nvcf_
from gpucreds import runai as runai_
from gpucreds.core.durations import format_duration, parse_duration
from gpucreds.doors.composed import wrong_with

__all__ = ["EgsTeam", "KeyGrant", "NvcfTeam", "RunaiTeam", "TeamEnvironment", "TeamRotation"]

TOKEN = "gpucreds:index:TeamEnvironment"  # noqa: S105 - a type token of Pulumi


class EgsTeam(TypedDict):
    """A team on Avesha EGS: one workspace, and tokens for it."""

    clusters: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Registered worker clusters."""
    namespaces: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The namespaces that belong to the team in every cluster."""
    username: pulumi.Input[str]
    """The name of the workspace's owner."""
    email: pulumi.Input[str]
    """The e-mail address of the workspace's owner."""
    workspace_name: NotRequired[pulumi.Input[str]]
    """The workspace's name on EGS. Default: the component's name."""
    adopt: NotRequired[pulumi.Input[bool]]
    """Take over the workspace that a killed run left: of that name, with these clusters and namespaces."""
    tokens: NotRequired[Mapping[str, Literal["Editor", "Viewer"]]]
    """The tokens, by what they are for, with their roles: `{"ci": "Editor"}`."""


class RunaiTeam(TypedDict):
    """A team on NVIDIA Run:ai: an application and users, with their roles in one scope."""

    scope: pulumi.Input[runai_.Scope]
    """Where the roles count, for example `runai.Scope(type="project", name="vision")`."""
    application_role: pulumi.Input[str]
    """The role of the application, by name or id."""
    application: NotRequired[pulumi.Input[str]]
    """The application's name on Run:ai. Default: the component's name."""
    users: NotRequired[Sequence[str]]
    """The e-mail addresses of local users, whom the team brings along; a user is one team's only."""
    members: NotRequired[Sequence[str]]
    """The e-mail addresses of users who are there already, by SSO or by another team."""
    groups: NotRequired[Sequence[str]]
    """Groups of the identity provider."""
    user_role: NotRequired[pulumi.Input[str]]
    """The role of users, members and groups; needed where there are any."""


class KeyGrant(TypedDict):
    """What a key of NVCF opens; see `nvcf.ScopedKey`."""

    scopes: pulumi.Input[Sequence[pulumi.Input[str]]]
    """What the key may do."""
    functions: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The functions that it opens."""
    tasks: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The tasks that it opens."""
    resources: NotRequired[pulumi.Input[Sequence[pulumi.Input[nvcf_.KeyResource]]]]
    """Instead of both, whatever NVCF knows."""
    service: NotRequired[pulumi.Input[Literal["functions", "tasks", "events"]]]
    """The API that takes the key."""
    description: NotRequired[pulumi.Input[str]]
    """The text that NVCF shows, at most 32 characters. Default: the component's name and what the key is for."""


class NvcfTeam(TypedDict):
    """A team on NVIDIA Cloud Functions: keys of an owner of its own."""

    keys: Mapping[str, KeyGrant]
    """The keys, by what they are for."""
    owner_id: NotRequired[pulumi.Input[str]]
    """Whose keys they are; an owner has 8 at each service. Default: the component's name."""


class TeamRotation(TypedDict, total=False):
    """One policy for all credentials of a team: plain texts, no outputs.

    Where a platform gives an overlap, the old credential stays valid for that long. Run:ai gives none: the secret of
    the application is made anew when the others are minted, and the old one stops working at once.
    """

    ttl: str
    """How long a credential lives. Default: `90d`."""
    before: str
    """How long before its end a new one is minted. Default: `14d`."""
    jitter: str
    """Up to how much later than that, for each credential a part of its own, so that the teams of a fleet do not rotate
    on one day. It and the overlap fit into `before`. Default: none."""
    overlap: str
    """How long the old one stays valid. Default: one day."""
    trigger: str
    """Any text; a new text rotates everything now."""


class TeamEnvironment(pulumi.ComponentResource):
    """One team on up to three platforms; each platform may be left out.

    Everything is a child of the component, so that a team that goes takes all of it along, rules before their subjects
    and tokens before their workspace.
    """

    workspace: egs_.SliceWorkspace | None
    """The team's workspace on EGS."""
    tokens: Mapping[str, egs_.ApiToken]
    """Its tokens there, by what they are for."""
    application: runai_.Application | None
    """The team's application on Run:ai."""
    users: Mapping[str, runai_.LocalUser]
    """Its users there, by e-mail address."""
    access_rules: Mapping[str, runai_.AccessRule]
    """Their access rules: `application`, and one by each e-mail address and group."""
    keys: Mapping[str, nvcf_.ScopedKey]
    """The team's keys on NVCF, by what they are for."""
    environment: pulumi.Output[Mapping[str, str]]
    """Variable names and values (secret), for a `.env` file, a Kubernetes secret or CI: `EGS_ENDPOINT`,
    `EGS_TOKEN_<NAME>`, `RUNAI_ENDPOINT`, `RUNAI_CLIENT_ID`, `RUNAI_CLIENT_SECRET`, `NVCF_KEY_<NAME>`."""

    def __init__(
        self,
        name: str,
        *,
        egs: EgsTeam | None = None,
        runai: RunaiTeam | None = None,
        nvcf: NvcfTeam | None = None,
        rotation: TeamRotation | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a team's environment.

        Args:
            name: The team's name, which its parts take theirs from.
            egs: What the team has on Avesha EGS.
            runai: What the team has on NVIDIA Run:ai.
            nvcf: What the team has on NVIDIA Cloud Functions.
            rotation: One policy for all credentials. Without it nothing rotates.
            opts: Options of the engine.
        """
        super().__init__(TOKEN, name, {}, opts)
        self._team = name
        self._rotation = rotation
        self._check(egs, runai, nvcf)
        self.workspace, self.tokens = self._on_egs(egs) if egs is not None else (None, {})
        self.application = self._application(runai) if runai else None
        self.users = {email: self._user(email) for email in runai.get("users", ())} if runai else {}
        self.access_rules = self._access_rules(runai) if runai else {}
        self.keys = self._keys(nvcf) if nvcf else {}
        self.environment = pulumi.Output.secret(pulumi.Output.all(**self._variables()))
        self.register_outputs({"environment": self.environment})

    def _check(self, egs: EgsTeam | None, runai: RunaiTeam | None, nvcf: NvcfTeam | None) -> None:
        """What the parts cannot find out by themselves, before any of them is declared."""
        for wrong in self._wrong_with(egs, runai, nvcf):
            raise pulumi.RunError(f"TeamEnvironment {self._team!r}: {wrong}")

    def _wrong_with(self, egs: EgsTeam | None, runai: RunaiTeam | None, nvcf: NvcfTeam | None) -> Iterator[str]:
        if egs is None and runai is None and nvcf is None:
            yield "give it at least one of egs, runai and nvcf"
        given = {"egs": (egs, EgsTeam), "runai": (runai, RunaiTeam), "nvcf": (nvcf, NvcfTeam)}
        for name, (value, form) in {**given, "rotation": (self._rotation, TeamRotation)}.items():
            if value is not None:
                yield from wrong_with(name, value, form)
        for use, grant in nvcf["keys"].items() if nvcf is not None else ():
            yield from wrong_with(f"nvcf.keys.{use}", grant, KeyGrant)
        if runai and "user_role" not in runai and any(runai.get(kind) for kind in ("users", "members", "groups")):
            yield "runai.user_role is required where there are users, members or groups"
        for uses in (list(egs.get("tokens", {})) if egs else [], list(nvcf["keys"]) if nvcf else []):
            names = [_upper(use) for use in uses]
            twice = sorted(use for use in uses if names.count(_upper(use)) > 1)
            if twice:
                yield f"{' and '.join(map(repr, twice))} would be one variable: name them otherwise"
        yield from self._wrong_with_rotation()

    def _wrong_with_rotation(self) -> Iterator[str]:
        terms = self._terms()
        if not terms:
            return
        texts = {"ttl": terms["ttl"], **{name: terms["rotation"].get(name, "0s") for name in ("before", "jitter")}}
        for name, text in texts.items():
            try:
                parse_duration(text)
            except ValueError as error:
                yield f"rotation.{name} {error}"
        if parse_duration(texts["before"]) >= parse_duration(texts["ttl"]):
            yield f"rotation.before ({texts['before']}) is not shorter than the lifetime ({texts['ttl']})"

    @property
    def _ours(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self)

    def _on_egs(self, team: EgsTeam) -> tuple[egs_.SliceWorkspace, dict[str, egs_.ApiToken]]:
        workspace = egs_.SliceWorkspace(
            self._team,
            name=team.get("workspace_name", self._team),
            adopt=team.get("adopt", False),
            clusters=team["clusters"],
            namespaces=team["namespaces"],
            username=team["username"],
            email=team["email"],
            opts=self._ours,
        )
        return workspace, {
            use: egs_.ApiToken(
                f"{self._team}-{use}", role=role, workspace_name=workspace.name, **self._terms(), opts=self._ours
            )
            for use, role in team.get("tokens", {}).items()
        }

    def _application(self, team: RunaiTeam) -> runai_.Application:
        name = team.get("application", self._team)
        return runai_.Application(self._team, name=name, rotation=self._secret_rotation(), opts=self._ours)

    def _user(self, email: str) -> runai_.LocalUser:
        return runai_.LocalUser(f"{self._team}-{email}", email=email, opts=self._ours)

    def _access_rules(self, team: RunaiTeam) -> dict[str, runai_.AccessRule]:
        people: dict[str, Any] = dict(self.users)
        people |= {email: runai_.Subject(type="user", name=email) for email in team.get("members", ())}
        people |= {group: runai_.Subject(type="group", name=group) for group in team.get("groups", ())}
        subjects: dict[str, Any] = {"application": (self.application, team["application_role"])}
        subjects |= {who: (subject, team.get("user_role")) for who, subject in people.items()}
        return {
            who: runai_.AccessRule(
                f"{self._team}-{who}", subject=subject, role=role, scope=team["scope"], opts=self._ours
            )
            for who, (subject, role) in subjects.items()
        }

    def _keys(self, team: NvcfTeam) -> dict[str, nvcf_.ScopedKey]:
        owner = team.get("owner_id", self._team)
        return {
            use: nvcf_.ScopedKey(f"{self._team}-{use}", owner_id=owner, **grant, **self._terms(), opts=self._ours)
            for use, grant in team["keys"].items()
        }

    def _terms(self) -> dict[str, Any]:
        """The policy, for what ends: its lifetime, and how it rotates."""
        if self._rotation is None:
            return {}
        ttl = self._rotation.get("ttl", "90d")
        rotation = {name: text for name, text in self._rotation.items() if name != "ttl"}
        return {"ttl": ttl, "rotation": {"before": "14d", **rotation}}

    def _secret_rotation(self) -> runai_.SecretRotation | None:
        """The policy, for what does not end: as old as the others get before they rotate."""
        terms = self._terms()
        if not terms:
            return None
        rotation = terms["rotation"]
        ttl, before, jitter = map(parse_duration, (terms["ttl"], rotation["before"], rotation.get("jitter", "0s")))
        anew = runai_.SecretRotation(every=format_duration(ttl - before + jitter))
        if jitter:
            anew["jitter"] = rotation["jitter"]
        if rotation.get("trigger"):
            anew["trigger"] = rotation["trigger"]
        return anew

    def _variables(self) -> dict[str, pulumi.Output[Any]]:
        variables: dict[str, pulumi.Output[Any]] = {}
        if self.workspace:
            variables["EGS_ENDPOINT"] = self.workspace.endpoint
        variables |= {f"EGS_TOKEN_{_upper(use)}": token.token for use, token in self.tokens.items()}
        if self.application:
            variables["RUNAI_ENDPOINT"] = self.application.endpoint
            variables["RUNAI_CLIENT_ID"] = self.application.client_id
            variables["RUNAI_CLIENT_SECRET"] = self.application.client_secret
        return variables | {f"NVCF_KEY_{_upper(use)}": key.key for use, key in self.keys.items()}


def _upper(use: str) -> str:
    return re.sub(r"\W", "_", use).upper()
