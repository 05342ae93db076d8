import pulumi

from gpucreds import egs

ci = egs.ApiToken("ci", role="Owner", rotation={"before": "14d"})

pulumi.export("login", pulumi.Output.format("Bearer {0}", ci.token))
