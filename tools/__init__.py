"""What `make` runs: the engine's set-up, the sandbox, the demo and the checks. Users never install it."""
