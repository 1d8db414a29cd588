# Everything a developer does. `make` alone tells what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROTOC_PYTHON := .venv-proto/bin/python
CODE := proto service clients tests
# Test files stay whole, so that each shares its service, and in their order: by their size the slowest would come last.
IN_PARALLEL := --numprocesses 2 --dist loadfile --no-loadscope-reorder
TIMES ?= 20
ROUNDS ?= 100
IN_BENCHMARKS := PYTHONPATH=service/deploy
# Tests and `make run` start hundreds of processes: none should have to compile what another one has.
unexport PYTHONDONTWRITEBYTECODE
PIP := -m pip install --quiet --disable-pip-version-check

.PHONY: help install run run-production test soak faults check bench bench-freshness bench-bulk bench-search bench-commitments bench-peers format lint types proto proto-check client-check lock clean

help: ## tell what there is
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## make the environment in .venv

$(VENV)/.installed: .ci/constraints.txt pyproject.toml clients/python/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Regard needs Python 3.11 or later, this is " + sys.version)'
	@echo "installing into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(PIP) --require-hashes -r .ci/constraints.txt
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation -e clients/python -e .
	@touch $@

run: install ## serve on 127.0.0.1:50051 with the sample customers, database var/regard.db
	@REGARD_DATABASE_URL=$${REGARD_DATABASE_URL:-sqlite:///var/regard.db} exec $(BIN)/regard-server serve --samples

run-production: install ## the same with two workers on a PostgreSQL and a Valkey of its own, with its data in var/postgres
	@exec $(BIN)/python service/deploy/run_production.py --samples

test: install ## run the tests
	@$(BIN)/python -m pytest -q $(IN_PARALLEL)

soak: install ## try 20 times as many random inputs as `make test`, others each time; takes half an hour (TIMES=5 for less)
	@$(BIN)/python -m pytest -q $(IN_PARALLEL) --timeout 0 --soak $(TIMES)

FAULTS := cd tests && PYTHONPATH=.:../service/deploy ../$(BIN)/python -m faults.freshness
faults: install ## break servers, PostgreSQL and the messenger while others write and read; takes an hour or two (ROUNDS=5 for less)
	@$(FAULTS).model_whole
	@$(FAULTS).rounds --rounds $(ROUNDS)
	@$(FAULTS).rounds --rounds $(ROUNDS) --messenger redis
	@$(FAULTS).controls
	@$(FAULTS).long_race

check: install lint types proto-check client-check ## all that CI checks: format, lint, types, contract, client, tests
	@$(BIN)/python -m pytest -q $(IN_PARALLEL)

bench: install ## measure calls against a bare echo (ARGS="--rounds 9" for more, "--backend postgresql" for that)
	@$(IN_BENCHMARKS) $(BIN)/python tests/benchmarks/bench.py $(ARGS)

bench-bulk: install ## measure import and audiences of 10,000 to 1,000,000 customers (ARGS="--sizes 10000" for less)
	@$(IN_BENCHMARKS) $(BIN)/python tests/benchmarks/bench_bulk.py $(ARGS)

bench-search: install ## measure searching within 1,000 entries and across 1,000,000 (ARGS="--rounds 3" for less)
	@$(IN_BENCHMARKS) $(BIN)/python tests/benchmarks/bench_search.py $(ARGS)

bench-peers: install ## ask Regard, a FastAPI service and Feast the same question; makes their environments in build/peers
	@$(IN_BENCHMARKS):tests/benchmarks $(BIN)/python tests/benchmarks/peers/bench_peers.py $(ARGS)

bench-commitments: install ## measure listing 10,000 check-ins that are due (ARGS="--backend postgresql" for that)
	@$(IN_BENCHMARKS) $(BIN)/python tests/benchmarks/bench_commitments.py $(ARGS)

bench-freshness: install ## measure what the fence and the announcements cost (ARGS="--rounds 9" for more)
	@PYTHONPATH=tests:service/deploy $(BIN)/python tests/benchmarks/bench_freshness.py $(ARGS)

format: install ## format the code and mend what can be mended
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix --quiet $(CODE)

lint: install ## format and lint rules
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "run make format"; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)

types: install ## mypy, strict
	@$(BIN)/mypy proto/contract.py service/regard_server service/deploy clients/python/regard tests

.venv-proto/.installed: proto/constraints.txt
	@$(PYTHON) -m venv .venv-proto
	@$(PROTOC_PYTHON) $(PIP) --require-hashes -r proto/constraints.txt
	@touch $@

proto: install .venv-proto/.installed ## generate the Python of the contract
	@PROTOC_PYTHON=$(PROTOC_PYTHON) $(BIN)/python proto/contract.py generate

proto-check: install .venv-proto/.installed ## buf lint, buf breaking, generated code up to date
	@PROTOC_PYTHON=$(PROTOC_PYTHON) $(BIN)/python proto/contract.py check

.venv-client/.installed: clients/python/constraints.txt
	@$(PYTHON) -m venv .venv-client
	@.venv-client/bin/python $(PIP) --require-hashes -r clients/python/constraints.txt
	@touch $@

client-check: install .venv-client/.installed ## build the client's wheel and test it with nothing but its own dependencies
	@rm -rf build/client
	@cd clients/python && $(CURDIR)/$(BIN)/python -m hatchling build -t wheel -d $(CURDIR)/build/client >/dev/null
	@.venv-client/bin/python $(PIP) --no-deps --force-reinstall build/client/*.whl
	@.venv-client/bin/python -m pytest -q --confcutdir=tests/clients tests/clients

lock: install ## resolve the constraints anew
	@$(BIN)/python $(PIP) 'uv>=0.9,<1'
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-package regard --no-emit-package regard-server --extra postgresql --group dev pyproject.toml -o .ci/constraints.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra cli --group clients/python/pyproject.toml:test clients/python/pyproject.toml -o clients/python/constraints.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  proto/requirements.in -o proto/constraints.txt

clean: ## remove environments, databases and build output
	@rm -rf .venv .venv-proto .venv-client var build dist bench-results.json
