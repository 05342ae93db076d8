from gpucreds import TeamEnvironment, egs

vision = TeamEnvironment(
    "vision",
    egs={
        "clusters": ["worker-1"],
        "namespaces": ["vision"],
        "username": "Vera Ison",
        "email": "vera@example.com",
    },
)

egs.ApiToken("speech-ci", role="Editor", workspace_name="vision", rotation={"before": "14d"})
