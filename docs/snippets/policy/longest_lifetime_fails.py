from gpucreds import egs

egs.ApiToken("ci", role="Editor", workspace_name="red", ttl="200d", rotation={"before": "14d"})
