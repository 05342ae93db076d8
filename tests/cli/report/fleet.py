"""An audit with every condition in it, and names that would be markup if anybody took them for it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from gpucreds_cli.findings import CONDITIONS, Audit, Credential, Violation

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=timezone.utc)
MARKED = "ci-gc-0123abcd-4567cdef-89ab-12"
HOSTILE = (
    "<script>document.title = 'taken'</script>",
    '"><img src=x onerror="document.title = 1">',
    "</style></title><b>bold</b>",
    "{{ 7 * 7 }} {% raw %} &lt;&amp;",
    "x' onmouseover='document.title = 2' data-count='9",
)


def credential(name: str, **values: Any) -> Credential:
    told = {"platform": "egs", "endpoint": "https://egs.example.com", "kind": "ApiToken", "name": name}
    return Credential(**told | values)


def audit(*credentials: Credential, **values: Any) -> Audit:
    told = {"at": NOW, "stacks": ["web/dev", "web/prod"], "platforms": ["https://egs.example.com"]}
    return Audit(**told | {"credentials": credentials} | values)


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def fleet() -> Audit:
    """Every condition once or more, every bucket of the charts, and what is in order before what is not."""
    ages = [0.1, 6.9, 7, 29, 30, 89, 90, 364, 365]
    ends = [-1, 0, 6.9, 7, 29, 30, 89, 90, 900]
    wrong = [[condition] for condition in CONDITIONS] + [["expired", "due"], ["leftover", "over-privileged"]]
    return audit(
        credential("in-order", urn="urn:1", stack="web/dev", platform="runai", kind="Application"),
        *(credential(f"age-{age}", created_at=days(-age), urn="urn:2", stack="web/dev") for age in ages),
        *(credential(f"end-{end}", expires_at=days(end), urn="urn:3", stack="web/prod") for end in ends),
        *(_with(index, conditions) for index, conditions in enumerate(wrong)),
        credential("rule-only", urn="urn:5", violations=[Violation(rule="longest", message="it lives for 400d")]),
        credential("gpucreds-itself", login=True),
        credential(MARKED, generation=12, owner="red", last_used=days(-3), urn="urn:6"),
        notes=["https://nvcf.example.com: 503, try again later"],
    )


def hostile() -> Audit:
    """Hostile text wherever text of others may stand."""
    rows = (
        credential(
            text,
            kind=text,
            owner=text,
            stack=text,
            reasons=[text],
            conditions=["unmanaged"],
            violations=[Violation(rule=text, message=text)],
        )
        for text in HOSTILE
    )
    return audit(*rows, stacks=HOSTILE, platforms=HOSTILE, notes=HOSTILE)


def _with(index: int, conditions: list[str]) -> Credential:
    held = not {"leftover", "unmanaged"} & set(conditions)
    return credential(
        f"wrong-{index}",
        platform=("nvcf", "runai", "egs")[index % 3],
        conditions=conditions,
        reasons=[f"reason {index}"],
        stack="web/dev" if held else None,
        urn="urn:4" if held else None,
        created_at=days(-40),
        expires_at=days(50),
    )
