# Two commands for a newcomer: `make run` and `make test`. Both need Python 3.11 or newer (with venv) and nothing else.
#   make run PORT=8080 HOST=0.0.0.0     make test PYTEST_ARGS="-k lapse"     make lint PYTHON=python3.13
#   make soak SOAK_SECONDS=3600 SOAK_SEED=7

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV_VERSION := 0.13.9

# An environment that was copied, moved or lost its Python is made again in place.
ifneq ($(shell test -x $(BIN)/python && cat $(VENV)/.made 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.made
endif

.DELETE_ON_ERROR:
.PHONY: run test lint bench soak lock words

# `exec` hands Ctrl-C and SIGTERM straight to the service. HOST counts only on the command line, since csh exports one.
run: $(VENV)/.runtime $(if $(filter postgres%,$(SCHEDULER_DATABASE_URL)),$(VENV)/.postgres)
	@exec $(BIN)/scheduler-app run --demo $(if $(filter command,$(origin HOST)),--host "$(HOST)") $(if $(PORT),--port "$(PORT)")

# Two workers more than there are cores, as many tests wait for processes of their own. Those find the program compiled
# even where the environment asks Python to keep nothing.
test: $(VENV)/.test
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $$($(BIN)/python -c "import os; print((os.cpu_count() or 1) + 2)") --dist loadgroup $(PYTEST_ARGS)

lint: $(VENV)/.test
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy

bench: $(VENV)/.test
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.feeds
	@$(BIN)/python -m benchmarks.availability

# Faults at random over several real processes, on each database, and then what `make test` does a sample of, in full.
SOAK_SECONDS ?= 90
SOAK_RACES ?= 500
soak: $(VENV)/.test
	@$(BIN)/python -m tests.soak --database sqlite --seconds $(SOAK_SECONDS) $(if $(SOAK_SEED),--seed $(SOAK_SEED))
	@$(BIN)/python -m tests.soak --database postgresql --seconds $(SOAK_SECONDS) $(if $(SOAK_SEED),--seed $(SOAK_SEED))
	@SOAK_THOROUGH=1 SOAK_RACES=$(SOAK_RACES) $(BIN)/python -m pytest -n auto --dist worksteal -q tests/faults/test_overtaken.py tests/faults/test_time.py

# The catalogues in scheduler_app/translations brought up to the sentences in the sources.
words: $(VENV)/.test
	@$(BIN)/python -m tests.languages

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is needed (on Debian: python3-venv)." >&2; exit 1; }
	@printf '%s\n' "$(CURDIR)" > $@

# Every file is checked against its hash; then the project itself, built with the backend just installed.
$(VENV)/.runtime: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Installing what the service needs"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# For a database on PostgreSQL its driver and Procrastinate as well.
$(VENV)/.postgres: $(VENV)/.runtime requirements-postgres.lock
	@echo "Installing what PostgreSQL needs"
	@$(PIP) install --require-hashes -r requirements-postgres.lock
	@touch $@

# Beside the environment lie the time zone tables of before the changes of 2026, by which tests book.
$(VENV)/.test: $(VENV)/.runtime requirements-test.lock requirements-tzdata-2025.2.lock
	@echo "Installing what the tests need"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/tzdata-2025.2 -r requirements-tzdata-2025.2.lock
	@touch $@

# The locks: one resolution for Python 3.11 and later on every platform, with the hash of each file. Kept versions
# stay; `make lock UPGRADE=--upgrade` takes the newest. requirements-postgres.lock is for deployments on PostgreSQL.
COMPILE = build/lock/bin/uv pip compile pyproject.toml --group build-backend --universal --python-version 3.11 \
	--generate-hashes --quiet --no-config --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)

lock: $(VENV)/.made
	@$(BIN)/python -m venv build/lock
	@build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv==$(UV_VERSION)
	@$(COMPILE) --all-extras --output-file requirements-test.lock
	@$(COMPILE) --extra postgres --output-file requirements-postgres.lock
	@$(COMPILE) --output-file requirements.lock
