"""HTTPS."""

import pytest

from gpucreds_policy.rules.https import https
from tests.policy.cases import Case, access, app, holds, key, provider, token, user, workspace

PLAIN = {"endpoint": "http://egs.example.com"}
SAYS = "its endpoint is not https: http://egs.example.com"

CASES = [
    Case("https passes", [token(where={"endpoint": "https://egs.example.com"})]),
    Case("plain http does not", [token(where=PLAIN)], complaints=[("ci", SAYS)]),
    Case(
        "for no resource",
        [kind(where=PLAIN) for kind in (workspace, app, user, access, key)],
        complaints=[(name, SAYS) for name in ("red", "app", "vera", "may", "invoke")],
    ),
    *(
        Case(f"this machine may be reached at {host}", [token(where={"endpoint": f"http://{host}:8080/a"})])
        for host in ("127.0.0.1", "[::1]", "localhost")
    ),
    Case("no other scheme is https", [token(where={"endpoint": "ftp://a"})], complaints=[("ci", "not https: ftp://a")]),
    Case(
        "what is no URL is none", [token(where={"endpoint": "http://[a"})], complaints=[("ci", "not https: http://[a")]
    ),
    Case(
        "what is no URL with a host is none", [token(where={"endpoint": "egs"})], complaints=[("ci", "not https: egs")]
    ),
    Case("a host may be allowed", [token(where=PLAIN)], {"allowed": ["egs.*"]}),
    Case("another is not", [token(where=PLAIN)], {"allowed": ["nvcf.*"]}, [("ci", SAYS)]),
    Case(
        "a log-in in the URL is not shown",
        [token(where={"endpoint": "http://jo:word@egs.example.com"})],  # pragma: allowlist secret
        complaints=[("ci", "its endpoint is not https: egs.example.com")],
    ),
    Case("what is not known yet says nothing", [token(), provider()]),
    Case("a provider's settings are https", [provider(egsEndpoint="https://a", where=PLAIN)]),
    Case(
        "each one",
        [provider(egsEndpoint="http://a", runaiEndpoint="http://b", nvcfApiKeysUrl="http://c", timeout="30s")],
        complaints=[
            ("gpucreds", "its egsEndpoint is not https: http://a"),
            ("gpucreds", "its runaiEndpoint is not https: http://b"),
            ("gpucreds", "its nvcfApiKeysUrl is not https: http://c"),
        ],
    ),
    Case("a resource has no such settings", [token(egsEndpoint="http://a")]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule_says_exactly_what_its_table_says(case):
    holds(https, case)
