"""A page in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tools.browser import ensure, launched

WIDE = {"width": 1200, "height": 900}


@dataclass
class Shown:
    """A page that is open, and all that the browser did for it."""

    page: Page
    url: str
    told: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


Show = Callable[..., Shown]


# Of the module and no wider: while Playwright runs, its thread has a running loop, which other tests cannot stand.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(ensure()) as browser:
        yield browser


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens HTML, from a file, in a context of its own; the options are the context's."""
    contexts = []

    def opened(html: str, **options: object) -> Shown:
        file = tmp_path / "audit.html"
        file.write_text(html, encoding="utf-8")
        contexts.append(browser.new_context(**{"viewport": WIDE, "offline": True} | options))
        shown = Shown(contexts[-1].new_page(), file.as_uri())
        shown.page.on("console", lambda message: shown.told.append(message.text))
        shown.page.on("pageerror", lambda error: shown.told.append(str(error)))
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        shown.page.goto(shown.url)
        return shown

    yield opened
    for context in contexts:
        context.close()
