# Two commands matter: `make serve` and `make test`. Both prepare what they need, once.

PYTHON ?= python3.11
ifeq (,$(shell command -v $(PYTHON) 2>/dev/null))
PYTHON := python3
endif
BIN := .venv/bin
LOCKS := pyproject.toml requirements.lock requirements-dev.lock requirements-uv.txt

.PHONY: serve test lint bench lighthouse pictures locks clean help
.DEFAULT_GOAL := help

help:
	@echo 'make serve      the program with its demonstration cast; PORT=8000'
	@echo 'make test       every test, on SQLite and on PostgreSQL, journeys in a browser included'
	@echo 'make lint       ruff, mypy, the map of the house, migrations'
	@echo 'make bench      measures every page beside a bare one; writes docs/benchmarks.md'
	@echo 'make lighthouse what Lighthouse says of four pages on a telephone; writes bench/lighthouse.json'
	@echo 'make pictures   takes a picture of every page; writes docs/pictures/'
	@echo 'make locks      settles the versions of all dependencies anew'
	@echo 'make clean      takes away what these commands made'

serve: .venv/ready
	@ATTUNE_DEMO=1 exec $(BIN)/attune serve

test: .venv/ready-to-test
	@$(BIN)/python tests/run.py $(TESTS)

lint: export ATTUNE_HOME := .venv/lint-home
lint: .venv/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/django-admin makemigrations --check --dry-run --settings attune.config.settings

bench: .venv/ready-to-test
	@$(BIN)/python -m bench

lighthouse: .venv/ready-to-test
	@$(BIN)/python -m bench.lighthouse

pictures: .venv/ready-to-test
	@$(BIN)/python -m tests.pictures

locks: .venv/uv
	$(BIN)/uv pip compile pyproject.toml --extra s3 $(COMPILE) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra s3 --group dev $(COMPILE) -o requirements-dev.lock
COMPILE := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The environment. A stamp says that it is as the locks want it, so a second start costs nothing.

.venv/uv: requirements-uv.txt
	@command -v $(PYTHON) >/dev/null || { echo 'Attune needs Python 3.11 or later.'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Attune needs Python 3.11 or later.")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ] \
		|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv; }
	@[ -x $(BIN)/python ] || { echo 'Making the virtual environment ...'; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/ready: .venv/uv $(LOCKS)
	@echo 'Installing what the program needs ...'
	@$(call install,requirements.lock)
	@touch $@

.venv/ready-to-test: .venv/uv $(LOCKS)
	@echo 'Installing what the tests need ...'
	@$(call install,requirements-dev.lock)
	@touch .venv/ready $@

# uv by default; plain pip where uv does not run.
define install
{ $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $(1) \
	&& $(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . ; } \
|| { $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1) \
	&& $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; }
endef
