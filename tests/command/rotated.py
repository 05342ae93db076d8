"""`gpucreds rotate` as the tests on the real engine run it."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tools.program import Program


def rotate(program: Program, *arguments: str, status: int = 0) -> Any:
    """What the command tells a program."""
    return json.loads(program.gpucreds("rotate", "-s", "dev", "--json", *arguments, status=status))


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name, value in before.items() if after[name] != value}


def fates(told: Any) -> dict[str, str]:
    return {one["name"]: one["fate"] for one in told["done"]}


def logs_in(program: Program, token: str) -> bool:
    """Whether EGS takes a token."""
    return httpx.post(program.settings["EGS_ENDPOINT"] + "/api/v1/auth", json={"apiKey": token}).is_success
