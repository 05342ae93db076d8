"""A plugin that does nothing: what the engine and the SDK cost with one."""

import os

import pulumi

for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    pulumi.CustomResource("bench:index:Token", f"token-{number}", {"role": "Owner", "ttl": "90d"})
