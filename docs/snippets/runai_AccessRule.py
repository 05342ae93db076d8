from gpucreds import runai

pipeline = runai.Application("pipeline")

runai.AccessRule(
    "pipeline-in-vision",
    subject=pipeline,
    role="L1 researcher",
    scope=runai.Scope(type="project", name="vision"),
)

# Somebody whom the stack does not make.
runai.AccessRule(
    "researchers-in-vision",
    subject=runai.Subject(type="group", name="researchers"),
    role="L1 researcher",
    scope=runai.Scope(type="project", name="vision"),
)
