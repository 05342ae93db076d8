"""What a word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

MOST_SHOWN = 10
_ALIKE, _AS_GOOD = 0.6, 0.1


def near(word: str, words: Iterable[str]) -> list[str]:
    """The one of `words` that looks most like `word`, and those that do nearly as much; letter case does not matter."""
    likeness = {known: SequenceMatcher(None, word.lower(), known.lower()).ratio() for known in words}
    best = max(likeness.values(), default=0.0)
    found = [known for known, ratio in likeness.items() if ratio >= max(_ALIKE, best - _AS_GOOD)]
    return sorted(found, key=lambda known: (-likeness[known], known))[:3]


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A question about the words that look like `word`; what there is at all where none does."""
    known = sorted(set(words))
    similar = near(word, known)
    if similar:
        return f"did you mean {' or '.join(map(repr, similar))}?"
    shown = ", ".join(map(repr, known[:MOST_SHOWN]))
    more = f" and {len(known) - MOST_SHOWN} more" if len(known) > MOST_SHOWN else ""
    return f"there are {shown}{more}" if known else "there are none"
