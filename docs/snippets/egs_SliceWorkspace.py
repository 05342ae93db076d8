import pulumi

from gpucreds import egs

workspace = egs.SliceWorkspace(
    "red",
    clusters=["worker-1"],
    namespaces=["red-training", "red-serving"],
    username="Jo Doe",
    email="jo@example.com",
)

# A token of the workspace, revoked before the workspace goes.
dashboard = egs.ApiToken("red-dashboard", role="Viewer", workspace_name=workspace.name)

pulumi.export("kubeconfigs", workspace.kubeconfigs)
