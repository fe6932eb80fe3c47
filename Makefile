# Official Sites. `make` lists what it can do; every target sets up what it needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SET_UP := $(VENV)/.set-up
NEEDS := import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else 1)

.PHONY: help setup demo serve test coverage check bench faults machines mutants docs lock clean

help:  ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(SET_UP): requirements.lock pyproject.toml
	@$(PYTHON) -c '$(NEEDS)' 2>/dev/null || { echo "Official Sites needs Python 3.11, 3.12 or 3.13. Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up in $(VENV) (once; about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(SET_UP)

setup: $(SET_UP)  ## Install everything into .venv, from the lock with its hashes

demo: $(SET_UP)  ## A school to look at: starts everything and says whom to sign in as
	@$(BIN)/official-sites demo

serve: $(SET_UP)  ## Serve the school in ./data (first: .venv/bin/official-sites init)
	@$(BIN)/official-sites serve

test: check  ## Every check, then every test
	@$(BIN)/python -m pytest -q --numprocesses 3 --dist loadfile --no-loadscope-reorder

coverage: $(SET_UP)  ## The tests once more, with the branches that none of them takes
	@$(BIN)/python -m pytest -q --numprocesses 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

check: $(SET_UP)  ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(SET_UP)  ## Ratios against a bare floor, as a table
	@$(BIN)/python -m tests.benchmarks

faults: $(SET_UP)  ## Every fault at full count: an hour or more
	@FAULTS=long $(BIN)/python -m tests.faults $(ONLY)

machines: $(SET_UP)  ## The parts of many machines on this one, some killed again and again
	@$(BIN)/python -m tests.machines $(PROPOSALS)

mutants: $(SET_UP)  ## Change the policy's code bit by bit: do its tests notice? An hour or more
	@$(BIN)/python -m tests.mutants $(ONLY)

docs: $(SET_UP)  ## Write the generated documents anew
	@$(BIN)/python -m tests.documents

lock: $(SET_UP)  ## Resolve requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean:  ## Remove the environment and what tests left behind
	@rm -rf $(VENV) .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
