from gpucreds import nvcf

nvcf.ScopedKey(
    "release",
    scopes=["register_function"],
    functions=["2b1c9d64-3f0e-4a57-9c38-7d5e6f1a2b3c/5e0f7a18-6b2d-4c93-8a41-9f3c2d1e0b7a"],
    rotation={"before": "14d"},
)
