# Every target sets up what it needs: Python 3.11 or later, git and a package registry are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q

# Some images switch byte-compiling off; a start without .pyc files takes four to five times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check long format lock messages screenshots bench clean
.DELETE_ON_ERROR:

demo: $(VENV)/.run-ready          ## the register made from the two documents, opened
	@if [ -f $(DEMO)/register.toml ]; then exec $(BIN)/iktui -C $(DEMO); else exec $(BIN)/iktui demo $(DEMO); fi

test: $(VENV)/.dev-ready          ## every test
	$(BIN)/pytest -n 2

check: $(VENV)/.dev-ready         ## format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

format: $(VENV)/.dev-ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.dev-ready      ## collect the texts, update the catalogues, compile them
	$(BIN)/python -m tests.messages

screenshots: $(VENV)/.dev-ready   ## docs/images, drawn by the program itself
	$(BIN)/python -m tests.screenshots

bench: $(VENV)/.dev-ready         ## the measurements, side by side with their floors
	$(BIN)/python -m tests.benchmarks

lock:                             ## the two lock files, anew from pyproject.toml (needs uv)
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps --config-settings editable_mode=compat -e .
	$(BIN)/python -m compileall -q iktui store
	touch $@

$(VENV)/.dev-ready: requirements-dev.lock $(VENV)/.run-ready
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
