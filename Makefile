# Every target prepares the machine first (tools/bootstrap.py); a second time that takes no time.
# ARGS goes on to the command: make test ARGS="tests/people -x"
PYTHON ?= python3
ARGS ?=
RUN = @$(PYTHON) tools/bootstrap.py run
DEV = @$(PYTHON) tools/bootstrap.py test
IN_VENV = .venv/bin/python -m
# One more than there are cores, because browsers and servers are waited for.
WORKERS ?= $(shell expr $$(nproc) + 1)

.PHONY: run serve init setup test lock check rows bench shots messages
.DEFAULT_GOAL := run

run: ## start opsdept with a small demonstration company
	$(RUN) manage.py run $(ARGS)

serve: ## start opsdept for real use: no demonstration data, DEBUG off
	$(RUN) manage.py serve $(ARGS)

init: ## prepare an empty installation for real use
	$(RUN) manage.py init $(ARGS)

setup: ## only install what `make run` needs
	$(RUN)

test: ## the whole suite
	$(DEV) -m pytest -n $(WORKERS) $(ARGS)

check: ## style, types, directions of imports, templates, migrations, translations
	$(DEV)
	@$(IN_VENV) ruff check .
	@$(IN_VENV) ruff format --check .
	@$(IN_VENV) mypy
	@.venv/bin/lint-imports
	@git ls-files -z '*.html' | xargs -0 -r .venv/bin/djade --target-version 6.1 --check
	@.venv/bin/python manage.py makemigrations --check --dry-run
	@.venv/bin/python manage.py messages --check

lock: ## compile requirements/*.in to hashed *.txt
	$(DEV) tools/lock.py $(ARGS)

rows: ## which rows of the requirements are proven
	$(DEV) tools/rows.py $(ARGS)

bench: ## ratios of speed, measured in one run
	$(DEV) -m tools.bench $(ARGS)

shots: ## screenshots of every page
	$(DEV) -m tools.shots $(ARGS)

messages: ## collect, convert and compile the translations
	$(DEV) manage.py messages $(ARGS)
