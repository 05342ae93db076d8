"""Many tokens cost one log-in, a token costs little state, and no secret is readable anywhere."""

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
    assert [place for place in program.readable(secrets) if not place.startswith("program/__main__")] == []


def test_no_secret_is_readable_in_files_or_in_what_commands_print(site):
    program = site.program(
        """
        red = egs.SliceWorkspace(
            "red", clusters=["worker-1"], namespaces=["red"], username="Jo", email="jo@example.com"
        )
        ci = egs.ApiToken("ci", role="Editor", workspace_name=red.name, rotation=egs.Rotation(before="14d"))
        pulumi.export("secrets", [ci.token, ci.previous_token, red.kubeconfigs["worker-1"]])
        """
    )
    program.up("--debug")  # -v=9 is the engine's own trace, which shows every value by design
    secrets = {site.emulator.egs.api_key, *filter(None, program.outputs()["secrets"])}
    site.advance(program, days=80)
    program.pulumi("preview", "--diff")
    program.up("--json")
    secrets |= set(filter(None, program.outputs()["secrets"]))
    program.pulumi("stack", "output")
    program.pulumi("stack", "export")
    program.pulumi("refresh", "--yes", "--skip-preview", "--diff")
    program.pulumi("destroy", "--yes", "--skip-preview")
    assert len(secrets) == 4  # the log-in, two tokens, a kubeconfig
    assert program.readable(secrets) == []
