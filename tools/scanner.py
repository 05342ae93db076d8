"""Whether a secret stands anywhere in texts and files: as it is, or in a form that anybody can turn back.

The forms are base64 (wherever in a longer text it was), hexadecimal digits, the escapes of URLs and of JSON, also JSON
in JSON; files that are compressed are opened. What is found is told by its place, its kind and its form, never shown.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

SHORTEST = 16
"""A shorter word would be found by chance; a shorter secret is looked for all the same."""

_IN_PART = "in part"
_GZIP = b"\x1f\x8b"
_MARKS_OF_GO = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&"}
_ANY_HEADER = zlib.MAX_WBITS | 32


@dataclass(frozen=True, order=True)
class Finding:
    """Where which kind of secret stands, and how it is written there."""

    place: str
    kind: str
    form: str

    def __str__(self) -> str:
        return f"{self.place}: {self.kind}, {self.form}"


class Scanner:
    """Looks for secrets, of which it is told what to call each."""

    def __init__(self, kinds: Mapping[str, str] | Iterable[str]) -> None:
        named = kinds if isinstance(kinds, Mapping) else dict.fromkeys(kinds, "a secret")
        self._needles = {needle: (kind, form) for form, needle, kind in _all_needles(named)}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._needles)} needles)"

    def in_bytes(self, place: str, content: bytes) -> Iterator[Finding]:
        """What stands in the content of one place."""
        found = {Finding(place, *told) for needle, told in self._needles.items() if needle in content}
        whole = {finding.kind for finding in found if finding.form != _IN_PART}
        yield from sorted(finding for finding in found if finding.form != _IN_PART or finding.kind not in whole)
        if content.startswith(_GZIP):
            yield from self.in_bytes(f"{place}, unzipped", _unzipped(content))

    def in_text(self, place: str, text: str) -> Iterator[Finding]:
        """What stands in one text."""
        yield from self.in_bytes(place, text.encode(errors="surrogateescape"))

    def in_folder(self, folder: Path) -> Iterator[Finding]:
        """What stands in the files under a folder, and in their names."""
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            place = str(path.relative_to(folder))
            yield from self.in_bytes(place, path.read_bytes())
            yield from self.in_text("the name of a file", place)


def _unzipped(content: bytes) -> bytes:
    """All that can be read of it: whoever was killed leaves no end."""
    parts, rest = [], content
    while rest.startswith(_GZIP):
        opened = zlib.decompressobj(_ANY_HEADER)
        try:
            parts.append(opened.decompress(rest))
        except zlib.error:
            break
        rest = opened.unused_data
    return b"".join(parts)


def _all_needles(kinds: Mapping[str, str]) -> Iterator[tuple[str, bytes, str]]:
    # The plainest form last: what is the same in two forms is told as the plainer one.
    for secret, kind in filter(all, kinds.items()):  # an empty one would be everywhere
        for form, needle in reversed(list(_forms(secret))):
            yield form, needle.encode(), kind


def _forms(secret: str) -> Iterator[tuple[str, str]]:
    """Every form of a secret, the plainest first."""
    yield "in clear", secret
    yield from ((_IN_PART, part) for part in _halves(secret))
    yield from (("escaped in JSON", text) for text in _in_json(secret))
    yield from (("escaped in a URL", text) for text in _in_urls(secret))
    yield from (("in base64", text) for text in _in_base64(secret.encode()))
    digits = secret.encode().hex()
    yield from (("in hexadecimal", text) for text in (digits, digits.upper()))


def _halves(secret: str) -> Iterator[str]:
    """Either half of a long word: somebody may have cut it. A text of several words is not secret in every part."""
    middle = len(secret) // 2
    if middle >= SHORTEST and len(secret.split()) == 1:
        yield from (secret[:middle], secret[middle:])


def _in_json(secret: str) -> Iterator[str]:
    for ascii_only in (True, False):
        once = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        yield from (once, json.dumps(once, ensure_ascii=ascii_only)[1:-1])
        yield once.translate(_MARKS_OF_GO)


def _in_urls(secret: str) -> Iterator[str]:
    for text in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield from (text, _with_small_digits(text))


def _with_small_digits(text: str) -> str:
    first, *others = text.split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in others)])


def _in_base64(content: bytes) -> Iterator[str]:
    """What is the same wherever in a text the secret begins: the letters that hold bits of it alone."""
    for before in range(3):
        padded = bytes(before) + content
        skipped = -(-before * 8 // 6)
        whole = len(padded) * 8 // 6
        yield base64.b64encode(padded).decode()[skipped:whole]
        yield base64.urlsafe_b64encode(padded).decode()[skipped:whole]
