"""Credentials that the policy pack refuses; README.md shows what it says, and what to write instead."""

import pulumi

from gpucreds import egs, nvcf, runai

# An Owner manages all of EGS, half a year is long, and nothing rotates it.
ci = egs.ApiToken("ci", role="Owner", ttl="180d")

# It may deploy every function there is.
release = nvcf.ScopedKey(
    "release",
    scopes=["deploy_function"],
    functions=["*"],
    rotation=nvcf.Rotation(before="14d", overlap="2d"),
)

# A person with a password of its own, beside the identity provider.
vera = runai.LocalUser("vera", email="vera@example.com")

# In clear in the state, in every log and in all backups.
pulumi.export("ci_login", pulumi.Output.unsecret(pulumi.Output.format("Bearer {0}", ci.token)))
