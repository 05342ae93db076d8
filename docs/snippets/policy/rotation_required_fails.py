from gpucreds import nvcf

nvcf.ScopedKey("inference", scopes=["invoke_function"], functions=["*"], rotation={"trigger": "1"})
