from gpucreds import egs

egs.ApiToken("workshop", role="Viewer", workspace_name="red", ttl="6d", rotation={"before": "3d"})
