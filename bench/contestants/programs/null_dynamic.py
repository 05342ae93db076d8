"""A dynamic provider that does nothing: what the engine and the SDK cost with one."""

import os

import pulumi
from null_dynamic_provider import Nothing  # type: ignore[import-not-found]  # beside it where it runs


class Token(pulumi.dynamic.Resource, module="bench", name="Token"):
    """It is in the state, and nowhere else."""


for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    Token(Nothing(), f"token-{number}", {"role": "Owner", "ttl": "90d"})
