"""The pages of the policy: one for each rule, from its module, its parameters and the two programs that show it."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from gpucreds.core.durations import format_duration
from gpucreds_policy.rule import Rule
from gpucreds_policy.rules import RULES
from tools.plain_words import type_of
from tools.resource_page import SNIPPETS, Property, properties, table

INDEX = PurePosixPath("README.md")
WRITTEN = "<!-- Written by `make docs` from the rules in provider/gpucreds_policy: change it there. -->\n\n"
INTRODUCTION = """\
# Policy

Rules about credentials, as a policy pack for `pulumi preview`, `pulumi up` and `pulumi policy analyze`. They see the
resources of both doors alike, also inside components. What a preview does not know yet they do not judge.

```
pip install "gpucreds[policy]"
pulumi preview --policy-pack "$(gpucreds policy-pack)"
```

A complaint of a mandatory rule fails the command; that of an advisory one is only shown. An existing stack is looked at
without its program: `pulumi stack export --file state.json`, then `pulumi policy analyze --file state.json` with the
same `--policy-pack`. Without the passphrase that shows every rule but gpucreds-secret-exported, which compares values.
With it, or with `--stack`, the engine keeps what it decrypted in a log of its own
([docs/security.md](../security.md#what-we-do-not-promise)).
[examples/policy](../../examples/policy/README.md) shows complaints and what to do about them."""
CONFIGURATION = """\
## Configuration

A file in JSON, given with `--policy-pack-config`, has a level for each rule (`mandatory`, `advisory` or `disabled`), or
an object of `enforcementLevel` and the rule's parameters. `all` is the level of those that have none there.

```json
{
  "all": "mandatory",
  "gpucreds-no-local-users": "disabled",
  "gpucreds-longest-lifetime": {"enforcementLevel": "advisory", "longest": "30d"}
}
```

A duration is a text such as `90d` or `12h`; a pattern has `*`, `?` and `[…]`.

## In a pack of your own

```python
from pulumi_policy import PolicyPack

from gpucreds_policy.pack import policies

PolicyPack("our-rules", policies=[*policies(), ...])
```

As an executable, such a pack runs Python unbuffered (`python -u`): the engine waits for its first line."""


def policy_pages() -> dict[PurePosixPath, str]:
    """The text of every page, by its path in docs/policy."""
    pages = {INDEX: index(RULES), **{PurePosixPath(rule.page): page(rule) for rule in RULES}}
    return {path: WRITTEN + text for path, text in pages.items()}


def index(rules: Iterable[Rule[Any]]) -> str:
    """The page that leads to all others."""
    rows = [(f"[{rule.name}]({rule.page})", rule.level, rule.about) for rule in rules]
    return "\n\n".join([INTRODUCTION, table(("Rule", "Level", "What it demands"), rows), CONFIGURATION]) + "\n"


def page(rule: Rule[Any]) -> str:
    """The whole page of a rule in Markdown."""
    parts = [
        f"# {rule.name}",
        inspect.getdoc(rule.function) or "",
        f"Why: {_reason(rule)}",
        f"Level: {rule.level}, unless the configuration says otherwise. [All rules]({INDEX})",
        f"## What is complained of\n\n{_example(rule, 'fails')}",
        f"## What passes\n\n{_example(rule, 'passes')}",
        f"## What to do\n\n{rule.steps}",
        f"## Parameters\n\n{_parameters(rule)}",
    ]
    return "\n\n".join(parts) + "\n"


def snippet(rule: Rule[Any], ending: str) -> str:
    """The program that `fails` or `passes`, which the tests run on the real engine."""
    module = rule.function.__module__.rpartition(".")[2]
    return (SNIPPETS / "policy" / f"{module}_{ending}.py").read_text()


def _reason(rule: Rule[Any]) -> str:
    """The sentence that its module begins with."""
    reason = inspect.getdoc(sys.modules[rule.function.__module__]) or ""
    return reason[:1].lower() + reason[1:]


def _example(rule: Rule[Any], ending: str) -> str:
    return f"```python\n{snippet(rule, ending)}```"


def _parameters(rule: Rule[Any]) -> str:
    found = properties(rule.parameters)
    if not found:
        return "It has none."
    rows = [(f"`{one.field.alias}`", type_of(one.schema), one.default, one.description) for one in found]
    example = {rule.name: {"enforcementLevel": rule.level, **{str(one.field.alias): _value(one) for one in found}}}
    shown = f"The defaults, as a configuration writes them:\n\n```json\n{json.dumps(example, indent=2)}\n```"
    return f"{table(('Parameter', 'Type', 'Default', 'Meaning'), rows)}\n\n{shown}"


def _value(one: Property) -> Any:  # noqa: ANN401 - JSON
    """A default as a configuration has it."""
    value = one.field.get_default(call_default_factory=True)
    return format_duration(value) if hasattr(value, "total_seconds") else value
