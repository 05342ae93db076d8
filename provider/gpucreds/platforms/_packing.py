"""How an answer may come: packed in a way that was asked for, and no larger than a run can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LARGEST_ANSWER = 16 * 2**20
"""Bytes, unpacked."""
PACKINGS = ("gzip", "deflate")
"""Others unpack to thousands of times their size in one step."""


class Unusable(Exception):
    """What is wrong with an answer, before anybody has looked into it."""


def whole(packings: Sequence[str], parts: Iterable[bytes]) -> bytes:
    """The body that comes in `parts`, once it is known that its packing was asked for. Raises Unusable."""
    if len(packings) > 1 or not {packing.lower() for packing in packings} <= {*PACKINGS, "identity"}:
        raise Unusable(f"comes packed as {', '.join(packings)}, which nobody asked for")
    body = _bounded(parts, LARGEST_ANSWER)
    if body is None:
        raise Unusable(f"is larger than {LARGEST_ANSWER >> 20} MiB")
    return body


def _bounded(parts: Iterable[bytes], most: int) -> bytes | None:
    """All parts in one; None as soon as they are more than `most` bytes, and then no more is read."""
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > most:
            return None
    return bytes(body)
