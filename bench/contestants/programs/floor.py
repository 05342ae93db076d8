"""The engine alone: as many components, and no provider behind them."""

import os

import pulumi


class Token(pulumi.ComponentResource):
    """A class, as people write them: the SDK keeps where in the program an object of a class was made."""

    def __init__(self, name: str) -> None:
        super().__init__("bench:floor:Token", name, {"role": "Owner", "ttl": "90d"})


for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    Token(f"token-{number}")
