"""EGS API token: an API key of Avesha EGS with a role, which rotates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, get_args

from pydantic import Field, SecretStr

from gpucreds.core import planning
from gpucreds.core.credential import Credential, CredentialInputs, CredentialState, Health, Owned
from gpucreds.core.declaration import Named, OnChange, Renewed, Replaces, part, rule
from gpucreds.core.errors import NotFound, Refused
from gpucreds.core.importing import Label, newest, supplied
from gpucreds.core.ownership import Mark
from gpucreds.core.rotating import RotatingCredential
from gpucreds.platforms import Platforms

if TYPE_CHECKING:
    from gpucreds.platforms.egs import ApiKey

LABEL = r"^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$"
"""EGS turns a key's workspace into a Kubernetes label."""


VALIDITY_TOLERANCE = timedelta(days=1)
"""Servers may say the day after the last one, or the one before."""

Role = Literal["Owner", "Editor", "Viewer"]
"""An Owner manages EGS, an Editor edits in one workspace, a Viewer reads there."""


class ApiTokenInputs(CredentialInputs):
    """What a program gives."""

    shortest_ttl = timedelta(days=1)  # EGS counts in days
    end = "expires_on"

    role: Annotated[Role, Replaces()]
    """`Owner`, `Editor` or `Viewer`."""
    workspace_name: Annotated[str | None, Field(pattern=LABEL), Replaces()] = None
    """The workspace of an Editor or a Viewer; an Owner has none."""
    name: Annotated[str, Field(min_length=1), Named(), Replaces()]
    """The name on EGS, which gets the mark at its end. Default: the resource's name."""
    user_name: Annotated[str, Field(min_length=1), Replaces()] = "admin"
    """The user that EGS shows beside the token."""
    description: Annotated[str, Replaces()] = ""
    """The text that EGS shows beside the token."""
    expires_on: Annotated[date | None, OnChange("rotates")] = None
    """The last day of validity (UTC), instead of a lifetime."""

    def fixed_end(self) -> datetime | None:
        """A fixed last day ends the token at its last second."""
        return planning.last_second(self.expires_on) if self.expires_on is not None else None

    @rule("workspace_name")
    def _workspace_by_role(self) -> str | None:
        """A workspace for an Owner, or none for an Editor or a Viewer."""
        if self.role == "Owner" and self.workspace_name is not None:
            return 'an Owner token is for all of EGS: leave the workspace out, or write role="Editor" or role="Viewer"'
        if self.role != "Owner" and self.workspace_name is None:
            return f'is required for role="{self.role}": write the name of the workspace, for example workspace.name'
        return None


class ApiTokenState(ApiTokenInputs, CredentialState[SecretStr]):
    """What the stack keeps."""

    token: Annotated[SecretStr, Renewed("generation")]
    """The token: it logs in at EGS as it is."""
    previous_token: Annotated[SecretStr | None, Renewed("retiring")] = None
    """The token before the last rotation, until it is revoked."""


class ApiToken(RotatingCredential[ApiTokenInputs, ApiTokenState, Platforms, SecretStr]):
    """EGS knows no change of a key and no handle but the key itself."""

    resource_type = "egs:ApiToken"
    inputs = ApiTokenInputs
    state = ApiTokenState
    limits = """
    - EGS counts in days: a token ends with a day (UTC), and no lifetime or window is shorter than one.
    - Whoever has logged in with a token stays logged in after its revocation until that session ends, 15 minutes at
      most.
    - The tokens of a workspace that is gone no longer log in: give `workspace_name=workspace.name`, and they are
      revoked before the workspace is removed.
    - An EGS before about version 1.12 may make API keys in its portal only.
    """
    failures = """
    - An answer 401: the login was refused; check `gpucreds:egsApiKey` or `gpucreds:egsAccessToken`.
    - An answer 403: only a login of the role Owner makes and revokes tokens; configure one.
    - `this token is the one that gpucreds itself logs in with`: configure another one before you remove it.
    """
    import_id = """
    - The id is the name of the key as EGS shows it, with the mark if it has one: `ci` or `ci-gc-…-2`. Where EGS has
      several keys of one name, nobody could tell them apart, and none is taken.
    - EGS shows the value of a key. Where a server hides it, give it as `gpucreds:importSecret`: without it nobody could
      ever revoke the key, and the import is refused. That it logs in is seen, not that it is the value of that key.
    - An `expires_on` that is the last day which the key has is an update that sends nothing.
    - Where EGS does not say `user_name` and `description`, they are taken for the defaults, and other ones replace.
    - The key that gpucreds itself logs in with is not taken.
    """
    grain: ClassVar = planning.Grain.DAY

    def import_(self, object_id: str, address: str) -> tuple[str, ApiTokenState] | None:
        """The key of that name, or the newest of its incarnation."""
        names = [key.name for key in self.platforms.egs.api_keys()]
        if object_id not in names and "" in names:
            raise Refused("this EGS does not show the names of its keys", "Make a new token, and revoke the old one")
        if object_id not in names:
            return None
        key = self._only(newest(object_id, names))
        what = f"the API key {key.name!r}"
        if key.api_key is None and key.name != object_id:
            # Whose value is given then, nobody could tell.
            raise Refused(f"{what} is newer than {object_id!r}, and EGS shows no values", "Give the newer name")
        token = key.api_key or supplied(self.run, self.platforms.import_secret, what)
        if token is None:
            raise Refused(
                f"EGS does not show the value of {what}, and without it nobody could revoke it",
                "Give the value as gpucreds:importSecret",
            )
        self._not_our_login(token)
        return self.taken(self._found(key, address), Credential(token, token))

    def mint(self, inputs: ApiTokenInputs, name: str) -> Credential[SecretStr]:
        """Make a key that is valid to the end of its last day."""
        try:
            key = self.platforms.egs.create_api_key(
                name=name,
                user_name=inputs.user_name,
                description=inputs.description,
                role=inputs.role,
                validity=inputs.expires_at.date(),
                workspace_name=inputs.workspace_name,
            )
        except NotFound as error:
            raise error.advising("Name a workspace that is there, best as workspace_name=workspace.name") from None
        return Credential(key, key)

    def revoke(self, handle: SecretStr) -> None:
        """Delete a key. Raises Refused for the one that the provider itself logs in with."""
        self._not_our_login(handle)
        self.platforms.egs.delete_api_key(handle)

    def owned(self, inputs: ApiTokenInputs, *, fresh: bool) -> Iterator[Owned[SecretStr]]:  # noqa: ARG002 - one list
        """The keys whose names end in a mark."""
        for key in self.platforms.egs.api_keys(fresh=fresh):
            mark = Mark.parse(key.name)
            if mark:
                yield Owned(mark, key.api_key, key.api_key)

    def examine(self, credential: Credential[SecretStr]) -> Health | Literal["gone"]:
        """A listed key lives; only for one that is not listed EGS is asked by a log-in."""
        listed = any(key.api_key == credential.handle for key in self.platforms.egs.api_keys())
        return "active" if listed else self.platforms.egs.probe(credential.handle)

    def read(self, state: ApiTokenState) -> ApiTokenState | None:
        """Also see what EGS says of the token's role, workspace and last day, where it says so."""
        seen = next((key for key in self.platforms.egs.api_keys() if key.api_key == state.token), None)
        return super().read(state.model_copy(update=_drift(state, seen)) if seen else state)

    def platform_name(self, inputs: ApiTokenInputs) -> str:
        """`<name>-gc-…`."""
        return inputs.marked(inputs.name)

    def held(self, state: ApiTokenState) -> dict[int, Credential[SecretStr]]:
        """The current token, and the previous one while it retires; each is its own handle."""
        held = {state.generation: Credential(state.token, state.token)}
        if state.retiring and state.previous_token:
            held[state.retiring.generation] = Credential(state.previous_token, state.previous_token)
        return held

    def keep(
        self, inputs: ApiTokenInputs, held: Mapping[int, Credential[SecretStr]], work: CredentialState[SecretStr]
    ) -> ApiTokenState:
        """The current token, and the previous one while it retires."""
        previous = held.get(inputs.retiring.generation) if inputs.retiring else None
        return ApiTokenState.model_construct(
            **part(inputs, ApiTokenInputs),
            **part(work, CredentialState),
            token=held[inputs.generation].handle,
            previous_token=previous.handle if previous else None,
        )

    def _only(self, name: str) -> ApiKey:
        keys = [key for key in self.platforms.egs.api_keys() if key.name == name]
        if len(keys) > 1:
            raise Refused(
                f"EGS has {len(keys)} API keys {name!r}", "Revoke those that nobody needs in the portal, then import"
            )
        return keys[0]

    def _found(self, key: ApiKey, address: str) -> ApiTokenInputs:
        role: Role | None = next((role for role in get_args(Role) if role == key.role), None)
        workspace = None if role == "Owner" else key.workspace_name
        if role is None or key.validity is None or (role != "Owner" and not workspace):
            raise Refused(
                f"EGS does not say role, workspace and last day of the API key {key.name!r}",
                "Make a new token, and revoke this one",
            )
        label = Label.read(key.name, address)
        return ApiTokenInputs.model_construct(
            role=role,
            workspace_name=workspace,
            name=label.name,
            user_name=key.user_name or "admin",
            description=key.description or "",
            issued_at=self.grain.begin(self.run.clock.now()),
            expires_at=planning.last_second(key.validity),
            **label.identity(),
        )

    def _not_our_login(self, token: SecretStr) -> None:
        if self.platforms.egs.is_login(token):
            raise Refused(
                "this token is the one that gpucreds itself logs in with", "Configure another one before you remove it"
            )


def _drift(state: ApiTokenState, seen: ApiKey) -> dict[str, object]:
    drift: dict[str, object] = {}
    if seen.role in get_args(Role) and seen.role != state.role:
        drift["role"] = seen.role
    if seen.workspace_name and state.role != "Owner" and seen.workspace_name != state.workspace_name:
        drift["workspace_name"] = seen.workspace_name
    if seen.validity and abs(seen.validity - state.expires_at.date()) > VALIDITY_TOLERANCE:
        found = state.model_copy(update={"expires_at": planning.last_second(seen.validity)})
        due = planning.rotate_after(found.terms(), ApiToken.grain, found.plan())
        drift |= {"expires_at": found.expires_at, "rotate_after": due}
    return drift
