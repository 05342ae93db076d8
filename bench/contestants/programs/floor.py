"""The engine alone: as many resources, and no provider behind them."""

import os

import pulumi

for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    pulumi.ComponentResource("bench:floor:Token", f"token-{number}", {"role": "Owner", "ttl": "90d"})
