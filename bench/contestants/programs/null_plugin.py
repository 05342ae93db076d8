"""A plugin that does nothing: what the engine and the SDK cost with one."""

import os

import pulumi


class Token(pulumi.CustomResource):
    """A class, as in any SDK."""

    def __init__(self, name: str) -> None:
        super().__init__("bench:index:Token", name, {"role": "Owner", "ttl": "90d"})


for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    Token(f"token-{number}")
