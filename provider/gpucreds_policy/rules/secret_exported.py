"""An output of a stack in clear is in its state, in every log of CI and in all backups: no secret belongs there."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gpucreds.core.declaration import property_name, secrets
from gpucreds.core.redaction import spellings
from gpucreds.resources import RESOURCES
from gpucreds_policy.rule import Parameters, stack_rule
from gpucreds_policy.subject import STACK, Subject, plain

SHORTEST = 8
"""What is shorter may stand anywhere by chance."""
REDACTED = "[secret]"
"""What `pulumi policy analyze --file` shows in the place of a secret."""

_SECRETS = {resource.resource_type: list(map(property_name, secrets(resource.state))) for resource in RESOURCES}


@stack_rule(
    "gpucreds-secret-exported",
    Parameters,
    steps="Export it without Output.unsecret: it stays secret. Then rotate it, because the state keeps what was shown.",
)
def secret_exported(stack: Sequence[Subject], _: Parameters) -> Iterator[tuple[Subject, str]]:
    """No output of the stack shows a secret of a credential in clear.

    It is found as it is, in a longer text, a list or a map, and in base64 or as JSON and URLs write it; what is shorter
    than eight characters is not looked for. What the engine marks as secret is not in clear. The preview that
    first plans a credential does not know its secret yet: `pulumi up`, later previews and `pulumi policy analyze` do.
    """
    shown = [(name, text) for one in stack if one.type == STACK for name, text in _outputs(one)]
    for credential in stack:
        for secret, text in _texts_of(credential):
            forms = {*spellings(text), *_in_base64(text.encode(errors="replace"))}
            for output in dict.fromkeys(name for name, clear in shown if any(form in clear for form in forms)):
                yield credential, f"the output {output} shows its {secret} in clear"


def _outputs(stack: Subject) -> Iterator[tuple[str, str]]:
    """The texts in clear of every output; also without line breaks, which many a program puts into base64."""
    for name, value in stack.properties.items():
        for text in _texts(value):
            yield from ((name, text), (name, "".join(text.split())))


def _texts_of(credential: Subject) -> Iterator[tuple[str, str]]:
    for name in _SECRETS.get(credential.type, ()):
        for text in _texts(plain(credential.properties.get(name))):
            if len(text) >= SHORTEST and text != REDACTED:
                yield name, text


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """All texts in a value, those that are marked as secret aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)


def _in_base64(content: bytes) -> Iterator[str]:
    """What is the same wherever in a longer text the secret stood: the letters that hold bits of it alone."""
    for before in range(3):
        padded = bytes(before) + content
        begin, end = -(-before * 8 // 6), len(padded) * 8 // 6
        yield base64.b64encode(padded).decode()[begin:end]
        yield base64.urlsafe_b64encode(padded).decode()[begin:end]
