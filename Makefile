# Everything a person or CI runs. `make demo` and `make test` each work as the first command after a clone;
# they need Python 3.11 or newer, git and make, and a package index only for the first install.
.DEFAULT_GOAL := help
.PHONY: help install demo test check lint format types contract fast campaign bench lock wheel clean

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "mapconfig needs Python 3.11 or newer on the PATH (or: make PYTHON=/path/to/python3)"; exit 1; }
	@test -x $(BIN)/python || { echo "making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing the locked requirements"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

install: $(READY) ## make the virtual environment (.venv)

demo: $(READY) ## the main job on the embedded platform, told as a story (under a minute)
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash script/demo

test: $(READY) ## all tests, with branch coverage held to its bars
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not campaign" --cov --cov-report= -q
	@$(BIN)/python script/coverage_bars.py

check: lint types contract fast ## the quick loop: format, lint, types, import contract, fast tests

lint: $(READY)
	$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/zizmor --offline -q .github

format: $(READY) ## put the sources in the house format
	$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

types: $(READY)
	$(BIN)/mypy

contract: $(READY)
	$(BIN)/lint-imports

fast: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow and not campaign" -q

campaign: $(READY) ## what takes long: thousands of kills, syscall-level kills, big orgs
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m campaign -q --timeout 3600

bench: $(READY) ## whole commands against floors and peers; figures in bench/README.md
	$(BIN)/python bench/run.py

lock: $(READY) ## renew requirements/*.txt
	bash script/lock

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m build --no-isolation --wheel

clean: ## remove what can be made again
	rm -rf $(VENV) dist demo-run .pytest_cache .mypy_cache .ruff_cache .coverage .coverage.*
