# From nothing but Python and make. `make` alone lists what there is.

PYTHON ?= python3
# One tried version of the engine, so that every machine resolves the same; on Linux the default brings NVIDIA's libraries.
# The CPU-only build, a tenth of the size: make demo TORCH="torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu"
TORCH ?= torch==2.13.0
PEERS ?= keras==3.15.1 tensorflow-cpu==2.21.0
PYTEST_ARGS ?=
# Rounds of a benchmark, in which the sides take turns: make bench ROUNDS=9
ROUNDS ?= 3

VENV := .venv
VENV_BENCH := .venv-bench
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest

# Stamps: what has been installed is not installed again until pyproject.toml changes.
CORE := $(VENV)/.core-installed
TEST := $(VENV)/.test-installed
DOCS := $(VENV)/.docs-installed
BENCH := $(VENV_BENCH)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test test-long test-real bench docs lint types clean

help:  ## list the targets
	@echo 'make TARGET, where TARGET is one of:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/\1\t\2/p' Makefile | awk -F'\t' '{ printf "  %-10s %s\n", $$1, $$2 }'

install: $(CORE)  ## make .venv with Pupila in it

$(CORE): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Pupila needs Python 3.11 or newer. Name one: make PYTHON=python3.12 ...' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo 'Installing $(TORCH) and Pupila into $(VENV): some minutes the first time.'
	$(PIP) install $(TORCH)
	$(PIP) install -e .
	@touch $@

$(TEST): $(CORE)
	$(PIP) install -e '.[test]'
	@touch $@

$(DOCS): $(TEST)
	$(PIP) install -e '.[test,docs]'
	@touch $@

$(BENCH): Makefile
	$(PYTHON) -m venv $(VENV_BENCH)
	$(VENV_BENCH)/bin/python -m pip --disable-pip-version-check --quiet install $(PEERS)
	@touch $@

demo: $(CORE)  ## train on scikit-learn's digits and predict images it has never seen; no network needed
	@rm -rf demo
	$(BIN)/pupila look digits --out demo/digits.png
	$(BIN)/pupila train digits --out demo/digits
	$(BIN)/pupila data export demo/digits --count 6 --out demo/unseen
	$(BIN)/pupila predict demo/digits demo/unseen
	@printf '%s\n' '' \
		'The report, in one file for your browser:   demo/digits/report.html' \
		'The data in one picture:                    demo/digits.png' \
		'The images that were never trained on:      demo/unseen/' '' \
		'Next: $(BIN)/pupila evaluate demo/digits       figures for each class' \
		'      $(BIN)/pupila train FOLDER               your own images, one folder for each class' \
		'      $(BIN)/pupila --help                     everything else; in Spanish with --lang es'

test: lint types  ## lint, types and the tests of every commit (under five minutes on two cores)
	$(PYTEST) -n 2 -m 'not real and not slow' $(PYTEST_ARGS)

test-long: $(TEST)  ## the long tests: kills, faults, mutants, many seeds (under an hour on two cores)
	@# tests/promises is named beside all tests, so that the process which starts the workers loads its ledger
	PUPILA_PROMISES=$(VENV)/promises.json HYPOTHESIS_PROFILE=long \
		$(PYTEST) -n 2 tests tests/promises -m 'slow and not real' --timeout 3600 $(PYTEST_ARGS)
	$(BIN)/python docs/reliability.py --taking $(VENV)/promises.json

test-real: $(TEST)  ## the tests on real data sets, looked for in the folder $PUPILA_DATA
	$(PYTEST) -m real --timeout 1200 $(PYTEST_ARGS)

bench: $(CORE) $(BENCH)  ## compare speed, memory and accuracy with Keras, PyTorch and scikit-learn (an hour)
	$(BIN)/python benchmarks/at_once.py
	$(BIN)/python benchmarks/folders.py --peer-python $(VENV_BENCH)/bin/python
	$(BIN)/python benchmarks/products.py
	$(BIN)/python benchmarks/run.py --peer-python $(VENV_BENCH)/bin/python --rounds $(ROUNDS) --only speed \
		--precision float32 --peers keras
	$(BIN)/python benchmarks/run.py --peer-python $(VENV_BENCH)/bin/python --rounds $(ROUNDS)

docs: $(DOCS)  ## write docs/commands.md and docs/lessons from the program itself, and check that the documents are true
	$(BIN)/python docs/build.py
	$(PYTEST) -q tests/house/test_documents.py tests/house/test_lesson_pages.py $(PYTEST_ARGS)

lint: $(TEST)  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST)  ## mypy, strict
	$(BIN)/mypy

clean:  ## remove what make built: environments, caches, demo (never runs/)
	rm -rf $(VENV) $(VENV_BENCH) demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
