# Everything from a fresh clone with Python (3.10 or newer), git and make; Go only where no Pulumi can be had otherwise.
# What these targets make lies in .venv, .tools, .sandbox and .demo; `make clean` removes it.

PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Stopping and cleaning need nothing but the standard library, and work when .venv is broken or gone.
ANY_PYTHON = $(if $(wildcard $(BIN)/python),$(BIN)/python,$(PYTHON))

# A command of the engine waits now and then, so one more test at a time than there are cores. The long tests kill processes
# and watch what is left of them: they have a core each.
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

MAKEFLAGS += --no-print-directory
# A provider is started by each command: what Python has compiled once, it keeps.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-command test-fleet test-faults test-mutants bench check engine sdk sdk-tools browser picture sandbox sandbox-stop docs lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: engine ## See three teams get what they need on three platforms, by the real engine
	@$(BIN)/python -u -m tools.demo

test: engine sdk-tools browser ## Run the tests, also those on the real engine
	@$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal --ignore=tests/faults --ignore=tests/command --ignore=tests/fleet

test-command: engine ## Run the tests of what CI runs, on the real engine: the command, the policy pack, every line of the recipes
	@$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal tests/command

test-fleet: engine ## Run the tests of fleets and of backends: PostgreSQL, an S3-compatible store, files
	@$(BIN)/python -u -m tools.postgres
	@$(BIN)/python -u -m tools.versitygw
	@$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal tests/fleet

test-faults: engine ## Run the long tests: every fault at every request, runs killed, secrets looked for everywhere
	@$(BIN)/python -m pytest -n auto --dist=worksteal tests/faults

test-mutants: engine ## Take one protection away at a time, and see the long tests fail
	@$(BIN)/python -u -m tools.mutants

bench: engine ## Measure beside the engine alone and other ways, and write bench/results.md; BENCH=quick or full, FRESH=1
	@$(BIN)/python -u -m bench $(if $(FRESH),--fresh)

check: $(READY) ## Check format, lint, types, imports, house rules, secrets, pins, licences, advisories and reference
	@$(BIN)/ruff format --quiet --check . || { echo 'Run: $(BIN)/ruff format .'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/mypy --no-error-summary tools
	@$(BIN)/mypy --no-error-summary bench
	@told=$$($(BIN)/lint-imports --no-cache 2>&1) || { echo "$$told"; exit 1; }
	@$(BIN)/python -m tools.house_rules
	@$(BIN)/python -m tools.secrets_scan
	@$(BIN)/python -m tools.lock --check
	@$(BIN)/python -m tools.audit
	@$(BIN)/pip-licenses >/dev/null
	@$(BIN)/python -m tools.reference --check
	@echo 'check: all good'

engine: $(READY) ## Put the Pulumi engine under .tools: yours, or the official download, or a build
	@$(BIN)/python -u -m tools.engine

sdk: $(READY) ## Write schema.json and the SDKs in sdk/ anew, from the declarations; needs Go
	@$(BIN)/python -u -m tools.sdk

sdk-tools: $(READY) ## Put what the tests of the SDKs need under .tools: the generator and Node packages
	@$(BIN)/python -u -m tools.sdk --ready

browser: $(READY) ## Put a browser under .tools, for the tests of the audit's page: yours, or one from npm
	@$(BIN)/python -u -m tools.browser

picture: browser ## Take the README's picture of an audit anew
	@$(BIN)/python -u -m tools.picture

sandbox: engine ## Run the emulated platforms in the background, for `pulumi up` by hand
	@$(BIN)/python -u -m tools.sandbox start

sandbox-stop: ## End the emulated platforms
	@$(ANY_PYTHON) -m tools.sandbox stop

docs: $(READY) ## Write docs/reference and docs/policy anew, from the declarations and the rules
	@$(BIN)/python -m tools.reference

lock: $(READY) ## Pin the development set anew, at the newest versions that pyproject.toml allows
	@$(BIN)/python -m tools.lock

clean: ## Remove everything that make made in this checkout
	@if [ -e .sandbox ]; then $(MAKE) sandbox-stop; fi
	@rm -rf $(VENV) .tools .sandbox .demo .bench build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find provider tools tests examples bench -name __pycache__ -type d -prune -exec rm -rf {} +

# pip repairs or updates an environment that is there, so a change of the pins costs seconds.
$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo 'gpucreds needs Python 3.10 or newer as `$(PYTHON)`. Another one: make PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo '`$(PYTHON)` has no venv module. On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	@echo 'python: making $(VENV) from requirements-dev.txt'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--editable . --editable sdk/python
	@touch $@
