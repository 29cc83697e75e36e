# Every way to run the project. `make` alone lists them; each target sets up what it needs on its first run.
# PYTHON=3.12 builds the environments with that version, which then stays; at first it is the newest of 3.11 to 3.13.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help set-up test demo local down e2e bench lint format types build openapi rules-schema rules-check rules-publish requirements clean

export PYTHON
# Progress lines are not ASCII, and some terminals say that they are.
export PYTHONUTF8 := 1
BIN := .venv/bin
FILE ?= rules.yaml
RULES = PYTHONPATH=layers/aws_access/python $(BIN)/python -m aws_access.cli rules

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

set-up: ## Install the tools, the emulator and the SAM command line (the other targets do it when they need it)
	@scripts/set-up dev emulator sam

test: ## Run the unit and integration tests, on all cores
	@scripts/set-up dev
	$(BIN)/pytest --numprocesses=auto --dist=worksteal $(ARGS)

demo: ## Play the story on the local stack: ask, approve, use, expire
	@scripts/set-up dev emulator sam
	$(BIN)/python -m local demo

local: ## Start the local stack and keep it running
	@scripts/set-up dev emulator sam
	$(BIN)/python -m local up

down: ## Stop the local stack
	@scripts/set-up dev
	$(BIN)/python -m local down

e2e: ## Run the end-to-end tests on the local stack
	@scripts/set-up dev emulator sam
	$(BIN)/pytest tests/e2e $(ARGS)

bench: ## Measure cold starts, packing and the way from click to access
	@scripts/set-up dev emulator sam
	PYTHONPATH=layers/aws_access/python $(BIN)/python -m scripts.bench

lint: ## Check style, imports and templates
	@scripts/set-up dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	PYTHONPATH=layers/aws_access/python $(BIN)/lint-imports
	$(BIN)/cfn-lint template.yaml accounts/*.yaml

format: ## Put the code into its format
	@scripts/set-up dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: ## Check the types
	@scripts/set-up dev
	$(BIN)/mypy
	for app in functions/*/app.py; do $(BIN)/mypy "$$app"; done

openapi: ## Write docs/openapi.json anew from the API's code
	@scripts/set-up dev
	PYTHONPATH=layers/aws_access/python $(BIN)/python -m scripts.openapi

rules-schema: ## Write docs/rules.schema.json anew from the models of the rules file
	@scripts/set-up dev
	PYTHONPATH=layers/aws_access/python $(BIN)/python -m scripts.rules_schema

build: ## Build the functions and layers for AWS
	@scripts/set-up dev sam
	env -u MAKEFLAGS .local/sam/bin/sam build  # the layers' own makefiles have another PYTHON

rules-check: ## Say whether the rules in FILE are fine, or everything that is not
	@scripts/set-up dev
	@$(RULES) check "$(FILE)"

rules-publish: ## Check the rules in FILE and put them in force: APPLICATION, ENVIRONMENT, PROFILE, STRATEGY
	@scripts/set-up dev
	@$(RULES) publish --yes --application "$(APPLICATION)" --environment "$(ENVIRONMENT)" \
	  --profile "$(PROFILE)" --strategy "$(STRATEGY)" "$(FILE)"

requirements: ## Pin the newest versions of everything that is required
	@scripts/set-up dev
	scripts/pin-requirements

clean: ## Stop the local stack and remove everything that was built
	if [ -f .venv/.stamp ]; then $(BIN)/python -m local down; fi
	rm -rf .venv .local .aws-sam .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage bench-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
