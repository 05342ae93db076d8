"""Calls to Run:ai: logged in, page by page, and what its bodies mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from gpucreds.core.errors import AnswerLost, Forbidden, LoginRefused, NotFound
from gpucreds.platforms._answer import Said
from gpucreds.platforms._bearer import Bearer, Margin, claims

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Api
    from gpucreds.platforms.runai.login import Login

Item = Mapping[str, Any]

PAGE = 500
_ERROR_CODES = range(100, 600)


class Session:
    """One control plane with one token for all calls."""

    def __init__(self, api: Api, login: Login, run: Run) -> None:
        self._api = api
        self._login = login
        self._bearer = Bearer(login, run.clock, Margin(seconds=60, part=0.2))
        self.run = run
        self.endpoints = api.endpoints
        self.observed, self.close = api.observed, api.close

    @property
    def identity(self) -> str:
        """The client id or the user name that gpucreds logs in with."""
        return self._login.credentials.identity

    def is_us(self, name: str) -> bool:
        """Whether `name` is the one that gpucreds logs in with, as Run:ai notes it beside what somebody makes."""
        told = self.claims()  # an access key has an id of its own and acts as its user
        ours = (self.identity, told.get("preferred_username"), told.get("email"))
        return name.lower() in {str(one).lower() for one in ours if one}

    def takes(self, client_id: str, secret: SecretStr) -> bool:
        """Whether another client logs in with that secret."""
        return self._login.takes(client_id, secret)

    def token(self) -> SecretStr:
        """The token of the moment."""
        return self._bearer.get()

    @property
    def has_newer_login(self) -> bool:
        """Whether the control plane logged us in at the token endpoint that came with 2.24."""
        return self._login.is_newer

    def claims(self) -> Item:
        """What the token says."""
        return claims(self.token())

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        *,
        repeatable: bool = True,
    ) -> Any:  # noqa: ANN401 - JSON
        """The JSON of a success. What changes an object may answer without a body."""
        bodiless = method in ("PATCH", "DELETE")
        try:
            return self._bearer.use(
                lambda token: self._api.send(
                    method, path, body=body, query=query, bearer=token, repeatable=repeatable, bodiless=bodiless
                )
            )
        except LoginRefused as error:
            raise error.advising(error.advice or self._login.credentials.advice) from None
        except Forbidden as error:
            advice = (
                "Give the login of gpucreds an access rule that allows it, such as System administrator of the tenant"
            )
            raise error.advising(advice) from None

    def find(self, path: str) -> Item | None:
        """One object, None when it is gone."""
        try:
            found = self.call("GET", path)
        except NotFound:
            return None
        if not isinstance(found, dict):
            raise AnswerLost("Run:ai answered an object in a form that nobody knows", "Run the command again")
        return found

    def remove(self, path: str) -> None:
        """Delete an object; one that is gone already is a success."""
        with suppress(NotFound):
            self.call("DELETE", path)

    def list(self, path: str, name: str | None = None) -> Sequence[Item]:
        """A list that comes whole: an array, or under `name`."""
        return items(self.call("GET", path), name)

    def pages(self, path: str, name: str) -> Sequence[Item]:
        """A list that says where its next page begins."""
        found: list[Item] = []
        offset: int | None = 0
        while offset is not None:
            answer = self.call("GET", path, query={"limit": str(PAGE), "offset": str(offset)})
            page = items(answer, name)
            found += page
            following = answer.get("next") if isinstance(answer, dict) else None
            offset = following if page and isinstance(following, int) and following > offset else None
        return found

    def counted_pages(self, path: str, name: str | None, query: Mapping[str, str] | None = None) -> Sequence[Item]:
        """A list that does not: it ends with a page that brings nothing new. Its counters are not to be trusted."""
        found: dict[object, Item] = {}
        offset = 0
        while True:
            asked = {**(query or {}), "limit": str(PAGE), "offset": str(offset)}
            page = items(self.call("GET", path, query=asked), name)
            new = {item.get("id"): item for item in page if item.get("id") not in found}
            if not new:
                return list(found.values())
            found |= new
            offset += len(page)


def items(answer: Any, name: str | None) -> list[Item]:  # noqa: ANN401 - JSON
    """The items of a list. Raises AnswerLost for anything else: taken for empty it would say that all are gone."""
    listed = answer.get(name) if name and isinstance(answer, dict) else answer
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise AnswerLost("Run:ai answered a list in a form that nobody knows", "Run the command again")
    return listed


def text(answer: Any, *names: str) -> str:  # noqa: ANN401 - JSON
    """The first of `names` that the answer has. Raises AnswerLost without one."""
    found = [answer.get(name) for name in names] if isinstance(answer, dict) else []
    value = next((value for value in found if isinstance(value, str) and value), None)
    if value is None:
        raise AnswerLost(f"Run:ai answered success without {' or '.join(map(repr, names))}", "Run the command again")
    return value


def said(document: Any) -> Said | None:  # noqa: ANN401 - JSON
    """What a body of Run:ai says. A success has any form; only an error in its own form is its own."""
    if not isinstance(document, (dict, list)):
        return None
    if isinstance(document, list):
        return Said((), "", missing=False)
    code, message = document.get("code"), document.get("message")
    if isinstance(code, int) and code in _ERROR_CODES and isinstance(message, str):
        details = document.get("details")
        return Said((code,), f"{message.rstrip('.')}: {details}" if details else message, missing=False, own=True)
    error = document.get("error")
    if isinstance(error, str):
        return Said((), f"{error}: {document.get('error_description') or ''}".rstrip(": "), missing=False)
    return Said((), str(message or ""), missing=False)
