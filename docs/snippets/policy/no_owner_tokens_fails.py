from gpucreds import egs

egs.ApiToken("dashboard", role="Owner", rotation={"before": "14d"})
