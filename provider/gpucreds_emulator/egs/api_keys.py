"""`/api/v1/api-key`: create, delete and list API keys (contract section 5)."""

from __future__ import annotations

from datetime import date, timezone
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from gpucreds_emulator.egs import assumptions
from gpucreds_emulator.egs.key import ApiKey
from gpucreds_emulator.egs.role import Role

if TYPE_CHECKING:
    from gpucreds_emulator.egs.asked import Asked
    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.fields import Fields
    from gpucreds_emulator.egs.knobs import Knobs
    from gpucreds_emulator.egs.store import Store

_DOCUMENTED = {"validity": "validUntil", "workspaceName": "sliceName"}


def create(store: Store, asked: Asked) -> Json:
    """A new key, also when the name is in use already."""
    fields, now = asked.fields, store.clock.now()
    name = fields.text("name")
    user_name = fields.text_or("userName", assumptions.DEFAULT_USER_NAME)
    description = fields.text_or("description", assumptions.DEFAULT_DESCRIPTION)
    role = role_of(fields)
    last_day = validity(fields, now.astimezone(timezone.utc).date())
    workspace = workspace_of(store, asked, role)
    key = ApiKey(str(uuid4()), name, user_name, description, role, last_day, workspace, now)
    store.add_key(key)
    return {"apiKey": key.secret}


def role_of(fields: Fields) -> Role:
    """One of the three, spelled exactly."""
    text = fields.text("role")
    if text not in set(Role):
        raise fields.refusal("role", f"must be one of [{', '.join(Role)}]")
    return Role(text)


def validity(fields: Fields, today: date) -> date:
    """The last good day, which is not over yet (A10)."""
    text = fields.text("validity")
    try:
        # The form first: `fromisoformat` takes more forms, and more of them in newer versions of Python.
        day = date.fromisoformat(text) if assumptions.VALIDITY_FORM.fullmatch(text) else date.min
    except ValueError:
        day = date.min
    if day < today:
        raise fields.refusal("validity", assumptions.VALIDITY_ADVICE)
    return day


def workspace_of(store: Store, asked: Asked, role: Role) -> str:
    """The workspace that the key is about; an Owner's is about none, whatever was sent (A11)."""
    if role is Role.OWNER:
        return assumptions.NO_WORKSPACE
    name = asked.fields.text("workspaceName")
    if not store.workspaces.get(name):
        raise assumptions.key_for_unknown_workspace(asked.call, name)
    return name


def delete(store: Store, asked: Asked) -> Json:
    """The handle of a key is the key itself."""
    if not store.keys.pop(asked.fields.text("apiKey"), None):
        raise assumptions.unknown_key(asked.call)
    return assumptions.KEY_DELETED


def listing(store: Store, asked: Asked) -> Json | list[Json]:
    """All keys, or those of one workspace, in order of creation, expired ones too."""
    wanted = asked.workspace_filter
    items = [item(key, store.knobs) for key in store.keys.values() if wanted in ("", key.workspace)]
    forms: dict[str, Json | list[Json]] = {"data.data": {"data": items}, "data.items": {"items": items}, "data": items}
    return forms[store.knobs.key_list_form]


def item(key: ApiKey, knobs: Knobs) -> Json:
    """One key in a list, with the key in clear (A2)."""
    shown: dict[str, Any] = {"apiKey": key.secret} if knobs.key_list_shows_keys else {}
    shown |= {
        "name": key.name,
        "userName": key.user_name,
        "description": key.description,
        "role": key.role.value,
        "validity": key.validity.isoformat(),
        "workspaceName": key.workspace,
    }
    renamed = _DOCUMENTED if knobs.key_list_names == "documented" else {}
    return {renamed.get(name, name): value for name, value in shown.items()}
