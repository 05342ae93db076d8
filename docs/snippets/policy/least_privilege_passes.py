from gpucreds import nvcf

nvcf.ScopedKey(
    "release",
    scopes=["deploy_function"],
    functions=["2b1c9d64-3f0e-4a57-9c38-7d5e6f1a2b3c/*"],
    rotation={"before": "14d"},
)
