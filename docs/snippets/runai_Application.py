import pulumi

from gpucreds import runai

pipeline = runai.Application("pipeline", rotation=runai.SecretRotation(every="90d"))

pulumi.export("client_id", pipeline.client_id)
pulumi.export("client_secret", pipeline.client_secret)
