"""`python -m gpucreds_cli`."""

from gpucreds_cli.app import main

main(prog_name="gpucreds")
