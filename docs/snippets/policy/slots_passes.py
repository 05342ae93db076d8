from gpucreds import nvcf

for owner in ("red", "blue"):
    for number in range(4):
        nvcf.ScopedKey(
            f"{owner}-{number}",
            scopes=["invoke_function"],
            functions=["*"],
            owner_id=owner,
            rotation={"before": "14d"},
        )
