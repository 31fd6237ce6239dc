# `make start` sets everything up and serves the page; `make test` sets everything up and runs all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: start test lint measure fit clean

start: $(VENV)/.web
	@$(BIN)/jiesuo serve

test: $(VENV)/.dev lint
	.ci/system-needs
	$(BIN)/pytest -n 2 --dist worksteal

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/jiesuo pack lint
	$(BIN)/jiesuo pack test

measure: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[measure]' >&2
	$(BIN)/python benchmarks/posterior.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/planner.py
	$(BIN)/python benchmarks/product.py
	$(BIN)/python benchmarks/startup.py
	.ci/system-needs
	$(BIN)/python benchmarks/papers.py
	$(BIN)/python benchmarks/walks.py
	$(BIN)/python benchmarks/page.py

fit: $(VENV)/.dev
	$(BIN)/jiesuo pack fit

$(VENV)/.web: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[web]' >&2
	@touch $@

$(VENV)/.dev: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' >&2
	@touch $@ $(VENV)/.web

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
