"""A plugin that does nothing: what the engine and the SDK cost with one."""

import os

import pulumi

PLANNED = {f"planned{number}": "x" * 10 for number in range(int(os.environ.get("BENCH_PLANNED", "0")))}
MADE = ("made0", "made1", "made2", "token", "empty0", "empty1", "empty2", "empty3", "empty4")
READ = dict.fromkeys(MADE if PLANNED else ())


class Token(pulumi.CustomResource):
    """A class, as in any SDK."""

    def __init__(self, name: str) -> None:
        super().__init__("bench:index:Token", name, {"role": "Owner", "ttl": "90d", **PLANNED, **READ})


for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    Token(f"token-{number}")
