"""Many tokens cost one log-in, a token costs little state, and a secret input stays one."""

from __future__ import annotations

import json
from collections import Counter

MANY = 200
MOST_BYTES = 2_000


def test_two_hundred_tokens_log_in_once_list_at_most_twice_and_stay_small(site):
    program = site.program(
        f"""
        for number in range({MANY}):
            egs.ApiToken(f"token-{{number}}", role="Owner", rotation=egs.Rotation(before="14d", overlap="2d"))
        """
    )
    program.up()
    sent = Counter(site.requests())
    assert sent["POST /api/v1/api-key"] == MANY
    assert sent["POST /api/v1/auth"] == 1
    assert sent["GET /api/v1/api-key/list"] <= 2
    tokens = [resource for resource in program.resources() if "ApiToken" in resource["urn"]]
    assert len(tokens) == MANY
    for token in tokens:
        assert len(json.dumps([token["inputs"], token["outputs"]])) <= MOST_BYTES
        assert len(token["inputs"]["__provider"]) < 100  # a reference, no source


def test_a_secret_trigger_stays_secret(site):
    text = """
    secret = pulumi.Output.secret("{}-value-that-somebody-keeps-secret")
    egs.ApiToken("ci", role="Owner", rotation=egs.Rotation(trigger=secret))
    """
    program = site.program(text.format("first"))
    program.up()
    site.rewrite(program, text.format("second"))
    program.pulumi("preview", "--diff")
    program.up()
    assert site.names() == ["ci", "ci"]
    secrets = [f"{which}-value-that-somebody-keeps-secret" for which in ("first", "second")]
    source = ("program/__main__", "program/__pycache__/__main__")
    assert [place for place in program.readable(secrets) if not place.startswith(source)] == []
