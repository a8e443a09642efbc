# `make` lists what you can do.

PORT ?= 8000
GETCRM_DATA ?= data
VENV ?= .venv
export PORT GETCRM_DATA

BIN := $(VENV)/bin
# -qq: of pip only errors are worth reading.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input
EXAMPLE := examples/crm-sales-opportunities

.DEFAULT_GOAL := help
.PHONY: help run test soak check format bench docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed build/example.jsonl ## Set up, load the example on an empty database, serve on PORT
	@$(BIN)/getcrm migrate --name "Hardware sales" --currency USD --language en --history-from 2016-10-01
	@$(BIN)/getcrm apply --on-empty build/example.jsonl
	@$(BIN)/python $(EXAMPLE)/sign_ins.py
	@$(BIN)/getcrm serve

test: $(VENV)/.tools ## Run all tests, on SQLite and PostgreSQL, and in a browser
	@$(BIN)/python -m tests.browser.chromium --install
	@$(BIN)/python -m pytest -n 2 -m "not soak"

soak: $(VENV)/.tools ## Attack it for longer: kills under load, mutants, random companies
	@$(BIN)/python -m pytest -n 2 -m soak

check: $(VENV)/.tools ## Look at style, types, layers and whether the docs are current
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m getcrm.docs --check
	@$(BIN)/python -m getcrm.language.messages --check

format: $(VENV)/.tools ## Put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.tools ## Measure; the figures go to build/bench.json
	@mkdir -p build
	@$(BIN)/python -m bench

docs: $(VENV)/.installed ## Write the generated documents
	@$(BIN)/python -m getcrm.docs

clean: ## Remove what was built and installed; the data stays
	@rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

build/example.jsonl: $(wildcard $(EXAMPLE)/*.csv) $(EXAMPLE)/convert.py | $(VENV)/.installed
	@mkdir -p build
	@echo "Converting the example; what is wrong with its data:"
	@$(BIN)/python $(EXAMPLE)/convert.py > $@.part
	@mv $@.part $@

$(VENV)/.made: .ci/venv
	@echo "Making the virtual environment $(VENV) …"
	@rm -rf $(VENV)
	@.ci/venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	@echo "Installing getcrm …"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	@echo "Installing what tests and checks need …"
	@$(INSTALL) --editable '.[test,lint]'
	@touch $@
