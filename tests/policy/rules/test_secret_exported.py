"""Secret exported."""

import base64
import json
from urllib.parse import quote, urlencode

import pytest
from pydantic import Secret

from gpucreds_policy.rules.secret_exported import secret_exported
from gpucreds_policy.subject import STACK
from tests.policy.cases import Case, app, holds, key, subject, token, workspace

VALUE = "s3cr3t word/+1"
OTHER = "not it at all!"
CI = token(token=Secret(VALUE))


def outputs(**found):
    """The stack with its outputs."""
    return subject(STACK, "gpu-dev", found)


def shown(value):
    """A stack that exports a value."""
    return [CI, outputs(out=value)]


def packed(text, encode=base64.b64encode):
    """In base64, without what only fills up."""
    return encode(text.encode()).decode().rstrip("=")


SAYS = [("ci", "the output out shows its token in clear")]

CASES = [
    Case("what the engine marks as secret is not in clear", shown(Secret(VALUE))),
    Case("what shows no secret passes", shown(OTHER)),
    Case("a secret as it is", shown(VALUE), complaints=SAYS),
    Case("inside a longer text", shown(f"Bearer {VALUE}!"), complaints=SAYS),
    Case("inside a list in a map", shown({"a": ["b", VALUE]}), complaints=SAYS),
    Case("as the key of a map", shown({VALUE: 1}), complaints=SAYS),
    Case("marked inside a map, it is not in clear", shown({"a": Secret(VALUE), "b": 1, "c": None})),
    Case("as JSON writes it", shown(json.dumps('"' + VALUE)), complaints=SAYS),
    Case("as a URL writes it", shown(f"https://a/{quote(VALUE, safe='')}"), complaints=SAYS),
    Case("as a form writes it", shown(urlencode({"a": VALUE})), complaints=SAYS),
    *(
        Case(f"in base64, after {before} other letters", shown(packed("a" * before + VALUE + "z")), complaints=SAYS)
        for before in range(4)
    ),
    Case(
        "in the base64 of URLs",
        [token(token=Secret("??>>??>>")), outputs(out=packed("??>>??>>", base64.urlsafe_b64encode))],
        complaints=SAYS,
    ),
    Case("in base64 with line breaks", shown("\n".join(packed(VALUE * 3))), complaints=SAYS),
    Case("several times in one output is told once", shown([VALUE, VALUE]), complaints=SAYS),
    Case(
        "each output is named",
        [CI, outputs(one=VALUE, two=VALUE, three=OTHER)],
        complaints=[("ci", "the output one "), ("ci", "the output two ")],
    ),
    Case(
        "each credential is named by what it shows",
        [
            *(app(clientSecret=Secret("the app's secret")), key(key=OTHER, previousKey=Secret("the previous one"))),
            *(workspace(kubeconfigs={"worker-1": Secret("kind: Config")}), outputs(a="the app's secret")),
            outputs(b="the previous one", c="kind: Config"),
        ],
        complaints=[
            ("app", "the output a shows its clientSecret"),
            ("invoke", "the output b shows its previousKey"),
            ("red", "the output c shows its kubeconfigs"),
        ],
    ),
    Case("what is no secret may be shown", [token(platformName=VALUE), outputs(out=VALUE)]),
    Case("eight letters are looked for", [token(token="12345678"), outputs(out="12345678")], complaints=SAYS),
    Case("seven may stand anywhere", [token(token="1234567"), outputs(out="1234567")]),
    Case("what the engine shows instead of a secret is none", [token(token="[secret]"), outputs(out="[secret]")]),
    Case("only a stack has outputs of the stack", [CI, subject("kubernetes:core/v1:Secret", "k", {"data": VALUE})]),
    Case(
        "a resource of somebody else has no secret of ours",
        [subject("a:b:C", "c", {"token": VALUE}), outputs(out=VALUE)],
    ),
    Case("what is not known yet says nothing", [token(), token("hidden", token=Secret(None)), outputs()]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(secret_exported, case)


def test_a_complaint_does_not_show_the_secret():
    (complaint,) = secret_exported.complaints(shown(f"Bearer {VALUE}"), secret_exported.parameters())
    assert VALUE not in str(complaint)
