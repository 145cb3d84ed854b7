# Everything a person or CI runs. `make demo` and `make test` each work as the first command after a clone;
# they need Python 3.11 or newer, git and make, and a package index only for the first install.
.DEFAULT_GOAL := help
.PHONY: help install demo test check lint format types contract fast campaign bench lock wheel pictures clean

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# One mark for each set of requirements that is installed; a larger set holds the smaller ones, in the same versions.
READY_DEMO := $(VENV)/.ready-demo
READY := $(VENV)/.ready
READY_CAMPAIGN := $(VENV)/.ready-campaign

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(READY_DEMO): requirements/demo.txt pyproject.toml
$(READY): requirements/dev.txt pyproject.toml
$(READY_CAMPAIGN): requirements/campaign.txt pyproject.toml
$(READY_DEMO) $(READY) $(READY_CAMPAIGN):
	@test -n "$(PYTHON)" || { echo "mapconfig needs Python 3.11 or newer on the PATH (or: make PYTHON=/path/to/python3)"; exit 1; }
	@test -x $(BIN)/python || { echo "making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing the locked requirements of $<"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(READY) ## make the virtual environment (.venv)

demo: $(READY_DEMO) ## the main job on the embedded platform, told as a story (under a minute)
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash script/demo

test: $(READY) ## all tests, with branch coverage held to its bars
	@bash script/browser
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not campaign" --cov --cov-report= -q
	@$(BIN)/python script/coverage_bars.py

check: lint types contract fast ## the quick loop: format, lint, types, import contract, fast tests

lint: $(READY)
	$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/zizmor --offline -q .github action.yml docs/recipes/github

format: $(READY) ## put the sources in the house format
	$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

types: $(READY)
	$(BIN)/mypy

contract: $(READY)
	$(BIN)/lint-imports

fast: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow and not campaign" --hypothesis-profile quick -q

campaign: $(READY_CAMPAIGN) ## what takes long: thousands of kills, syscall-level kills, big orgs
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m campaign -q --timeout 3600

bench: $(READY_CAMPAIGN) ## whole commands against floors and peers; figures in bench/README.md
	$(BIN)/python bench/run.py

lock: $(READY) ## renew requirements/*.txt
	bash script/lock

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m build --no-isolation --wheel

pictures: $(READY) ## make docs/pictures anew, from the example org in a real browser
	@bash script/browser
	$(BIN)/python script/pictures.py

clean: ## remove what can be made again
	rm -rf $(VENV) .venv-tryton dist demo-run tests/browser/node_modules .pytest_cache .mypy_cache .ruff_cache .coverage .coverage.*
