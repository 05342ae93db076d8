from gpucreds import egs

egs.ApiToken("dashboard", role="Viewer", workspace_name="red", rotation={"before": "14d"})
