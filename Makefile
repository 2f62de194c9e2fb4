# Every target does its own set-up; `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.lock

.PHONY: run setup test lint bench test-chaos fuzz lock clean

run: setup
	@$(BIN)/python -m deploy.local.demo

setup: $(VENV)/.installed

$(VENV)/.installed: $(LOCK) pyproject.toml
	@sh deploy/local/setup.sh "$(PYTHON)" "$(VENV)" "$(LOCK)"
	@touch $@

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# The kill -9 tests take minutes of their own: make test-chaos.
test: lint
	@$(BIN)/pytest -m "not chaos"

test-chaos: setup
	@$(BIN)/pytest -m chaos tests/chaos

# FUZZ_SECONDS for each parser; what breaks one is kept in tests/fuzz/found, and tried first the next time.
FUZZ_SECONDS ?= 120
fuzz: setup
	@$(BIN)/python -m tests.fuzz.fuzzer --seconds $(FUZZ_SECONDS)
	@$(BIN)/python -m tests.fuzz.scaling

bench: setup
	@$(BIN)/python -m benchmarks

# Locks carry hashes and no addresses: the reader's own registry settings apply.
lock: setup
	@sh requirements/lock.sh "$(BIN)"

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
