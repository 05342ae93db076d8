"""`POST /api/v1/slice-workspace/kube-config`: the kubeconfig of a workspace on one cluster (contract section 7)."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from gpucreds_emulator.egs import assumptions
from gpucreds_emulator.signing import sign

if TYPE_CHECKING:
    from gpucreds_emulator.egs.asked import Asked
    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.store import Store
    from gpucreds_emulator.egs.workspace import Workspace

_AUTHORITY = b"""-----BEGIN CERTIFICATE-----
VGhlIGVtdWxhdG9yIG9mIGdwdWNyZWRzIGhhcyBubyBjZXJ0aWZpY2F0ZS4=
-----END CERTIFICATE-----
"""
_TEXT = """\
apiVersion: v1
kind: Config
clusters:
    - name: {cluster}
      cluster:
        server: https://{cluster}.example.com
        certificate-authority-data: {authority}
users:
    - name: {name}-workspace
      user:
        token: {token}
contexts:
    - name: {name}-workspace@{cluster}
      context:
        cluster: {cluster}
        user: {name}-workspace
        namespace: {namespace}
current-context: {name}-workspace@{cluster}
"""


def fetch(store: Store, asked: Asked) -> Json:
    """The text, once it was asked for often enough; else E13 (A20)."""
    name = asked.fields.text("workspaceName")
    chosen = asked.fields.text("clusterName") if "clusterName" in asked.fields else None
    workspace = store.workspaces.get(name)
    if not workspace or workspace.leaving:
        raise assumptions.no_kubeconfig(asked.call, name)
    cluster = chosen or workspace.clusters[0]
    if cluster not in workspace.clusters:
        raise assumptions.wrong_cluster(asked.call, name, cluster)
    if _too_early(workspace, cluster, store.knobs.polls_until_ready):
        raise assumptions.no_kubeconfig(asked.call, name)
    return {"kubeConfig": _text(workspace, cluster)}


def _too_early(workspace: Workspace, cluster: str, polls_until_ready: int) -> bool:
    early = workspace.early_kubeconfig_calls[cluster] < polls_until_ready
    workspace.early_kubeconfig_calls[cluster] += early
    return early


def _text(workspace: Workspace, cluster: str) -> str:
    return _TEXT.format(
        name=workspace.name,
        cluster=cluster,
        namespace=workspace.first_namespace,
        authority=b64encode(_AUTHORITY).decode(),
        token=_token(workspace),
    )


def _token(workspace: Workspace) -> str:
    # The old kind of service-account token: no `exp`, and no time in it, so that each call gives the same text (A19).
    namespace, account = workspace.first_namespace, f"{workspace.name}-workspace"
    prefix = "kubernetes.io/serviceaccount/"
    return sign(
        {
            "iss": "kubernetes/serviceaccount",
            f"{prefix}namespace": namespace,
            f"{prefix}secret.name": f"{account}-sa",
            f"{prefix}service-account.name": account,
            f"{prefix}service-account.uid": workspace.uid,
            "sub": f"system:serviceaccount:{namespace}:{account}",
        }
    )
