"""`/api/v1/users` and `/api/v1/me/password`: local users and their passwords (contract section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from gpucreds_emulator.runai import assumptions, names
from gpucreds_emulator.runai.errors import invalid, not_found, refusal
from gpucreds_emulator.runai.new_secret import temporary_password
from gpucreds_emulator.runai.permissions import is_administrator
from gpucreds_emulator.runai.user import User

if TYPE_CHECKING:
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.store import Store

_SHORTEST_PASSWORD = 8


def create(store: Store, asked: Asked) -> Json:
    """A new local user, whose password the server chooses."""
    user = _wanted(store, asked)
    if store.user_called(user.username):
        raise refusal(409, message="User already exists")
    store.users[user.id] = user
    return {"id": user.id, "username": user.username, "tempPassword": user.secret}


def _wanted(store: Store, asked: Asked) -> User:
    fields, generation, now = asked.fields, store.knobs.generation, store.clock.now()
    email = names.email(fields, generation)
    if generation.takes_notify:
        fields.flag_or_none("notify")
    return User(
        id=str(uuid4()),
        username=email if store.knobs.keeps_email_case else email.lower(),
        secret=temporary_password(),
        created_by=asked.caller.name,
        created=now,
        updated=now,
        reset_password=fields.flag_or_none("resetPassword"),
        first_name=fields.text_or_none("firstName") if generation.takes_names else None,
        last_name=fields.text_or_none("lastName") if generation.takes_names else None,
    )


def delete(store: Store, asked: Asked) -> None:
    """Gone, with the access keys; the access rules stay, unless a knob says that they go (A20)."""
    user = _user(store, asked)
    if store.knobs.last_administrator_status and _is_last_administrator(store, user):
        raise assumptions.last_administrator(store.knobs)
    del store.users[user.id]
    store.end_refreshes(user)
    store.keys = {key_id: key for key_id, key in store.keys.items() if key.owner_id != user.id}
    if store.knobs.rules_go_with_subject:
        for rule in store.live_rules():
            if rule.is_about_user(user.username):
                rule.delete(store.clock.now())


def _is_last_administrator(store: Store, user: User) -> bool:
    others = [other for other in store.users.values() if other.is_local and other.id != user.id]
    return is_administrator(store, user.caller) and not any(is_administrator(store, other.caller) for other in others)


def reset_password(store: Store, asked: Asked) -> Json:
    """A new temporary password; the old one and the refresh tokens end."""
    user = _user(store, asked)
    if not user.is_local:
        raise refusal(400, "the user is not local", "Invalid parameter")
    user.secret = temporary_password()
    user.updated = store.clock.now()
    store.end_refreshes(user)
    return {"tempPassword": user.secret}


def log_out(store: Store, asked: Asked) -> None:
    """End the refresh tokens."""
    store.end_refreshes(_user(store, asked))


def change_own_password(store: Store, asked: Asked) -> None:
    """A password of the caller's own choice."""
    current = asked.fields.text("currentPassword", shortest=_SHORTEST_PASSWORD)
    new = asked.fields.text("newPassword", shortest=_SHORTEST_PASSWORD)
    user = store.users.get(asked.caller.id)
    if user is None:
        raise not_found()
    if user.secret != current:
        raise invalid("currentPassword", "is wrong")
    user.secret = new
    user.updated = store.clock.now()


def _user(store: Store, asked: Asked) -> User:
    if asked.id not in store.users:
        raise not_found()
    return store.users[asked.id]
