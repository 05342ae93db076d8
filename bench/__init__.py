"""What gpucreds costs beside the engine alone and beside other ways, measured side by side: `python -m bench`."""
