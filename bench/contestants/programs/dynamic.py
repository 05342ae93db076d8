"""Our door for Python programs."""

import os

from gpucreds import egs

for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    egs.ApiToken(f"token-{number}", role="Owner", ttl="90d")
