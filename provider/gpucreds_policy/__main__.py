"""The ready pack, as the engine runs it from its folder."""

from gpucreds_policy.pack import main

main()
