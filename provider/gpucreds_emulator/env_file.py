"""The file that tells a shell where the emulator is and how to log in; readable by its owner alone."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def env_file(path: Path, variables: dict[str, str]) -> Iterator[None]:
    """Have the file for as long as the block lasts."""
    text = "".join(f"{name}={value}\n" for name, value in variables.items())
    _write(path, text)
    try:
        yield
    finally:
        # Another emulator may have written its own in the meantime.
        if path.is_file() and path.read_text() == text:
            path.unlink()


def _write(path: Path, text: str) -> None:
    # Whole or not at all, and never readable by others, whatever lay there before: such drafts have mode 0600.
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(text)
    Path(draft.name).replace(path)
