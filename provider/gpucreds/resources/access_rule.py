"""Run:ai access rule: the role of a subject in a scope."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, StringConstraints

from gpucreds.core.declaration import Model, Placed, Replaces, part, rule
from gpucreds.core.errors import Refused
from gpucreds.core.spelling import did_you_mean
from gpucreds.core.unique import Record, UniqueObject
from gpucreds.platforms import Platforms
from gpucreds.platforms.runai.access_rules import AccessRule as Found
from gpucreds.platforms.runai.access_rules import Grant
from gpucreds.platforms.runai.accounts import SUBJECT_TYPES
from gpucreds.platforms.runai.organization import ScopeType
from gpucreds.resources.local_user import not_an_address

Text = Annotated[str, StringConstraints(min_length=1)]


def _number_as_text(value: object) -> object:
    # An id may be written as the number that it is; the engine turns every number into a float.
    whole = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1
    return f"{value:.0f}" if whole else value


Reference = Annotated[Text, BeforeValidator(_number_as_text)]
"""A name or an id."""


class Subject(Model):
    """Who gets the role."""

    type: Literal["application", "user", "group"]
    """`application` (also a service account), `user`, or `group` of the identity provider."""
    name: Text
    """The name of an application (which is its client id), the e-mail address of a user, the name of a group."""


class Scope(Model):
    """Where the role counts."""

    type: Literal["tenant", "cluster", "department", "project"]
    """`tenant`, `cluster`, `department` or `project`."""
    name: Reference | None = None
    """Its name or its id; the tenant needs none."""


class AccessRuleInputs(Model):
    """What a program gives."""

    subject: Annotated[Subject, Replaces()]
    """Who gets the role: in Python also a `runai.Application` or a `runai.LocalUser` itself."""
    role: Annotated[Reference, Replaces()]
    """The role, by name or id. Ids differ between control planes: prefer the name."""
    scope: Annotated[Scope, Replaces()]
    """Where the role counts."""
    cluster: Annotated[Reference | None, Replaces()] = None
    """The cluster of the scope, by name or id, where a name is there in several."""

    @rule("scope.name")
    def _scope_named(self) -> str | None:
        """A scope without a name, unless it is the tenant."""
        if self.scope.type != "tenant" and self.scope.name is None:
            return f"is required: write the name or the id of the {self.scope.type}"
        return None

    @rule("subject.name")
    def _user_by_address(self) -> str | None:
        """A user who is not named by an e-mail address."""
        return not_an_address(self.subject.name) if self.subject.type == "user" else None


class AccessRuleState(AccessRuleInputs, Placed):
    """What the stack keeps: what the names meant when the rule was made."""

    rule_id: int
    """The id on Run:ai."""
    subject_type: str
    """The type of the subject in the words of Run:ai: `user`, `group`, `service-account` or `app`."""
    role_id: int
    """The id of the role."""
    role_name: str
    """The name of the role."""
    scope_id: str
    """The id of the scope."""
    scope_name: str
    """The name of the scope."""
    cluster_id: str | None = None
    """The id of the cluster, where one is given."""


class AccessRule(UniqueObject[AccessRuleInputs, AccessRuleState, Platforms]):
    """No field of a rule can change."""

    resource_type = "runai:AccessRule"
    inputs = AccessRuleInputs
    state = AccessRuleState
    import_id = """
    - The id is the number of the rule on Run:ai: `17`.
    - The program has to say it as the import does: role, scope and account by the names that Run:ai shows, and a
      `cluster` only where the scope's name is there in several. Another spelling makes the rule anew.
    """
    limits = """
    - Names are looked up when the rule is made: it stays with the role and the scope that had them then.
    - A rule may outlive its subject, and whoever gets that name next has its rights: give the resource as `subject`,
      and the rule goes first.
    - Only the identity provider knows its groups: a group that does not exist is not refused.
    - A new rule reaches the clusters a while after the update.
    """
    failures = """
    - `Run:ai has no role …` (or cluster, department, project, user, application): write one of the names that the error
      shows.
    - `Run:ai has 2 of the project …`: give the cluster too, or the id.
    - An answer 403: a login gives away no role that is broader than its own; give it a broader one, such as System
      administrator of the tenant.
    - `the login belongs to the tenant …`: leave the name of the tenant out.
    """

    def dies_first(self, state: AccessRuleState, inputs: AccessRuleInputs) -> bool:
        """Run:ai holds one rule of the same subject, role and scope, however they are written."""
        roles = (state.role, state.role_name, str(state.role_id))
        scopes = (state.scope.name or "", state.scope_name, state.scope_id)
        same_scope = state.scope.type == inputs.scope.type and (
            inputs.scope.name is None or _among(inputs.scope.name, scopes)
        )
        return _key(state.subject) == _key(inputs.subject) and same_scope and _among(inputs.role, roles)

    def describe(self, inputs: AccessRuleInputs) -> str:
        """In words."""
        cluster = f"of {inputs.cluster}" if inputs.cluster else None
        where = " ".join(filter(None, (inputs.scope.type, inputs.scope.name, cluster)))
        kind, name = _key(inputs.subject)
        return f"the Run:ai access rule of {kind} {name!r} as {inputs.role!r} in {where}"

    def object_id(self, state: AccessRuleState) -> str:
        """The id on Run:ai."""
        return str(state.rule_id)

    def look_up(self, inputs: AccessRuleInputs, *, fresh: bool) -> Record | None:
        """The rule that says the same. It is used by nobody: to take it over ends nothing."""
        runai = self.platforms.runai
        grant = self._grant(inputs)
        known = runai.access_rules.about(grant.subject_id, grant.subject_type) if fresh else runai.access_rules.all()
        found = next((one for one in known if one.grant == grant), None)
        if found is None:
            return None
        return Record(str(found.id), found.created_at, runai.session.is_us(found.created_by), used=False)

    def find(self, object_id: str) -> AccessRuleState | None:
        """The rule of that number, in the words of a program."""
        if not (object_id.isascii() and object_id.isdigit()):
            raise Refused(f"{object_id!r} is no id of a Run:ai access rule", "Write its number, for example 17")
        found = self.platforms.runai.access_rules.find(int(object_id))
        if found is None:
            return None
        scope, cluster = self._scope_in_words(found)
        inputs = AccessRuleInputs(
            subject=self._subject_in_words(found), role=self._role_in_words(found), scope=scope, cluster=cluster
        )
        return self._state(inputs, found)

    def make(self, inputs: AccessRuleInputs) -> tuple[str, AccessRuleState]:
        """Make a rule."""
        made = self.platforms.runai.access_rules.create(self._grant(inputs), self._cluster_id(inputs))
        return str(made.id), self._state(inputs, made)

    def take_over(self, inputs: AccessRuleInputs, object_id: str) -> tuple[str, AccessRuleState]:
        """It is as good as a new one."""
        grant = self._grant(inputs)
        rules = self.platforms.runai.access_rules.about(grant.subject_id, grant.subject_type)
        found = next((one for one in rules if str(one.id) == object_id), None)
        if found is None:
            raise Refused(f"{self.describe(inputs)} went away in this moment", "Run the command again")
        return object_id, self._state(inputs, found)

    def read(self, state: AccessRuleState) -> AccessRuleState | None:
        """Whether the rule is in force."""
        return state if self.platforms.runai.access_rules.find(state.rule_id) else None

    def update(self, state: AccessRuleState, inputs: AccessRuleInputs) -> AccessRuleState:
        """Nothing changes in place."""
        return state.model_copy(update=part(inputs, AccessRuleInputs))

    def remove(self, state: AccessRuleState) -> None:
        """Remove the rule."""
        self.platforms.runai.access_rules.delete(state.rule_id)

    def _grant(self, inputs: AccessRuleInputs) -> Grant:
        organization = self.platforms.runai.organization
        scope_id, _ = organization.scope(inputs.scope.type, inputs.scope.name, inputs.cluster)
        return Grant(
            subject_id=self._subject_id(inputs.subject),
            subject_type=self._subject_type(inputs.subject),
            role_id=int(organization.role(inputs.role).id),
            scope_id=scope_id,
            scope_type=inputs.scope.type,
        )

    def _subject_in_words(self, found: Found) -> Subject:
        name, kind = found.grant.subject_id, found.grant.subject_type
        if kind in SUBJECT_TYPES.values():
            known = self.platforms.runai.accounts.called(name)
            return Subject(type="application", name=known[0].name if known else name)
        if kind not in ("user", "group") or not name:
            raise Refused(f"the Run:ai access rule {found.id} is about {kind} {name!r}", "Leave it to Run:ai")
        return Subject(type="user" if kind == "user" else "group", name=name)

    def _role_in_words(self, found: Found) -> str:
        with suppress(Refused):
            if int(self.platforms.runai.organization.role(found.role_name).id) == found.grant.role_id:
                return found.role_name
        return str(found.grant.role_id)

    def _scope_in_words(self, found: Found) -> tuple[Scope, str | None]:
        """The scope by its name, with the cluster where it needs one; by its id where that does not do."""
        organization, grant = self.platforms.runai.organization, found.grant
        kind: ScopeType | None = next((one for one in get_args(ScopeType) if one == grant.scope_type), None)
        if kind is None:
            raise Refused(f"the Run:ai access rule {found.id} counts in a {grant.scope_type}", "Leave it to Run:ai")
        if kind == "tenant":
            return Scope(type=kind), None
        for cluster in (None, *(cluster.name for cluster in organization.clusters())):
            with suppress(Refused):
                if organization.scope(kind, found.scope_name, cluster)[0] == grant.scope_id:
                    return Scope(type=kind, name=found.scope_name), cluster
        return Scope(type=kind, name=grant.scope_id), None

    def _subject_type(self, subject: Subject) -> str:
        accounts = self.platforms.runai.accounts
        return SUBJECT_TYPES[accounts.serving("service-account")] if subject.type == "application" else subject.type

    def _subject_id(self, subject: Subject) -> str:
        """A rule for somebody who is not there would be the rights of whoever gets that name next."""
        runai = self.platforms.runai
        if subject.type == "group":
            return subject.name  # only the identity provider knows its groups
        if subject.type == "application":
            found, names = runai.accounts.client_id(subject.name), [one.name for one in runai.accounts.all()]
        else:
            found, names = runai.users.username(subject.name), [one.username for one in runai.users.all()]
        if found is None:
            hint = did_you_mean(subject.name, names)
            raise Refused(f"Run:ai has no {subject.type} {subject.name!r}", hint[0].upper() + hint[1:])
        return found

    def _cluster_id(self, inputs: AccessRuleInputs) -> str | None:
        return self.platforms.runai.organization.cluster(inputs.cluster).id if inputs.cluster else None

    def _state(self, inputs: AccessRuleInputs, found: Found) -> AccessRuleState:
        return AccessRuleState.model_construct(
            **part(inputs, AccessRuleInputs),
            rule_id=found.id,
            subject_type=found.grant.subject_type,
            role_id=found.grant.role_id,
            role_name=found.role_name,
            scope_id=found.grant.scope_id,
            scope_name=found.scope_name,
            cluster_id=self._cluster_id(inputs),
        )


def _among(name: str, names: Sequence[str]) -> bool:
    return name.lower() in map(str.lower, names)


def _key(subject: Subject) -> tuple[str, str]:
    return subject.type, subject.name.lower() if subject.type == "user" else subject.name
