"""A dynamic provider as people write one: urllib, no memory between calls, the class in the program itself."""

import json
import os
import urllib.request
from datetime import date, timedelta
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource, ResourceProvider


def call(method: str, path: str, body: dict[str, Any] | None = None, token: str | None = None) -> Any:  # noqa: ANN401
    """One request, as its answer's data."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    url = os.environ["EGS_ENDPOINT"] + path
    request = urllib.request.Request(url, json.dumps(body or {}).encode(), headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)["data"]


def log_in() -> str:
    """A token for the calls that follow."""
    token: str = call("POST", "/api/v1/auth", {"apiKey": os.environ["EGS_API_KEY"]})["token"]
    return token


def find(name: str, token: str) -> dict[str, Any]:
    """The token as the platform lists it."""
    listed = call("GET", "/api/v1/api-key/list", token=token)["data"]
    found: dict[str, Any] = next(each for each in listed if each["name"] == name)
    return found


class Tokens(ResourceProvider):
    """Logs in for each thing that it does."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Create a token, and read it back."""
        token = log_in()
        last_day = (date.today() + timedelta(days=90)).isoformat()  # noqa: DTZ011
        made = call("POST", "/api/v1/api-key", {**props, "validity": last_day}, token)
        return CreateResult(props["name"], {**props, **find(props["name"], token), "apiKey": made["apiKey"]})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Read it again."""
        return ReadResult(id_, {**props, **find(id_, log_in())})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Revoke it."""
        call("DELETE", "/api/v1/api-key", {"apiKey": props["apiKey"]}, log_in())


class Token(Resource):
    """An API token of EGS."""

    def __init__(self, name: str) -> None:
        options = pulumi.ResourceOptions(additional_secret_outputs=["apiKey"])
        super().__init__(Tokens(), name, {"name": name, "role": "Owner", "apiKey": None}, options)


for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    Token(f"token-{number}")
