from gpucreds import egs

egs.ApiToken("ci", role="Editor", workspace_name="red", ttl="90d", rotation={"before": "14d"})
