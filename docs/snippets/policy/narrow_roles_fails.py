from gpucreds import runai

pipeline = runai.Application("pipeline", rotation={"every": "30d"})

runai.AccessRule(
    "pipeline-everywhere",
    subject={"type": "application", "name": pipeline.client_id},
    role="System administrator",
    scope={"type": "tenant"},
)
