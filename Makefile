# Everything a developer types. The service itself is `.venv/bin/textback`.
#
# Needed beforehand: Python 3.11 or newer, git and make. The virtual environment is made once from
# requirements.lock and again when that changes, and so is .node for the tests, whose outside programs
# are installed where they are missing; otherwise nothing but `make lock` needs a network.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast test-compiled check lint bench fuzz soak understanding \
    learn system-packages lock clean

# What is measured, and shipped, reads texts by the compiled modules; Python finds these first.
WITH_COMPILED := PYTHONSAFEPATH=1 PYTHONPATH=$(CURDIR)/build/compiled:$(CURDIR)

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/installed ## run the whole service with a sandbox carrier, phones and mailboxes in the browser
	$(BIN)/textback demo

test: .venv/installed system-packages .node/installed ## run the tests, with PostgreSQL, a browser and real carriers
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=20

test-fast: .venv/installed ## run what needs no outside program and is quick; says how many tests
	$(BIN)/pytest -q -n 2 --dist loadfile --fast

test-compiled: build/compiled/made ## run the tests of dialogs with the reading of texts compiled
	$(WITH_COMPILED) $(BIN)/python -c 'import sys, dialogs.understand as read; sys.exit(read.__file__.endswith("py"))'
	$(WITH_COMPILED) $(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder \
		-o pythonpath="build/compiled ." --ignore tests/dialogs/test_work_of_turns.py tests/dialogs

check: lint test test-compiled ## run everything that CI checks

lint: .venv/installed ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: build/compiled/made ## measure the speeds that README.md names, as ratios
	$(WITH_COMPILED) $(BIN)/python -m tests.bench

fuzz: .venv/installed ## feed the carrier link random PDUs for SECONDS (60), the same again with SEED
	$(BIN)/python -m tests.support.fuzz $(or $(SECONDS),60) $(SEED)

soak: .venv/installed ## ten minutes of cuts, kills, throttling and repetitions; SECONDS=60 for one
	$(BIN)/python -m tests.soak --seconds $(or $(SECONDS),600)

understanding: build/compiled/made ## count how the labelled texts are understood, per language
	$(WITH_COMPILED) $(BIN)/python -m tests.dialogs.understanding

learn: .venv/installed ## learn the weights of what is read by likeness to labelled texts
	$(BIN)/python -m tests.dialogs.understanding.fitting

system-packages: ## see that the tests' outside programs are there, or install them
	@.ci/system-packages

lock: ## pin the newest dependencies that pyproject.toml allows (needs a network)
	.ci/lock $(PYTHON)

clean: ## remove the virtual environment and what tools left
	rm -rf .venv .node build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The stamp is younger than the lock once everything in it is installed.
.venv/installed: requirements.lock pyproject.toml .ci/virtualenv
	@.ci/virtualenv $(PYTHON)
	@touch $@

build/compiled/made: .venv/installed .ci/compiled setup.py $(shell find dialogs -name '*.py' -o -name '*.toml' -o -name '*.bin')
	@.ci/compiled
	@touch $@

.node/installed: tests/end_to_end/javascript/package-lock.json .ci/node-packages | system-packages
	@.ci/node-packages
	@touch $@
