# What people type: `make chat` talks, `make quick` and `make test` test, `make run` goes live.
# Everything runs from .venv in this checkout (another one: make VENV=FOLDER ...). The stamp files below record
# what is installed, so that a second call starts at once.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Test processes side by side: auto is one for each core, 0 runs the tests in this process.
WORKERS ?= auto

.PHONY: chat run machines meaning mcp quick test test-cluster test-server coverage check check-format check-code check-types check-imports format lock clean audit sbom
.DEFAULT_GOAL := chat

chat: $(VENV)/run.stamp
	@$(BIN)/python run_bot.py chat

run: $(VENV)/run.stamp
	@$(BIN)/python run_bot.py

# The MCP server over standard input and output, for a client to start: make -s mcp.
mcp: $(VENV)/mcp.stamp
	@$(BIN)/python run_bot.py mcp

# The optional second opinion on sentences, by what they mean (docs/MEANING.md).
meaning: $(VENV)/meaning.stamp

$(VENV)/meaning.stamp: requirements/meaning.txt | $(BIN)/python
	@echo "Installing what comparing by meaning needs (once, from requirements/meaning.txt) ..." >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/meaning.txt >&2
	@touch $@ $(VENV)/run.stamp

# What replicas on several machines need beside the rest: a client for PostgreSQL and one for the depot.
machines: $(VENV)/machines.stamp

$(VENV)/machines.stamp: requirements/machines.txt | $(BIN)/python
	@echo "Installing what several machines need (once, from requirements/machines.txt) ..." >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/machines.txt >&2
	@touch $@ $(VENV)/run.stamp

# The unit tests: nothing that starts a process or a server.
quick: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

# All but the search cluster; it says which tests were skipped, such as those of a server that is not installed.
test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n $(WORKERS) -rs

# Everything: all tests, the conversations once more on a server, and the tests that start a search cluster of
# three nodes, for which java and mvn are needed.
test-cluster: test test-server
	@$(BIN)/python -m pytest -m cluster -rs

# The conversations once more with the state on a PostgreSQL server, whose programs are needed.
test-server: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n $(WORKERS) --postgresql tests/bot/test_conversations.py -rs

# The branches that the tests reach, in all processes that they start; the report names those that they do not.
coverage: export COVERAGE_FILE = $(CURDIR)/.coverage
coverage: $(VENV)/dev.stamp
	@$(BIN)/coverage erase
	@$(BIN)/coverage run --parallel-mode -m pytest -n $(WORKERS)
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report

check: check-format check-code check-types check-imports

check-format: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check .

check-code: $(VENV)/dev.stamp
	@$(BIN)/ruff check .

check-types: $(VENV)/dev.stamp
	@$(BIN)/mypy

check-imports: $(VENV)/dev.stamp
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# What is known to be vulnerable among the locked packages, and what the bot is made of (CycloneDX).
audit: $(VENV)-audit/audit.stamp
	@$(VENV)-audit/bin/python -m tools.audit requirements/run.txt

sbom: $(VENV)-audit/audit.stamp
	@$(VENV)-audit/bin/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml -o sbom.cdx.json
	@echo "sbom.cdx.json"

$(VENV)-audit/audit.stamp: requirements/audit.txt
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/audit.txt >&2
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Quoth needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Making a virtual environment in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV) || { rm -f $(BIN)/python*; echo "That needs Python's venv module: apt-get install python3-venv" >&2; exit 2; }

$(VENV)/run.stamp: requirements/run.txt | $(BIN)/python
	@echo "Installing what Quoth needs (once, from requirements/run.txt) ..." >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt >&2
	@touch $@

$(VENV)/mcp.stamp: requirements/mcp.txt | $(BIN)/python
	@echo "Installing what the MCP server needs (once, from requirements/mcp.txt) ..." >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/mcp.txt >&2
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(BIN)/python
	@echo "Installing what the tests need (once, from requirements/dev.txt) ..." >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt >&2
	@touch $@ $(VENV)/run.stamp

# For maintainers, after a change to the dependencies in pyproject.toml.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --extra documents pyproject.toml

lock: $(BIN)/python
	@$(BIN)/python -m pip install -qq uv
	@$(COMPILE) -o requirements/run.txt
	@$(COMPILE) --extra meaning -c requirements/run.txt -o requirements/meaning.txt
	@$(COMPILE) --extra machines -c requirements/run.txt -o requirements/machines.txt
	@$(COMPILE) --extra dev --extra machines --extra meaning -c requirements/run.txt -o requirements/dev.txt
	@$(COMPILE) --extra mcp -c requirements/dev.txt -o requirements/mcp.txt
	@$(COMPILE) --extra dev --extra machines --extra meaning --extra bench -c requirements/dev.txt -o requirements/bench.txt
	@$(COMPILE) --extra dev --extra machines --extra meaning --extra train -c requirements/dev.txt -o requirements/train.txt
	@$(COMPILE) --extra audit -o requirements/audit.txt

clean:
	@rm -rf $(VENV) $(VENV)-audit
