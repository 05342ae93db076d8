"""Run:ai local user: an account for a person, with a temporary password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import SecretStr

from gpucreds.core.declaration import Internal, OnChange, Placed, Planned, Promised, Renewed, Replaces, part, rule
from gpucreds.core.errors import Refused
from gpucreds.core.importing import supplied
from gpucreds.core.regenerated import RegeneratedCredential, RegeneratedInputs, Renewal
from gpucreds.core.unique import Record
from gpucreds.platforms import Platforms
from gpucreds.platforms.runai.users import User

EMAIL = re.compile(r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}")
LONGEST_EMAIL = 254


def not_an_address(text: str) -> str | None:
    """Why Run:ai does not take an e-mail address; None where it does."""
    if len(text) <= LONGEST_EMAIL and EMAIL.fullmatch(text):
        return None
    return f'{text!r} is not an e-mail address that Run:ai takes: write for example "jo@example.com"'


class LocalUserInputs(RegeneratedInputs):
    """What a program gives."""

    email: Annotated[str, Replaces()]
    """The e-mail address, which becomes the user name in lower case."""
    reset_password: Annotated[bool | None, Replaces()] = None
    """Whether the user has to choose a password at the first sign-in."""
    notify: Annotated[bool | None, Replaces()] = None
    """Whether Run:ai mails the user a link (from 2.23; earlier ones ignore it)."""
    password_reset: Annotated[str | None, OnChange("resets the password")] = None
    """Any text; a new text resets the password to a new temporary one, and the old one stops working at once."""

    imported: Annotated[bool | None, Planned(), Internal()] = None
    """Whether somebody else made the user, so that what only a create sends has nothing to be compared with."""

    def renewal(self) -> Renewal:
        """By trigger only."""
        return Renewal(trigger=self.password_reset)

    @rule("email")
    def _an_address(self) -> str | None:
        """An e-mail address that Run:ai does not take."""
        return not_an_address(self.email)


class LocalUserState(LocalUserInputs, Placed):
    """What the stack keeps."""

    user_id: str
    """The id on Run:ai."""
    username: str
    """The name to sign in with."""
    temp_password: Annotated[SecretStr | None, Promised(), Renewed("generation")] = None
    """The temporary password that Run:ai made last; none after an import without it, until the next update."""


class LocalUser(RegeneratedCredential[LocalUserInputs, LocalUserState, Platforms]):
    """Nothing of a user can change but the password, which Run:ai chooses."""

    resource_type = "runai:LocalUser"
    inputs = LocalUserInputs
    state = LocalUserState
    named_by = "email"
    import_id = """
    - The id is the e-mail address: `jo@example.com`.
    - Run:ai never shows a password again. Give it as `gpucreds:importSecret`, and it stays as it is; nobody checks it.
      Without it, the next `pulumi up` resets the password, and the user's own one stops working at once.
    - What the program says first of `password_reset` resets nothing; the next other text does.
    - `reset_password` and `notify` count for a create: after an import nothing comes of them.
    - A user of an identity provider (SSO), and the one that gpucreds itself logs in as, are not taken.
    """
    limits = """
    - The temporary password is shown when it is made and never again, and it says nothing about one that the user has
      chosen since.
    - Run:ai never shows `reset_password` and `notify` again, so a refresh does not see them.
    - The mail of `notify` needs Run:ai 2.23 or later with e-mail set up.
    - A user of an identity provider (SSO) is no local user: none is taken over or reset.
    """
    failures = """
    - An answer 403: give the login of gpucreds an access rule that allows it, such as System administrator of the
      tenant.
    - `this user is the one that gpucreds itself logs in as`: configure another login before you reset the password or
      remove the user.
    """

    def plan(self, inputs: LocalUserInputs, old: LocalUserInputs | None) -> Mapping[str, object]:
        """Letter case makes no other address, and of an imported user nobody knows what its create was sent."""
        same: dict[str, object] = {"email": old.email} if old and old.email.lower() == inputs.email.lower() else {}
        if old and old.imported:
            same |= {"reset_password": old.reset_password, "notify": old.notify}
        return {**super().plan(inputs, old), **same, "imported": old and old.imported}

    def dies_first(self, state: LocalUserState, inputs: LocalUserInputs) -> bool:
        """An address is one user's at a time."""
        return state.email.lower() == inputs.email.lower()

    def describe(self, inputs: LocalUserInputs) -> str:
        """By the address."""
        return f"the Run:ai user {inputs.email.lower()!r}"

    def object_id(self, state: LocalUserState) -> str:
        """The id on Run:ai."""
        return state.user_id

    def look_up(self, inputs: LocalUserInputs, *, fresh: bool) -> Record | None:
        """The user of that name. One who has signed in, comes by SSO or has an access rule is used."""
        runai, name = self.platforms.runai, inputs.email.lower()
        found = next((user for user in runai.users.all(fresh=fresh) if user.username.lower() == name), None)
        if found is None:
            return None
        used = (
            found.is_local is not True
            or bool(found.last_login)
            or bool(runai.access_rules.about(found.username, "user"))
        )
        return Record(found.id, found.created_at, runai.session.is_us(found.created_by), used)

    def find(self, object_id: str) -> LocalUserState | None:
        """The local user of that address, with the password that the configuration gives."""
        wrong = not_an_address(object_id)
        if wrong:
            raise Refused(f"the id of a Run:ai user is the e-mail address: {wrong}")
        known = self.platforms.runai.users.all()
        found = next((user for user in known if user.username.lower() == object_id.lower()), None)
        return self._taken_as_it_is(found) if found else None

    def make(self, inputs: LocalUserInputs) -> tuple[str, LocalUserState]:
        """Make a user."""
        asked = {"resetPassword": inputs.reset_password, "notify": inputs.notify}
        options = {name: value for name, value in asked.items() if value is not None}
        new = self.platforms.runai.users.create(inputs.email.lower(), options)
        return new.id, self._state(inputs, new.id, new.username, new.temp_password)

    def take_over(self, inputs: LocalUserInputs, object_id: str) -> tuple[str, LocalUserState]:
        """Give the user a password that we know. Raises Refused for one who came by SSO in this moment."""
        found = self.platforms.runai.users.find(object_id)
        if found:
            self._no_sso(found)
        password = self.platforms.runai.users.reset_password(object_id)
        return object_id, self._state(inputs, object_id, inputs.email.lower(), password)

    def read(self, state: LocalUserState) -> LocalUserState | None:
        """Whether the user is there. Nothing else of one can change, and nobody sees the password."""
        return state if self.platforms.runai.users.find(state.user_id) else None

    def update(self, state: LocalUserState, inputs: LocalUserInputs) -> LocalUserState:
        """Reset the password where that is planned."""
        password = state.temp_password
        if inputs.generation != state.generation:
            self._not_our_login(state.username)
            password = self.renewed(lambda: self.platforms.runai.users.reset_password(state.user_id))
        return self._state(inputs, state.user_id, state.username, password)

    def remove(self, state: LocalUserState) -> None:
        """Remove the user. Raises Refused for the one that gpucreds itself logs in as."""
        self._not_our_login(state.username)
        self.platforms.runai.users.delete(state.user_id)

    def _taken_as_it_is(self, user: User) -> LocalUserState:
        what = f"the Run:ai user {user.username!r}"
        self._no_sso(user)
        self._not_our_login(user.username)
        password = supplied(self.run, self.platforms.import_secret, what)
        plan = self.begun(what, password)
        inputs = LocalUserInputs.model_construct(email=user.username, imported=True, **plan)
        return self._state(inputs, user.id, user.username, password)

    def _no_sso(self, user: User) -> None:
        if user.is_local is False:
            what = f"the Run:ai user {user.username.lower()!r}"
            raise Refused(f"{what} signs in by SSO", "Name another address, or leave the user to SSO")

    def _not_our_login(self, username: str) -> None:
        if self.platforms.runai.users.is_login(username):
            raise Refused(
                "this user is the one that gpucreds itself logs in as",
                "Configure another login before you reset the password or remove the user",
            )

    def _state(
        self, inputs: LocalUserInputs, user_id: str, username: str, password: SecretStr | None
    ) -> LocalUserState:
        return LocalUserState.model_construct(
            **part(inputs, LocalUserInputs), user_id=user_id, username=username, temp_password=password
        )
