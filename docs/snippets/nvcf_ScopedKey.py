import pulumi

from gpucreds import nvcf

inference = nvcf.ScopedKey(
    "inference",
    scopes=["invoke_function", "list_functions"],
    functions=["*"],
    ttl="90d",
    rotation=nvcf.Rotation(before="14d", overlap="2d"),
)

pulumi.export("inference_key", inference.key)
