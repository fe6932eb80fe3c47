# Official Sites. `make` lists what it can do; every target sets up what it needs.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
TOOLS_LOCK := requirements-dev.lock
NEEDS := import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 15) else 1)
ifndef PYTHON
PYTHON := $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c '$(NEEDS)' 2>/dev/null && echo $$one && break; done)
endif
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade) pyproject.toml
PYTEST = $(BIN)/python -m pytest -q --numprocesses 3 --dist loadfile --no-loadscope-reorder
export TOOLS_LOCK
unexport PYTHONPATH PYTHONHOME

.PHONY: help setup tools demo serve test quick check long newest coverage bench faults attacks \
	machines mutants docs lock clean

help:  ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: LOCKED = requirements.lock
tools: LOCKED = $(TOOLS_LOCK)
setup:  ## Install what running needs into .venv, from the lock with its hashes
tools:  ## Install the rest too: what tests, checks and benchmarks need
setup tools:
	@"$(PYTHON)" -c '$(NEEDS)' 2>/dev/null || { echo "Official Sites needs Python 3.11, 3.12, 3.13 or 3.14. Install one, or name it: export PYTHON=/path/to/python3.12"; exit 1; }
	@"$(PYTHON)" -I service/set_up.py $(VENV) $(LOCKED)

demo: setup  ## A school to look at: starts everything and says whom to sign in as
	@$(BIN)/official-sites demo $(if $(PORT),--port $(PORT)) $(if $(VERBOSE),--verbose) $(if $(FRESH),--fresh)

serve: setup  ## Serve the school in ./data (first: .venv/bin/official-sites init)
	@$(BIN)/official-sites serve

test: check quick  ## Every check, then every quick test

quick: tools  ## Every quick test, without the checks
	@$(PYTEST)

coverage: tools  ## The tests once more, with the branches that none of them takes
	@$(PYTEST) --cov --cov-report=term

check: tools  ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

long: coverage faults attacks machines  ## What takes longer: branches, a picture of every page, faults and attacks at full count
long: export PICTURES = 1

bench: tools  ## Ratios against a bare floor, as a table
	@$(BIN)/python -m tests.benchmarks

faults: tools  ## Every fault at full count: an hour or more
	@FAULTS=long $(BIN)/python -m tests.faults $(ONLY)

attacks: tools  ## 22,000 changes of rows behind the desk's back, each found and named: hours
	@FAULTS=long $(PYTEST) tests/attacks

machines: tools  ## The parts of many machines on this one, some killed again and again
	@$(BIN)/python -m tests.machines $(PROPOSALS)

mutants: tools  ## Change the policy's code bit by bit: do its tests notice? An hour or more
	@$(BIN)/python -m tests.mutants $(ONLY)

docs: tools  ## Write the generated documents anew
	@$(BIN)/python -m tests.documents

# Not `tools`: a dependency that was just named is in no lock yet.
lock: $(BIN)/uv  ## Resolve both locks anew from pyproject.toml; UPGRADE=1 for newer releases
	@$(COMPILE) --group dev --output-file $(TOOLS_LOCK)
	@$(COMPILE) --group build --constraints $(TOOLS_LOCK) --output-file requirements.lock

$(BIN)/uv:
	@$(MAKE) --no-print-directory tools

newest: tools  ## What comes tomorrow: the newest releases within our bounds, tested in .newest
	@rm -rf .newest && mkdir .newest
	@$(COMPILE) --group dev --upgrade --output-file .newest/requirements.lock
	@$(BIN)/python -m tests.set_up.newer $(TOOLS_LOCK) .newest/requirements.lock
	@$(MAKE) --no-print-directory --keep-going quick check VENV=.newest/venv TOOLS_LOCK=.newest/requirements.lock

clean:  ## Remove the environments and what tests left behind
	@rm -rf $(VENV) .newest .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
