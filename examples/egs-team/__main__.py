"""One team on Avesha EGS: a workspace, an Editor token for its CI that rotates, a Viewer token for its dashboard."""

import pulumi

from gpucreds import egs

workspace = egs.SliceWorkspace(
    "red",
    clusters=["worker-1"],
    namespaces=["red-training", "red-serving"],
    username="Jo Doe",
    email="jo@example.com",
)

# Fourteen days before its end a new token is minted; the old one stays valid for two days more.
ci = egs.ApiToken(
    "red-ci",
    role="Editor",
    workspace_name=workspace.name,
    ttl="90d",
    rotation=egs.Rotation(before="14d", overlap="2d"),
)

dashboard = egs.ApiToken("red-dashboard", role="Viewer", workspace_name=workspace.name, ttl="365d")

pulumi.export("kubeconfigs", workspace.kubeconfigs)
pulumi.export("ci_token", ci.token)
pulumi.export("ci_expires_at", ci.expires_at)
pulumi.export("dashboard_token", dashboard.token)
