"""The same credentials as the policy pack takes them."""

import pulumi

from gpucreds import egs, nvcf, runai

workspace = egs.SliceWorkspace(
    "red",
    clusters=["worker-1"],
    namespaces=["red"],
    username="Jo Doe",
    email="jo@example.com",
)

# An Editor of one workspace, for 90 days; a new one comes two weeks before its end. Where the one before was shown or
# lives too long, the trigger rotates it now.
ci = egs.ApiToken(
    "ci",
    role="Editor",
    workspace_name=workspace.name,
    ttl="90d",
    rotation=egs.Rotation(before="14d", overlap="2d", trigger="2026-11-22"),
)

# It may deploy one function, in all its versions.
release = nvcf.ScopedKey(
    "release",
    scopes=["deploy_function"],
    functions=["2b1c9d64-3f0e-4a57-9c38-7d5e6f1a2b3c/*"],
    rotation=nvcf.Rotation(before="14d", overlap="2d"),
)

# The user stays: policy.json has the rule in which stacks that may be.
vera = runai.LocalUser("vera", email="vera@example.com")

# A secret stays a secret, also inside a longer text.
pulumi.export("ci_login", pulumi.Output.format("Bearer {0}", ci.token))
