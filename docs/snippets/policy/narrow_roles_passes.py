from gpucreds import runai

pipeline = runai.Application("pipeline", rotation={"every": "30d"})

runai.AccessRule(
    "pipeline-in-vision",
    subject={"type": "application", "name": pipeline.client_id},
    role="L1 researcher",
    scope={"type": "project", "name": "vision"},
)
