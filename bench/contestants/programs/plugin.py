"""Our plugin, through its SDK for Python."""

import os

from pulumi_gpucreds import egs  # type: ignore[import-not-found]  # generated without types

for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    egs.ApiToken(f"token-{number}", role="Owner", ttl="90d")
