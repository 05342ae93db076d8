from gpucreds import nvcf

for number in range(8):
    nvcf.ScopedKey(
        f"inference-{number}",
        scopes=["invoke_function"],
        functions=["*"],
        rotation={"before": "14d"},
    )
