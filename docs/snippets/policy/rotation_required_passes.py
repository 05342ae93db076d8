from gpucreds import nvcf

nvcf.ScopedKey("inference", scopes=["invoke_function"], functions=["*"], rotation={"before": "14d", "overlap": "2d"})
