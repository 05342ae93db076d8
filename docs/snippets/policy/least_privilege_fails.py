from gpucreds import nvcf

nvcf.ScopedKey("release", scopes=["deploy_function"], functions=["*"], rotation={"before": "14d"})
