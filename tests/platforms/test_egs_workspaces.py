"""Slice workspaces of EGS and their kubeconfigs: what is made, what is on its way, and what is gone."""

import json

import pytest

from gpucreds.core.errors import AnswerLost, Conflict, NotFound, PlatformError, Refused, Rejected
from gpucreds.platforms.egs import Workspace
from gpucreds_emulator import Fault
from tests.platforms.egs_answers import WORKSPACE, plain, success, wrapped
from tests.platforms.wire import named, page

PATH = "/api/v1/slice-workspace"
GPU = "There are few active GPRs associated with the workspace. Do you still wanna delete active GPRs and workspace?"
NOT_READY = "No record found for slice red"


def names(egs, **which):
    return [workspace.name for workspace in egs.workspaces(**which)]


# Create and list


def test_a_new_workspace_is_listed_with_its_clusters_and_namespaces(egs):
    egs.create_workspace(**WORKSPACE)
    assert egs.workspaces() == [Workspace("red", ["worker-1", "worker-2"], ["team-a", "team-b"])]


def test_the_body_has_all_five_keys(answering):
    egs = answering(success({"workspaceName": "red"}))
    egs.create_workspace(**{**WORKSPACE, "namespaces": ()})
    assert json.loads(egs.wire.requests[0].content) == {
        "workspaceName": "red",
        "clusters": ["worker-1", "worker-2"],
        "namespaces": [],
        "username": "Jo Doe",
        "email": "jo@example.com",
    }


def test_a_taken_name_is_a_conflict(egs):
    egs.create_workspace(**WORKSPACE)
    with pytest.raises(Conflict, match='"red" already exists'):
        egs.create_workspace(**{**WORKSPACE, "namespaces": []})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"clusters": ["worker-9"]}, "cluster is not registered"),
        ({"clusters": ["worker-1", "worker-1"]}, 'Duplicate value: "worker-1"'),
        ({"email": ""}, '"email" is not allowed to be empty'),
    ],
)
def test_what_the_platform_refuses_is_told_in_its_own_words(egs, change, told):
    with pytest.raises(Rejected, match=told):
        egs.create_workspace(**{**WORKSPACE, **change})


@pytest.mark.parametrize("kind", ["reset-after", "timeout-after", "html-after", "broken-json", "status-after"])
def test_a_create_whose_answer_is_lost_is_not_repeated(egs, world, kind):
    world.emulator.inject(Fault(kind, path=PATH))
    with pytest.raises(AnswerLost):
        egs.create_workspace(**WORKSPACE)
    assert names(egs) == ["red"]
    assert world.writes() == [f"POST {PATH}"]


def test_namespaces_may_be_null(egs):
    egs.create_workspace(**{**WORKSPACE, "namespaces": []})
    assert egs.workspaces() == [Workspace("red", ["worker-1", "worker-2"], [])]


def test_an_empty_list_is_empty(answering):
    assert answering(success({"workspaces": []})).workspaces() == []
    assert answering(success({"workspaces": None})).workspaces() == []


UNREADABLE = [
    *(None, {}, [], "none", {"items": []}),
    *({"workspaces": items} for items in ({"red": {}}, [None], [{}], [{"name": "red", "namespaces": ["team-a"]}])),
]


@pytest.mark.parametrize("data", UNREADABLE, ids=repr)
def test_a_list_that_cannot_be_understood_is_an_error_and_nobodys_end(answering, data):
    with pytest.raises(PlatformError):
        answering(success(data)).workspaces()


def test_workspaces_are_listed_once_per_run_unless_asked_afresh(egs, world):
    assert names(egs) == names(egs) == []
    egs.create_workspace(**WORKSPACE)
    assert names(egs) == []
    assert names(egs, fresh=True) == names(egs) == ["red"]
    assert world.requests().count(f"GET {PATH}/list") == 2


@pytest.mark.parametrize("kind", ["reset-before", "timeout-after", "html", "broken-json", "status-before"])
def test_a_list_is_asked_for_again_until_it_comes(egs, world, kind):
    world.emulator.inject(Fault(kind, path=f"{PATH}/list", count=4))
    assert names(egs) == []


# Delete


def test_a_delete_begins_and_the_list_tells_its_end(egs):
    egs.create_workspace(**WORKSPACE)
    egs.delete_workspace("red")
    assert [names(egs, fresh=True) for _ in range(3)] == [["red"], ["red"], []]


def test_to_delete_what_is_gone_is_a_success(egs):
    egs.delete_workspace("red")


@pytest.mark.parametrize(
    "unknown",
    [
        success({}),
        success(None),
        wrapped(404, 'sliceconfigs.controller.kubeslice.io "red" not found', reason="NotFound"),
        wrapped(404, "", reason="NotFound"),
        wrapped(404, "no such slice"),
        wrapped(400, "slice red not found"),
        wrapped(422, "Slice red Not Found"),
        wrapped(500, "slice red not found"),
    ],
    ids=named,
)
def test_the_platforms_word_that_a_workspace_is_unknown_is_a_success_in_every_form(answering, unknown):
    egs = answering(unknown)
    egs.delete_workspace("red")
    assert len(egs.wire.requests) == 1


@pytest.mark.parametrize("refusal", [plain(404, "Not Found"), plain(400, "bad"), wrapped(422, "bad")], ids=named)
def test_where_it_says_something_else_the_list_decides(answering, refusal):
    answering(refusal, success({"workspaces": [{"name": "blue"}]})).delete_workspace("red")
    with pytest.raises(Rejected):
        answering(refusal, success({"workspaces": [{"name": "red"}]})).delete_workspace("red")


def test_a_404_of_a_wrong_address_is_no_success(answering):
    with pytest.raises(Rejected, match="Check the endpoint of EGS"):
        answering(plain(404, "Not Found")).delete_workspace("red")
    with pytest.raises(AnswerLost, match="any proxy before it"):
        answering(page(404)).delete_workspace("red")


def test_active_gpu_requests_are_told_and_never_released(egs, world):
    egs.create_workspace(**WORKSPACE)
    world.emulator.egs.turn({"active_gpu_requests": ["red"]})
    with pytest.raises(Refused, match=r"'red' has active GPU requests\. Release them in EGS"):
        egs.delete_workspace("red")
    assert names(egs) == ["red"]
    assert world.writes() == [f"POST {PATH}", f"DELETE {PATH}"]


@pytest.mark.parametrize(
    "refusal",
    [
        wrapped(400, GPU),
        wrapped(403, GPU),
        wrapped(409, GPU),
        wrapped(500, GPU),
        wrapped(422, GPU, http=500),
        plain(422, GPU),
    ],
    ids=named,
)
def test_active_gpu_requests_are_told_by_any_status(answering, refusal):
    with pytest.raises(Refused, match="has active GPU requests"):
        answering(refusal).delete_workspace("red")


def test_namespaces_that_are_being_released_are_a_refusal_with_these_words(answering):
    busy = wrapped(422, "Deboarding of namespaces is in progress, please try after some time.")
    with pytest.raises(Rejected, match="Deboarding of namespaces is in progress"):
        answering(busy, success({"workspaces": [{"name": "red"}]})).delete_workspace("red")


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "timeout-after", "html-after", "broken-json"])
def test_a_delete_whose_answer_is_lost_is_repeated(egs, world, kind):
    world.emulator.egs.knobs.polls_until_gone = 0
    egs.create_workspace(**WORKSPACE)
    world.emulator.inject(Fault(kind, method="DELETE"))
    egs.delete_workspace("red")
    assert world.emulator.live() == []


# Kubeconfigs


def test_a_kubeconfig_is_none_until_it_is_ready(egs):
    egs.create_workspace(**WORKSPACE)
    answers = [egs.kubeconfig("red", "worker-2") for _ in range(3)]
    assert answers[:2] == [None, None]
    assert "current-context: red-workspace@worker-2" in answers[2].get_secret_value()


def test_a_kubeconfig_is_asked_for_by_workspace_and_cluster(answering):
    egs = answering(success({"kubeConfig": "apiVersion: v1"}))
    assert egs.kubeconfig("red", "worker-1").get_secret_value() == "apiVersion: v1"
    assert json.loads(egs.wire.requests[0].content) == {"workspaceName": "red", "clusterName": "worker-1"}


@pytest.mark.parametrize(
    "answer",
    [
        wrapped(404, NOT_READY),
        wrapped(404, NOT_READY, reason="NotFound"),
        wrapped(400, NOT_READY),
        wrapped(422, NOT_READY),
        wrapped(404, NOT_READY, http=500),
        plain(404, NOT_READY),
    ],
    ids=named,
)
def test_not_ready_is_told_by_its_words_whatever_the_status(answering, answer):
    assert answering(answer).kubeconfig("red", "worker-1") is None


def test_another_cluster_is_an_error_and_not_a_matter_of_time(egs):
    egs.create_workspace(**{**WORKSPACE, "clusters": ["worker-1"]})
    with pytest.raises(NotFound, match='cluster "worker-2" is not part of slice "red"'):
        egs.kubeconfig("red", "worker-2")


@pytest.mark.parametrize("data", [None, {}, {"kubeConfig": ""}, {"kubeConfig": None}, "apiVersion: v1"], ids=repr)
def test_a_success_without_a_kubeconfig_is_an_error(answering, data):
    with pytest.raises(AnswerLost, match="without 'kubeConfig'"):
        answering(success(data)).kubeconfig("red", "worker-1")


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "timeout-after", "html", "broken-json"])
def test_fetching_a_kubeconfig_is_repeated_after_a_lost_answer(egs, world, kind):
    world.emulator.egs.knobs.polls_until_ready = 0
    egs.create_workspace(**WORKSPACE)
    world.emulator.inject(Fault(kind, path=f"{PATH}/kube-config"))
    assert egs.kubeconfig("red", "worker-1") is not None
