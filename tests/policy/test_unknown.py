"""What a preview cannot know yet, as pulumi-policy hands it to a policy."""

from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE, unknown_checking_proxy

from gpucreds_policy.view import known, unknown
from tests.policy.cases import token

PROPERTIES = {
    "role": "Editor",
    "workspaceName": UNKNOWN_STRING_VALUE,
    "rotation": {"before": "14d", "trigger": UNKNOWN_STRING_VALUE},
    "scopes": ["read", UNKNOWN_STRING_VALUE],
    "retiring": UNKNOWN_OBJECT_VALUE,
}


def test_it_is_left_out_and_its_paths_are_told():
    given = unknown_checking_proxy(PROPERTIES)
    assert known(given) == {"role": "Editor", "rotation": {"before": "14d"}, "scopes": ["read"]}
    assert list(unknown(given)) == ["workspaceName", "rotation.trigger", "scopes.1", "retiring"]


def test_a_rule_can_tell_what_is_not_known_from_what_is_not_there():
    subject = token(where={"unknown": ["rotation.trigger", "retiring"]})
    seen = {
        path: subject.sees(path) for path in ("ttl", "rotation", "rotation.before", "rotation.trigger", "retiring.at")
    }
    assert seen == {
        "ttl": True,
        "rotation": False,
        "rotation.before": True,
        "rotation.trigger": False,
        "retiring.at": False,
    }
