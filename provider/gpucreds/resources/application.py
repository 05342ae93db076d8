"""Run:ai application: an account for programs, which later control planes call a service account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import SecretStr

from gpucreds.core.declaration import Model, Named, OnChange, Placed, Planned, Promised, Renewed, Replaces, part, rule
from gpucreds.core.durations import Duration, Instant, format_duration
from gpucreds.core.errors import GpucredsError, Refused
from gpucreds.core.importing import another_secret, supplied
from gpucreds.core.planning import share
from gpucreds.core.regenerated import RegeneratedCredential, RegeneratedInputs, Renewal
from gpucreds.core.unique import Record
from gpucreds.platforms import Platforms
from gpucreds.platforms.runai.accounts import SUBJECT_TYPES, Account

NAME = re.compile(r"[a-z][-_a-z0-9]*[a-z0-9]")
LONGEST_NAME = 255
SHORTEST_AGE = timedelta(minutes=1)

Kind = Literal["service-account", "application"]


class SecretRotation(Model):
    """When the secret is made anew."""

    every: Duration | None = None
    """How old a secret gets. Without it, only the trigger rotates."""
    jitter: Duration | None = None
    """Up to how much younger it is then, so that what was made together is not made anew together.

    How much of it, each application has of its own, always the same. Shorter than `every`. Default: none.
    """
    trigger: str | None = None
    """Any text; a new text rotates now."""
    overlap: str | None = None
    """Refused: Run:ai ends the old secret at once."""


class ApplicationInputs(RegeneratedInputs):
    """What a program gives."""

    name: Annotated[str, Named(), Replaces()]
    """The name on Run:ai: 2 to 255 lower-case letters, digits, `-` and `_`, from a letter to a letter or a digit.

    Default: the resource's name.
    """
    enabled: bool = True
    """Whether it may log in. Default: `True`."""
    rotation: Annotated[
        SecretRotation | None, OnChange("makes a new secret where one is due by it, or by a new `trigger`")
    ] = None
    """When the secret is made anew; the old one stops working at once. Without it nothing rotates."""

    rotate_after: Annotated[Instant | None, Planned()] = None
    """The first update after this instant makes the secret anew; none where the clock alone does nothing."""

    def renewal(self) -> Renewal:
        """By age or by trigger."""
        asked = self.rotation or SecretRotation()
        every = asked.every - share(asked.jitter, self.name) if asked.every and asked.jitter else asked.every
        return Renewal(every, asked.trigger)

    def next_by_age(self) -> datetime | None:
        """When this secret has reached its age; None where it may get any."""
        every = self.renewal().every
        return self.rotated_at + every if every else None

    @rule("name")
    def _name_as_run_ai_takes_it(self) -> str | None:
        """A name that Run:ai does not take."""
        if len(self.name) <= LONGEST_NAME and NAME.fullmatch(self.name):
            return None
        better = re.sub(r"[^-_a-z0-9]+", "-", self.name.lower()).lstrip("-_0123456789")[:LONGEST_NAME].rstrip("-_")
        example = f", for example {better!r}" if NAME.fullmatch(better) else ""
        return (
            f"{self.name!r} is not a name that Run:ai takes: write 2 to {LONGEST_NAME} lower-case letters, digits, '-' "
            f"and '_', first a letter, last a letter or a digit{example}"
        )

    @rule("rotation.every")
    def _not_at_every_update(self) -> str | None:
        """An age that is over before anybody has the secret."""
        every = (self.rotation or SecretRotation()).every
        if every is None or every >= SHORTEST_AGE:
            return None
        return f"{format_duration(every)} is too short: write at least {format_duration(SHORTEST_AGE)}"

    @rule("rotation.jitter")
    def _jitter_within_age(self) -> str | None:
        """A jitter without an age, or one that is as long."""
        asked = self.rotation or SecretRotation()
        if not asked.jitter:
            return None
        if asked.every is None:
            return "needs every: it makes the secret anew before that age"
        longest = asked.every - SHORTEST_AGE
        if asked.jitter <= longest:
            return None
        lengths = f"{format_duration(asked.jitter)} is not shorter than every ({format_duration(asked.every)})"
        return f"{lengths}: write {format_duration(longest)} or less"

    @rule("rotation.overlap")
    def _no_overlap(self) -> str | None:
        """An overlap, which Run:ai cannot give."""
        if self.rotation is None or self.rotation.overlap is None:
            return None
        return (
            "is not possible: Run:ai ends the old secret in the moment it makes the new one. Leave the overlap out; "
            "where both have to work for a while, declare two applications and rotate them in turn"
        )


class ApplicationState(ApplicationInputs, Placed):
    """What the stack keeps."""

    application_id: str
    """The id on Run:ai."""
    client_id: str
    """What it logs in with, together with the secret."""
    client_secret: Annotated[SecretStr | None, Promised(), Renewed("generation")] = None
    """The secret; none after an import without it, until the next update."""
    kind: Kind
    """`service-account`, or `application` on control planes that have no service accounts."""
    pending: Annotated[str | None, Renewed("enabled")] = None
    """What the next update has to finish."""


class Application(RegeneratedCredential[ApplicationInputs, ApplicationState, Platforms]):
    """Only `enabled` and the secret of an account can change; its name is its client id."""

    resource_type = "runai:Application"
    inputs = ApplicationInputs
    state = ApplicationState
    named_by = "name"
    import_id = """
    - The id is the name of the account, which is its client id: `ci`. Its id on Run:ai does as well.
    - Run:ai never shows a secret again. Give it as `gpucreds:importSecret`, and it stays as it is: a log-in sees
      whether it is the right one, unless the account is disabled. Without it, the next `pulumi up` makes a new one,
      and the old one stops working at once.
    - What the program says first of `rotation` makes no new secret, even with a `trigger`: the age counts from the
      import.
    - The account that gpucreds itself logs in with is not taken.
    """
    limits = """
    - An account has one secret: a new one ends the old one at once, without an overlap. Where both have to work for a
      while, declare two applications and rotate them in turn.
    - The secret is shown when it is made and never again: nobody sees whether it was made anew elsewhere.
    - A new account may do nothing until a `runai.AccessRule` names it.
    - Access tokens that were bought with the old secret may work until they end.
    """
    failures = """
    - An answer 403: give the login of gpucreds an access rule that allows it, such as System administrator of the
      tenant.
    - `this application is the one that gpucreds itself logs in with`: configure another login before you rotate,
      disable or remove it.
    - `serves neither service accounts nor applications`: `gpucreds:runaiEndpoint` is the base URL, without `/api`.
    - `is not enabled yet` or `is not disabled yet` (a warning): the next `pulumi up` sees to it.
    """

    def plan(self, inputs: ApplicationInputs, old: ApplicationInputs | None) -> Mapping[str, object]:
        """Also say when the clock asks for the next secret."""
        plan = super().plan(inputs, old)
        return {**plan, "rotate_after": inputs.model_copy(update=dict(plan)).next_by_age()}

    def dies_first(self, state: ApplicationState, inputs: ApplicationInputs) -> bool:
        """A name is one account's at a time."""
        return state.name == inputs.name

    def describe(self, inputs: ApplicationInputs) -> str:
        """By its name."""
        return f"the Run:ai application {inputs.name!r}"

    def object_id(self, state: ApplicationState) -> str:
        """The id on Run:ai."""
        return state.application_id

    def look_up(self, inputs: ApplicationInputs, *, fresh: bool) -> Record | None:
        """The account of that name. One that has logged in or has an access rule is used."""
        runai = self.platforms.runai
        found = next((one for one in runai.accounts.all(fresh=fresh) if one.name == inputs.name), None)
        if found is None:
            return None
        named = (runai.access_rules.about(found.client_id, kind) for kind in SUBJECT_TYPES.values())
        used = bool(found.last_login) or any(named)
        return Record(found.id, found.created_at, runai.session.is_us(found.created_by), used)

    def find(self, object_id: str) -> ApplicationState | None:
        """The account of that name or id, with the secret that the configuration gives."""
        found = self.platforms.runai.accounts.called(object_id)
        if len(found) > 1:
            ids = ", ".join(account.id for account in found)
            raise Refused(f"Run:ai has {len(found)} applications {object_id!r}: {ids}", "Give one of these ids instead")
        return self._taken_as_it_is(found[0]) if found else None

    def make(self, inputs: ApplicationInputs) -> tuple[str, ApplicationState]:
        """Make an account."""
        new = self.platforms.runai.accounts.create(inputs.name)
        return self._with_secret(inputs, new.id, new.client_id, new.secret, new.kind)

    def take_over(self, inputs: ApplicationInputs, object_id: str) -> tuple[str, ApplicationState]:
        """Give the account a secret that we know."""
        accounts = self.platforms.runai.accounts
        kind = accounts.serving("service-account")
        secret = accounts.regenerate(kind, object_id)
        found = accounts.find(kind, object_id)
        client_id = found.client_id if found else inputs.name
        return self._with_secret(inputs, object_id, client_id, secret, kind, like_others=False)

    def read(self, state: ApplicationState) -> ApplicationState | None:
        """Whether it is there and enabled. Nobody can see whether the secret was made anew elsewhere."""
        found = self.platforms.runai.accounts.find(state.kind, state.application_id)
        return state.model_copy(update={"enabled": found.enabled, "kind": found.kind}) if found else None

    def update(self, state: ApplicationState, inputs: ApplicationInputs) -> ApplicationState:
        """Enable or disable, then make the planned secret: nothing comes after that one."""
        accounts, secret = self.platforms.runai.accounts, state.client_secret
        rotates = inputs.generation != state.generation
        if rotates or not inputs.enabled:
            self._not_our_login(state.client_id)
        if state.enabled != inputs.enabled or state.pending:
            accounts.enable(state.kind, state.application_id, enabled=inputs.enabled)
        if rotates:
            secret = self.renewed(lambda: accounts.regenerate(state.kind, state.application_id))
        return self._state(inputs, state.application_id, state.client_id, secret, state.kind)

    def remove(self, state: ApplicationState) -> None:
        """Remove the account. Raises Refused for the one that gpucreds itself logs in with."""
        self._not_our_login(state.client_id)
        self.platforms.runai.accounts.delete(state.kind, state.application_id)

    def _taken_as_it_is(self, account: Account) -> ApplicationState:
        what = f"the Run:ai application {account.name!r}"
        self._not_our_login(account.client_id)
        secret = supplied(self.run, self.platforms.import_secret, what)
        if secret and account.enabled and not self.platforms.runai.session.takes(account.client_id, secret):
            raise another_secret(what)
        plan = self.begun(what, secret)
        inputs = ApplicationInputs.model_construct(name=account.name, enabled=account.enabled, **plan)
        return self._state(inputs, account.id, account.client_id, secret, account.kind)

    def _not_our_login(self, client_id: str) -> None:
        if self.platforms.runai.accounts.is_login(client_id):
            raise Refused(
                "this application is the one that gpucreds itself logs in with",
                "Configure another login before you rotate, disable or remove it",
            )

    def _with_secret(
        self,
        inputs: ApplicationInputs,
        account_id: str,
        client_id: str,
        secret: SecretStr,
        kind: Kind,
        *,
        like_others: bool = True,
    ) -> tuple[str, ApplicationState]:
        """The state of a new account, enabled as asked. Never raises: the secret exists.

        `like_others`: it was made a moment ago, so it is enabled where all new ones are.
        """
        accounts = self.platforms.runai.accounts
        state = self._state(inputs, account_id, client_id, secret, kind)
        try:
            if not (inputs.enabled and like_others and accounts.is_enabled(kind, account_id)):
                accounts.enable(kind, account_id, enabled=inputs.enabled)
        except GpucredsError as error:
            wanted = "enabled" if inputs.enabled else "disabled"
            self.run.warn(f"{self.describe(inputs)} is not {wanted} yet, the next `pulumi up` sees to it: {error}")
            state = state.model_copy(update={"pending": f"has to be {wanted}"})
        return account_id, state

    def _state(
        self, inputs: ApplicationInputs, account_id: str, client_id: str, secret: SecretStr | None, kind: Kind
    ) -> ApplicationState:
        return ApplicationState.model_construct(
            **part(inputs, ApplicationInputs),
            application_id=account_id,
            client_id=client_id,
            client_secret=secret,
            kind=kind,
        )
