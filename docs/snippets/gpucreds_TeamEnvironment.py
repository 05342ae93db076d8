import pulumi

from gpucreds import TeamEnvironment, runai

vision = TeamEnvironment(
    "vision",
    egs={
        "clusters": ["worker-1"],
        "namespaces": ["vision"],
        "username": "Vera Ison",
        "email": "vera@example.com",
        "tokens": {"ci": "Editor", "dashboard": "Viewer"},
    },
    runai={
        "scope": runai.Scope(type="project", name="vision"),
        "application_role": "ML engineer",
        "users": ["vera@example.com"],
        "user_role": "L1 researcher",
    },
    nvcf={"keys": {"invoke": {"scopes": ["invoke_function"], "functions": ["*"]}}},
    rotation={"ttl": "90d", "before": "14d", "overlap": "2d"},
)

pulumi.export("vision", vision.environment)
