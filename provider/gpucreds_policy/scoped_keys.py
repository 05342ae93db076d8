"""What an NVCF key opens, as rules about its scopes and resources ask for it."""

from __future__ import annotations

from typing import get_args

from gpucreds.platforms.nvcf.catalog import Service
from gpucreds.platforms.nvcf.policy import KeyResource, listed, typed
from gpucreds.resources.scoped_key_declaration import Ids
from gpucreds_policy.subject import Subject

KEY = "nvcf:ScopedKey"


def scopes(key: Subject) -> list[str]:
    """Its scopes, as far as they are known."""
    return key.get("scopes", list[str]) or []


def service(key: Subject) -> Service:
    """The API that takes it."""
    given = key.get("service", str)
    return next((one for one in get_args(Service) if one == given), "functions")


def opened(key: Subject) -> list[tuple[str, str]]:
    """The resources that it opens, as type and id."""
    functions, tasks = key.get("functions", Ids), key.get("tasks", Ids)
    return [*typed("function", functions), *typed("task", tasks), *listed(key.get("resources", list[KeyResource]))]


def all_opened(key: Subject) -> list[tuple[str, str]] | None:
    """The same; None where some may not be known yet."""
    return opened(key) if all(map(key.sees, ("functions", "tasks", "resources"))) else None
