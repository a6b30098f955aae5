# make build: the environment and the main job.  make test: everything CI checks; make check: the core of it.
# make bench: speed as ratios.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# pytest and every kg that a test starts would else compile all modules anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: build test check seeds lint format bench interop deep mutants picture lock clean

build: $(STAMP)
	$(BIN)/kg build

test: $(STAMP) lint seeds
	$(BIN)/python -m pytest --durations=15

# the core of it, while one works: no browser, no server, and no proof that takes seconds
check: $(STAMP) lint seeds
	$(BIN)/python -m pytest -m "not browser and not server and not long" --durations=5

seeds: $(STAMP)
	$(BIN)/kg check
	$(BIN)/kg format --check seeds/*.yaml seeds/curations/*.yaml
	$(BIN)/kg build > /dev/null

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/oxlint --deny-warnings kg/explorer/static
	$(BIN)/oxfmt --check kg/explorer/static/*.js

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/oxfmt kg/explorer/static/*.js
	$(BIN)/kg format seeds/*.yaml seeds/curations/*.yaml

# the longer proof that strangers read what we write and answer alike: Jena, Virtuoso, and what npm brings (node 20)
interop: $(STAMP)
	$(BIN)/python -m tests.interop

# every belief, every hostile text, twenty thousand nodes and mutants: what make test samples, in full
deep: $(STAMP)
	KG_DEEP=1 $(BIN)/python -m pytest tests/explorer tests/graph tests/network tests/publishing tests/server \
	  tests/export/test_vocabulary.py tests/measures/test_sensitivity.py tests/query/test_provenance.py \
	  tests/query/test_queries.py tests/curation/test_fuzz.py tests/curation/test_planted_faults.py \
	  tests/cli/test_kills.py

# every small change of the code that decides what is true, and whether a test notices it
mutants: $(STAMP)
	$(BIN)/python -m tests.mutants

# the picture of README.md, taken anew
picture: $(STAMP)
	$(BIN)/python -m tests.support.picture

bench: $(STAMP)
	$(BIN)/python -m tests.bench

$(STAMP): requirements.lock pyproject.toml
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

# uv is needed only here; no index address and no path gets into the lock
lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV)
	find output -mindepth 1 ! -name README.md -delete
