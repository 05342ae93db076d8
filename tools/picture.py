"""Make `docs/images/audit.png`: the report of `gpucreds audit` over a fleet that is made up, as a browser shows it."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from gpucreds_cli.findings import Audit, Credential, Violation
from gpucreds_cli.report import page
from tools.browser import BrowserError, ensure, launched
from tools.environment import ROOT

PICTURE = ROOT / "docs" / "images" / "audit.png"
WIDTH, HEIGHT = 1200, 1004
NOW = datetime(2026, 11, 22, 9, 15, tzinfo=timezone.utc)
ENDPOINTS = {
    "egs": "https://egs.example.com",
    "runai": "https://runai.example.com",
    "nvcf": "https://api-keys.nvcf.example.com",
}


def main() -> int:
    """Run `python -m tools.picture`."""
    try:
        program = ensure()
    except BrowserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    take(program, page(sample()), PICTURE)
    return 0


def take(program: Path, html: str, target: Path) -> None:
    """Write a picture of the upper part of a page."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "audit.html"
        file.write_text(html, encoding="utf-8")
        with launched(program) as browser:
            shown = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            shown.goto(file.as_uri())
            shown.screenshot(path=target)


def sample() -> Audit:
    """Three stacks on three platforms, with one of nearly everything that can be wrong."""
    return Audit(
        at=NOW,
        stacks=["platform/shared", "teams/speech", "teams/vision"],
        platforms=list(ENDPOINTS.values()),
        credentials=[*_wrong(), *_well()],
    )


def _wrong() -> Sequence[Credential]:
    return [
        _one("nvcf", "ScopedKey", "batch-infer", "teams/vision", 61, 29, generation=3, wrong=["leftover"],
             reasons=["in no state: the next update of its resource revokes it, or gpucreds reclaim"]),
        _one("egs", "ApiToken", "admin-laptop", None, 240, 125, wrong=["unmanaged", "over-privileged"],
             rules=[("gpucreds-no-owner-tokens", "it has the role Owner, which manages all of EGS")]),
        _one("egs", "ApiToken", "ci", "teams/speech", 97, -7, generation=1, wrong=["expired", "due"],
             reasons=["expired at 2026-11-15T23:59:59Z"]),
        _one("nvcf", "ScopedKey", "invoke", "teams/vision", 79, 11, generation=2, wrong=["due"],
             reasons=["ends at 2026-12-03T09:15:00Z, within 14d"]),
        _one("runai", "Application", "speech-training", "teams/speech", 204, None, used=1, wrong=["never-rotated"],
             reasons=["its first secret is older than 90d"]),
        _one("nvcf", "ScopedKey", "deploy", "platform/shared", 20, 70, generation=1, wrong=["over-privileged"],
             rules=[("gpucreds-least-privilege", "deploy_function may write, and it opens functions *")]),
    ]  # fmt: skip


def _well() -> Sequence[Credential]:
    return [
        _one("egs", "ApiToken", "ci", "teams/vision", 12, 78, generation=4),
        _one("egs", "ApiToken", "read", "teams/vision", 33, 57, generation=2),
        _one("egs", "ApiToken", "deploy", "platform/shared", 5, 85, generation=1),
        _one("egs", "ApiToken", "notebooks", "teams/speech", 47, 43, generation=1),
        _one("runai", "Application", "vision-training", "teams/vision", 40, None, used=0),
        _one("runai", "Application", "shared-metrics", "platform/shared", 18, None, used=0),
        _one("runai", "LocalUser", "vera@example.com", "teams/vision", 80, None, used=4),
        _one("nvcf", "ScopedKey", "invoke", "teams/speech", 3, 87, generation=3),
        _one("nvcf", "ScopedKey", "tasks", "teams/speech", 26, 64, generation=1),
        _one("nvcf", "ScopedKey", "metrics", "platform/shared", 68, 22, generation=2),
    ]


def _one(
    platform: Any,  # noqa: ANN401 - pydantic reads it
    kind: str,
    name: str,
    stack: str | None,
    age: int,
    ends: int | None,
    *,
    generation: int | None = None,
    used: int | None = None,
    wrong: Sequence[Any] = (),
    reasons: Sequence[str] = (),
    rules: Sequence[tuple[str, str]] = (),
) -> Credential:
    held = bool(stack) and "leftover" not in wrong
    mark = f"-{_mark(stack or '', name, generation)}" if generation else ""
    return Credential(
        platform=platform,
        endpoint=ENDPOINTS[platform],
        kind=kind,
        name=name + mark,
        stack=stack,
        generation=generation,
        urn=f"urn:pulumi:{stack}::{kind}::{name}" if held else None,
        created_at=NOW - timedelta(days=age),
        expires_at=None if ends is None else NOW + timedelta(days=ends),
        last_used=None if used is None else NOW - timedelta(days=used, hours=2),
        conditions=wrong,
        reasons=reasons,
        violations=[Violation(rule=rule, message=message) for rule, message in rules],
    )


def _mark(stack: str, name: str, generation: int) -> str:
    drawn = hashlib.sha256(name.encode()).hexdigest()
    return f"gc-{hashlib.sha256(stack.encode()).hexdigest()[:8]}-{drawn[:8]}-{drawn[8:12]}-{generation}"


if __name__ == "__main__":
    sys.exit(main())
