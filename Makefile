.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/ready ## Make .venv and install what the platform needs

.venv/ready: requirements.txt
	$(PYTHON) -c "import sys; sys.exit('Otzar needs Python 3.11 or later.') if sys.version_info < (3, 11) else None"
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: .venv/ready ## Run the platform and its worker, with sample content
	@$(BIN)/flask setup
	@$(BIN)/flask sample
	@exec $(BIN)/flask serve

test: .venv/ready-dev ## Run the whole embedded suite, browser tests included
	$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

sure: .venv/ready-dev ## Everything that must hold before a change is proposed, besides the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

fix: .venv/ready-dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready-dev ## Measure speed and quality of the embedded platform; prints a table
	$(BIN)/python -m bench

pictures: .venv/ready-dev ## Photograph every page into contact sheets, in pictures/
	$(BIN)/python -m tests.picture_book

migration: .venv/ready-dev ## Write a migration from the models: make migration name="add item source"
	$(BIN)/python -m migrations.make "$(name)"

.PHONY: help setup run test sure fix bench pictures migration
