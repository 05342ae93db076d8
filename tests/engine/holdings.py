"""What the platforms hold for somebody, in words that do not change from run to run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gpucreds_emulator import Emulator


def holdings(emulator: Emulator) -> list[str]:
    """All that was not seeded, without marks, ids and values: what it is called, whose it is, what it opens."""
    stores: dict[str, Any] = dict(emulator.save())
    return sorted([*_on_egs(stores["egs"]), *_on_runai(stores["runai"]), *_on_nvcf(stores["nvcf"])])


def _on_egs(store: Any) -> Iterator[str]:
    for workspace in store.workspaces:
        clusters, namespaces = ", ".join(workspace.clusters), ", ".join(workspace.namespaces)
        yield f"workspace {workspace.name} of {workspace.email}: {namespaces} on {clusters}"
    for key in store.keys.values():
        if not key.seeded:
            yield f"token {_unmarked(key.name)}: {key.role.value} of {key.workspace}"


def _on_runai(store: Any) -> Iterator[str]:
    roles = {role.id: role.name for role in store.organization.roles}
    yield from (f"application {account.name}" for account in store.accounts.values() if not account.seeded)
    yield from (f"user {user.username}" for user in store.users.values() if not user.seeded)
    for rule in store.live_rules():
        if not rule.seeded:
            meaning = rule.meaning
            scope = store.organization.scope(meaning.scope_type, meaning.scope_id).path[-1]
            yield f"rule {meaning.subject_id}: {roles[meaning.role_id]} of {meaning.scope_type} {scope}"


def _on_nvcf(store: Any) -> Iterator[str]:
    for key in store.keys:
        (policy,) = key.authorizations["policies"]
        scopes, opened = policy["scopes"], (f"{one['type']} {one['id']}" for one in policy["resources"])
        yield f"key {_unmarked(key.description)} of {key.owner_id}: {', '.join(scopes)} of {', '.join(opened)}"


def _unmarked(name: str) -> str:
    return name.partition("-gc-")[0]
