"""`gpucreds doctor --stack`: the settings are those of the stack, its secrets included."""

from __future__ import annotations

import json

from tests.engine.site import Site


def failed(told: str) -> list[tuple[str, str]]:
    return [(one["platform"], one["check"]) for one in json.loads(told)["findings"] if one["outcome"] == "failed"]


def test_the_settings_of_a_stack_are_examined_and_its_secrets_stay_secret(site: Site) -> None:
    program = site.program("")
    key = program.settings.pop("EGS_API_KEY")
    endpoint = program.settings.pop("EGS_ENDPOINT")
    assert json.loads(program.gpucreds("doctor", "--json"))["findings"][0]["outcome"] == "skipped"

    program.pulumi("config", "set", "gpucreds:egsEndpoint", endpoint)
    assert failed(program.gpucreds("doctor", "--stack", "dev", "--json", status=1)) == [("egs", "settings")]

    program.set_secret("gpucreds:egsApiKey", key)
    found = json.loads(program.gpucreds("doctor", "--stack", "dev", "--json"))["findings"]
    assert [one["outcome"] for one in found if one["platform"] == "egs"] == ["ok", "ok", "skipped", *["ok"] * 4]
    assert {one["endpoint"] for one in found if one["platform"] == "egs"} == {endpoint}

    program.set_secret("gpucreds:egsApiKey", "0ddb411-nobody-knows-it")
    assert failed(program.gpucreds("doctor", "--stack", "dev", "--json", status=1)) == [("egs", "login")]
    assert program.readable([key, "0ddb411-nobody-knows-it"]) == []
    assert site.emulator.live() == []
