# Everything lives in .venv, from locks with hashes. A fresh machine needs Python 3.11 or newer, make and git.
PYTHON ?= python3
UV ?= uv

IN_VENV := .venv/bin/python
# Tests in virtual time wait for the kernel now and then: one worker more than processors keeps them busy.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: -r
COMPILE := pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# $(call new-venv,DIR) makes DIR, or says what this machine lacks. Debian splits ensurepip off into python3-venv.
define new-venv
@$(1)/bin/python -m pip --version >/dev/null 2>&1 || { \
  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
    { echo 'Python 3.11 or newer is needed, and "$(PYTHON)" is not: try make PYTHON=python3.13 ...' >&2; exit 1; }; \
  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
    { echo '"$(PYTHON)" has no venv module: on Debian and Ubuntu, apt install python3-venv' >&2; exit 1; }; \
  echo 'Setting up $(1) ...'; $(PYTHON) -m venv --clear $(1); }
endef

.DELETE_ON_ERROR:
.PHONY: help test cover lint format run demo check ask bench chaos day endurance corpus screenshots lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

test: lint ## set up, lint, check the types, run every test
	$(IN_VENV) -m pytest -n $(WORKERS) -rs $(ARGS)

cover: .venv/dev.stamp ## every test again, and which lines of bot/ none of them reaches (slow)
	$(IN_VENV) -m pytest -n $(WORKERS) -rs --cov --cov-report=term --cov-fail-under=90 $(ARGS)

lint: .venv/dev.stamp ## ruff and mypy
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m mypy

format: .venv/dev.stamp ## put the code into ruff's layout
	$(IN_VENV) -m ruff format .
	$(IN_VENV) -m ruff check --fix .

run: .venv/runtime.stamp ## start the bot from .env
	@test -f .env || { echo 'There is no .env yet: cp .env.example .env, then fill in BOT_TOKEN and GIGACHAT_CREDENTIALS' >&2; exit 1; }
	@exec $(IN_VENV) -m bot run

demo: .venv/runtime.stamp ## the bot in a messenger of its own in the browser, no keys needed
	@exec $(IN_VENV) -m bot demo $(ARGS)

check: .venv/runtime.stamp ## verify token, key, certificate, model and database
	@exec $(IN_VENV) -m bot check

# The question travels in the environment, unexpanded: neither make nor the shell reads what stands in it.
override export Q := $(value Q)
ask: .venv/runtime.stamp ## one answer in the terminal: make ask Q="Привет"
	@test -n "$$Q" || { echo 'Say what to ask: make ask Q="Привет"' >&2; exit 1; }
	@exec $(IN_VENV) -m bot ask "$$Q"

bench: .venv-bench/bench.stamp ## measure (against the official SDK, in a venv of its own)
	@set -e; for file in $$(grep -l __main__ benchmarks/*.py); do \
	  .venv-bench/bin/python -m benchmarks.$$(basename $$file .py); done

chaos: .venv/dev.stamp ## kill the bot hundreds of times under load, then look for losses (ARGS="--seed N --kills K --minutes M")
	@$(IN_VENV) -m tests.chaos $(ARGS)

endurance: .venv/dev.stamp ## a day of mixed traffic in virtual time: what it leaves in memory, tasks and file (ARGS="HOURS SEED")
	@$(IN_VENV) -m tests.endurance $(ARGS)

day: .venv/dev.stamp ## a virtual day of 1,000 people and one stream: no question and no slot is lost
	@$(IN_VENV) -m tests.dialog.day

corpus: .venv/dev.stamp ## let TDLib judge every prefix of the rendering corpus (minutes)
	@$(IN_VENV) -m tests.corpus.every_prefix

screenshots: .venv/dev.stamp ## the page's main states as pictures, in docs/screenshots; needs Chromium
	@$(IN_VENV) -m tests.page.screenshots

lock: ## write the locks again (UPGRADE=--upgrade takes newer versions); needs uv
	@$(UV) --version >/dev/null 2>&1 || { echo 'make lock needs uv: install it, or say make lock UV=path/to/uv' >&2; exit 1; }
	$(UV) $(COMPILE) $(UPGRADE) -o requirements.lock
	$(UV) $(COMPILE) $(UPGRADE) --group dev -c requirements.lock -o requirements-dev.lock
	$(UV) $(COMPILE) $(UPGRADE) --group bench -c requirements.lock -o requirements-bench.lock

clean: ## remove what make has made; .env and databases stay
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*
	find bot tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# The dev lock holds the runtime lock's very versions, so one venv serves both, and either may come first.
.venv/runtime.stamp: requirements.lock
	$(call new-venv,.venv)
	@$(IN_VENV) $(INSTALL) $<
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/runtime.stamp
	@$(IN_VENV) $(INSTALL) $<
	@touch $@

.venv-bench/bench.stamp: requirements-bench.lock
	$(call new-venv,.venv-bench)
	@.venv-bench/bin/python $(INSTALL) $<
	@echo '*' > .venv-bench/.gitignore
	@touch $@
