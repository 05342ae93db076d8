"""The `gpucreds` command: what stacks and platforms really hold, and what to do about it."""
