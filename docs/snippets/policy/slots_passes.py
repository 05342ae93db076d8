from gpucreds import nvcf

for number in range(8):
    nvcf.ScopedKey(
        f"inference-{number}",
        scopes=["invoke_function"],
        functions=["*"],
        owner_id="red" if number < 4 else "blue",
        rotation={"before": "14d"},
    )
