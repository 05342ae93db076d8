"""No credential lies in the tree: what `detect-secrets` knows by its shape, and what it does not know of our platforms.

Its guesses (any text of high entropy, any value called a password) are left out, because a project about credentials is
full of made-up ones. Nobody is asked whether a credential works. A line that has to hold the shape of one ends in
`# pragma: allowlist secret`, or stands below `# pragma: allowlist nextline secret`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.filters.allowlist import is_line_allowlisted
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.ip_public import IPPublicDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.util.code_snippet import get_code_snippet

from tools.environment import ROOT
from tools.house_rules import File, Findings, files

GUESSES = (HighEntropyStringsPlugin, IPPublicDetector, KeywordDetector)


class NvidiaKey(RegexBasedDetector):
    """A key of NGC or NVCF; the kinds differ in their prefix, and each goes on for long."""

    secret_type = "NVIDIA API key"  # noqa: S105 - a name
    denylist = (re.compile(r"\bnvapi-[\w-]{40,}"),)


class PulumiToken(RegexBasedDetector):
    """An access token of Pulumi's own service."""

    secret_type = "Pulumi access token"  # noqa: S105 - a name
    denylist = (re.compile(r"\bpul-[0-9a-f]{40}\b"),)


class NamedCredential(RegexBasedDetector):
    """A random value close behind a word for a secret: EGS's keys and Run:ai's secrets have no shape of their own.

    Random is a UUID or a long hexadecimal number, unless it begins like the tests' with zeros or ones, and a long text
    that mixes small letters, capitals and digits. What follows `h1:` is a checksum of Go's.
    """

    secret_type = "key, secret, token or password"  # noqa: S105 - a name
    _number = r"(?!0{8}|1{8})(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,})"
    _mixture = r"(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[\w+/-]{20,}"
    denylist = (
        re.compile(rf"(?i:key|secret|token|password).{{0,24}}?(?<![\w+/-])(?<!h1:)(?:{_number}|{_mixture})(?![\w+/-])"),
    )


KNOWN: Iterable[type[BasePlugin]] = get_mapping_from_secret_type_to_class().values()
DETECTORS = (
    NvidiaKey(),
    PulumiToken(),
    NamedCredential(),
    *(kind() for kind in KNOWN if not issubclass(kind, GUESSES)),
)


def credentials(file: File) -> Findings:
    """Every line with the shape of a credential that does not say that it means nothing."""
    lines = file.text.splitlines()
    for number, line in enumerate(lines, 1):
        for shape in sorted(set(shapes(file, number, line))):
            if not is_line_allowlisted(str(file.path), line, get_code_snippet(lines, number)):
                yield number, f"looks like a secret: {shape}"


def shapes(file: File, number: int, line: str) -> Iterator[str]:
    """What a line looks like to each detector."""
    for detector in DETECTORS:
        for found in detector.analyze_line(filename=str(file.path), line=line, line_number=number):
            yield found.type


def places(root: Path) -> list[str]:
    """Every such line in the checkout at `root`; what stands there is not printed."""
    return [f"{file.path}:{line}: {shape}" for file in files(root) for line, shape in credentials(file)]


def main() -> int:
    """Run `python -m tools.secrets_scan`."""
    found = places(ROOT)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
