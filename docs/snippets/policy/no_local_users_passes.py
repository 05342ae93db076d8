from gpucreds import runai

runai.AccessRule(
    "researchers",
    subject={"type": "group", "name": "researchers"},
    role="L1 researcher",
    scope={"type": "project", "name": "vision"},
)
