# Everything starts here. Only Python 3.11 or later, make and git need to be on the machine.
PYTHON ?= python3
BIN := .venv/bin
FILE ?= examples/flawed.txt
OUT ?= out/demo

.PHONY: setup demo test lint bench examples docs lock clean

setup: .venv/made

.venv/made: requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q mingzhang
	touch $@

# The flawed example on purpose: exit status 1 says that errors were found, and is the point here.
demo: .venv/made
	@$(BIN)/mingzhang audit $(FILE) --out $(OUT) || test $$? -eq 1

lint: .venv/made
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest

bench: .venv/made
	$(BIN)/python bench/audit.py
	$(BIN)/python bench/publish.py
	$(BIN)/python bench/books.py 200000 20000

examples: .venv/made
	$(BIN)/python examples/slip.py

docs: .venv/made
	$(BIN)/python docs/rules.py

# Pins every dependency with its hashes; run when a requirements*.in changes (needs uv).
PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header

lock:
	$(PIN) requirements.in --output-file requirements.txt
	$(PIN) requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf .venv out .pytest_cache .ruff_cache .mypy_cache .hypothesis
