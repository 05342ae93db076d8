"""Local users. Who signs in by SSO is listed too, but does not belong to Run:ai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from gpucreds.core.durations import told_instant
from gpucreds.platforms._request import segment
from gpucreds.platforms._snapshot import Listing
from gpucreds.platforms.runai.session import Item, Session, text

_PATH = "/api/v1/users"


@dataclass(frozen=True)
class User:
    """A user as a list shows it; the e-mail address is the user name."""

    id: str
    username: str
    is_local: bool | None
    """None where Run:ai does not say."""
    created_by: str
    created_at: datetime | None
    last_login: str | None


@dataclass(frozen=True)
class NewUser:
    """What a create answers."""

    id: str
    username: str
    temp_password: SecretStr


class Users:
    """All users of a control plane."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._listing = Listing(self._list)
        self._made: dict[str, str] = {}

    def is_login(self, username: str) -> bool:
        """Whether gpucreds itself logs in as that user."""
        return self._session.is_us(username)

    def all(self, *, fresh: bool = False) -> Sequence[User]:
        """All users, however many pages they fill."""
        return self._listing.get(fresh=fresh)

    def find(self, user_id: str) -> User | None:
        """One user, None when it is gone."""
        listed = self._listing.find(user_id)
        item = None if listed else self._session.find(f"{_PATH}/{segment(user_id)}")
        return listed if item is None else _user(item)

    def create(self, email: str, options: Mapping[str, bool]) -> NewUser:
        """Make a user with a temporary password. Not repeatable: the address is taken then."""
        answer = self._session.call("POST", _PATH, {"email": email, **options}, repeatable=False)
        username = answer.get("username") or email if isinstance(answer, dict) else email
        self._made[username.lower()] = username
        return NewUser(text(answer, "id"), username, self._password(answer))

    def username(self, email: str) -> str | None:
        """The name, in its own letter case, of the user of that address, also of one made in this run; None without."""
        wanted = email.lower()
        if wanted in self._made:
            return self._made[wanted]
        known = (user for fresh in (False, True) for user in self.all(fresh=fresh))
        return next((user.username for user in known if user.username.lower() == wanted), None)

    def reset_password(self, user_id: str) -> SecretStr:
        """Make a new temporary password; the old one stops working at once. Of several answers the last one counts."""
        return self._password(self._session.call("POST", f"{_PATH}/{segment(user_id)}/password"))

    def delete(self, user_id: str) -> None:
        """Remove a user; one that is gone already is a success."""
        self._session.remove(f"{_PATH}/{segment(user_id)}")
        self._listing.forget(user_id)

    def _list(self) -> Sequence[User]:
        return [_user(item) for item in self._session.counted_pages(_PATH, None)]

    def _password(self, answer: object) -> SecretStr:
        password = SecretStr(text(answer, "tempPassword"))
        self._session.run.redact.learn(password)
        return password


def _user(item: Item) -> User:
    return User(
        id=text(item, "id"),
        username=text(item, "username"),
        is_local=item.get("isLocal"),
        created_by=str(item.get("createdBy") or ""),
        created_at=told_instant(item.get("createdAt")),
        last_login=item.get("lastLogin"),
    )
