from gpucreds import TeamEnvironment

vision = TeamEnvironment(
    "vision",
    egs={
        "clusters": ["worker-1"],
        "namespaces": ["vision"],
        "username": "Vera Ison",
        "email": "vera@example.com",
        "tokens": {"ci": "Editor"},
    },
    rotation={"ttl": "90d", "before": "14d"},
)
