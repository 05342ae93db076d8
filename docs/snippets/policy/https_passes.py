# pulumi config set gpucreds:egsEndpoint https://egs.example.com
from gpucreds import egs

egs.ApiToken("ci", role="Viewer", workspace_name="red", rotation={"before": "14d"})
