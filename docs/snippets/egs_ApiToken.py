import pulumi

from gpucreds import egs

workspace = egs.SliceWorkspace(
    "red", clusters=["worker-1"], namespaces=["red"], username="Jo Doe", email="jo@example.com"
)

ci = egs.ApiToken(
    "red-ci",
    role="Editor",
    workspace_name=workspace.name,
    ttl="90d",
    rotation=egs.Rotation(before="14d", overlap="2d"),
)

pulumi.export("ci_token", ci.token)
