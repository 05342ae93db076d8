"""The house rules that no linter knows, over every file that is or would be committed.

Each rule is one function that yields what breaks it. A broken rule is printed as `path:line: rule`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from tools.environment import ROOT

LONGEST = 300
API = PurePosixPath("provider/gpucreds/platforms/_api.py")
STATUS_NAMES = {"status", "status_code", "statusCode"}
SHARED_FOLDERS = {Path(name) for name in ("/", "/tmp", "/var/tmp", "/home", "/opt", "/srv", "/usr/src")}  # noqa: S108


def dotted(*parts: str) -> str:
    """Write down what a rule forbids without breaking it in this very file."""
    return ".".join(parts)


REGISTRIES = (
    dotted("pypi", "org"),
    dotted("files", "pythonhosted", "org"),
    dotted("pypi", "python", "org"),
    dotted("crates", "io"),
    dotted("proxy", "golang", "org"),
    dotted("sum", "golang", "org"),
    dotted("goproxy", "io"),
    dotted("goproxy", "cn"),
    dotted("registry", "npmjs", "org"),
    dotted("registry", "yarnpkg", "com"),
    dotted("repo", "maven", "apache", "org"),
    dotted("repo1", "maven", "org"),
    dotted("deb", "debian", "org"),
    dotted("security", "debian", "org"),
)


@dataclass(frozen=True)
class File:
    """A file of the checkout: its path inside it, and its text."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text)

    def is_in(self, *folders: str) -> bool:
        """Whether this is a Python file under one of `folders`."""
        return self.path.suffix == ".py" and any(self.path.is_relative_to(folder) for folder in folders)

    def lines_with(self, pattern: str) -> Iterator[tuple[int, str]]:
        """Every match of `pattern`, with the number of its line."""
        for number, line in enumerate(self.text.splitlines(), 1):
            for match in re.finditer(pattern, line):
                yield number, match[0]


Findings: TypeAlias = Iterator[tuple[int, str]]
Rule: TypeAlias = Callable[[File], Findings]


def no_registry(file: File) -> Findings:
    """No file names the host of a package registry: where packages come from is each machine's own setting."""
    hosts = "|".join(re.escape(host) for host in REGISTRIES)
    for line, host in file.lines_with(rf"(?<![\w-])(?:{hosts})\b"):
        yield line, f"names the package registry {host}"


def no_place_of_ours(file: File) -> Findings:
    """No file holds a path of somebody's machine."""
    places = [
        r"/(?:root|(?:home|Users)/[\w.-]+)/",
        *(re.escape(str(place)) + r"(?![\w-])" for place in places_of_this_machine()),
    ]
    for line, place in file.lines_with(rf"(?<![\w.}}*-])(?:{'|'.join(places)})"):
        yield line, f"holds a path of one machine: {place}"


def places_of_this_machine() -> list[Path]:
    """The checkout's folder and the one around it, unless everybody has that one."""
    return [ROOT] if ROOT.parent in SHARED_FOLDERS else [ROOT, ROOT.parent]


def a_name_that_says_something(file: File) -> Findings:
    """No module or folder is called by a word that would hold anything."""
    for part in file.path.parts:
        if re.fullmatch(r"utils?|helpers?|common|.*managers?", part.partition(".")[0], re.IGNORECASE):
            yield 1, f"is called {part}: name it by what it is about"


def status_codes_at_one_place(file: File) -> Findings:
    """HTTP status codes are compared in one module: everybody else meets errors with a meaning."""
    if file.is_in("provider/gpucreds") and file.path != API:
        for node in ast.walk(file.tree):
            if isinstance(node, (ast.Compare, ast.Match)) and is_about_status(node):
                yield node.lineno, f"compares a status code, which is for {API} only"


def is_about_status(node: ast.Compare | ast.Match) -> bool:
    """Whether something called a status meets a number or a member of `HTTPStatus`."""
    parts = list(ast.walk(node)) if isinstance(node, ast.Compare) else [*ast.walk(node.subject), *patterns(node)]
    names = {
        part.attr if isinstance(part, ast.Attribute) else part.id
        for part in parts
        if isinstance(part, (ast.Attribute, ast.Name))
    }
    numbers = any(isinstance(part, ast.Constant) and type(part.value) is int for part in parts)
    return bool(names & STATUS_NAMES) and (numbers or "HTTPStatus" in names)


def patterns(node: ast.Match) -> Iterator[ast.AST]:
    """What the cases of a `match` compare with, without what they do."""
    for case in node.cases:
        yield from ast.walk(case.pattern)


def http_at_one_place(file: File) -> Findings:
    """One module imports the HTTP client."""
    if file.is_in("provider/gpucreds") and file.path != API:
        for node in ast.walk(file.tree):
            if "httpx" in imported(node):
                yield node.lineno, f"imports httpx, which is for {API} only"  # type: ignore[attr-defined]


def imported(node: ast.AST) -> set[str]:
    """The top names of the packages that an import names."""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    origin = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
    return {name.partition(".")[0] for name in names + origin}


def short_modules(file: File) -> Findings:
    """A module fits into a head."""
    lines = len(file.text.splitlines())
    if file.is_in("provider", "tests") and lines > LONGEST:
        yield LONGEST + 1, f"has {lines} lines, more than {LONGEST}: what are its two subjects?"


def modules_say_what_they_are(file: File) -> Findings:
    """Every module of the package has a docstring, also those whose names begin with an underscore."""
    if file.is_in("provider") and not ast.get_docstring(file.tree):
        yield 1, "has no module docstring"


def nothing_left_to_do(file: File) -> Findings:
    """What is left to do stands in an issue, where it is seen."""
    for line, word in file.lines_with(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"):
        yield line, f"says {word}: open an issue instead"


RULES: tuple[Rule, ...] = (
    no_registry,
    no_place_of_ours,
    a_name_that_says_something,
    status_codes_at_one_place,
    http_at_one_place,
    short_modules,
    modules_say_what_they_are,
    nothing_left_to_do,
)


def files(root: Path) -> Iterator[File]:
    """Every text file that git has or would take."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0"):
        content = (root / name).read_bytes() if name and (root / name).is_file() else b"\0"
        if b"\0" not in content:
            yield File(PurePosixPath(name), content.decode(errors="replace"))


def violations(root: Path) -> list[str]:
    """Every broken rule in the checkout at `root`, one line each."""
    return [f"{file.path}:{line}: {told}" for file in files(root) for rule in RULES for line, told in rule(file)]


def main() -> int:
    """Run `python -m tools.house_rules`."""
    found = violations(ROOT)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
