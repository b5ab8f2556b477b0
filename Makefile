# How the work is done. `make site` needs Python 3.11+ and nothing else; `make test` also Chromium and git.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
RECORDS ?= 1000
REF ?= HEAD

.PHONY: help site ingest check serve test coverage fix tags-report bench lock update migrate clean
.DEFAULT_GOAL := help

help:
	@echo "make site    build the whole site into site/"
	@echo "make ingest FILES=…   read dumps of a papers page into content/; DAY=2024-10-30 says of which day, TITLE=… what it is called, LISTING=… of which list it is a newer state"
	@echo "make check   say what is wrong or odd in content/"
	@echo "make serve   show the site at http://127.0.0.1:8000/ while you edit; ADDRESS=127.0.0.1:8001 elsewhere"
	@echo "make test    everything a change must pass"
	@echo "make coverage  the same, and what of the code it ran"
	@echo "make fix     format the code and mend what can be mended"
	@echo "make tags-report  measure the tags against the labelled papers"
	@echo "make bench   measure an invented archive (RECORDS=$(RECORDS))"
	@echo "make lock    write requirements.lock and requirements-dev.lock anew"
	@echo "make update CODE=…   take newer code from the repository at that address, but for content/ and what content/keep.txt names"
	@echo "make migrate bring content/ to what the code reads"
	@echo "make clean   remove everything that was made, and nothing else"

site: $(VENV)/.site
	$(BIN)/python -m generator build

# A name with spaces is one file, if there is such a file; else the shell reads FILES as it reads a command.
ingest: $(VENV)/.site
	@if [ -e "$$FILES" ]; then set -- "$$FILES"; else eval "set -- $$FILES"; fi; \
	$(BIN)/python -m generator ingest $(if $(DAY),--day $(DAY)) $(if $(TITLE),--title "$$TITLE") $(if $(LISTING),--listing $(LISTING)) -- "$$@"

check: $(VENV)/.site
	$(BIN)/python -m generator check

serve: $(VENV)/.site
	$(BIN)/python -m generator serve $(if $(ADDRESS),--address $(ADDRESS))

# Tests come last, so that their closing line closes the run.
test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m generator check
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadgroup $(COVER)

# Apart, since counting lines slows all tests down.
coverage:
	$(MAKE) test COVER=--cov

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

tags-report: $(VENV)/.site
	$(BIN)/python -m generator tags --report tests/tags/labels.yml

bench: $(VENV)/.dev
	$(BIN)/python -m bench --records $(RECORDS)

$(VENV)/.venv:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.site: requirements.lock $(VENV)/.venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The development lock takes the site's as given and holds only what comes on top.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	$(VENV)-lock/bin/pip-compile $(LOCK) --output-file requirements.lock pyproject.toml
	$(VENV)-lock/bin/pip-compile $(LOCK) --allow-unsafe --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	rm -rf $(VENV)-lock
LOCK = --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-options --no-header --no-config

# Everything but what is one's own: also what the newer code no longer has goes.
update:
	$(if $(CODE),,$(error say where from: make update CODE=https://github.com/example/sheaf))
	git diff --quiet HEAD || { echo "commit or undo what you changed first" >&2; exit 1; }
	git fetch --quiet $(CODE) $(REF)
	@{ printf '%s\n' . ':(exclude)content' ':(exclude)README.md'; $(KEPT); } | \
	git restore --source=FETCH_HEAD --staged --worktree --pathspec-from-file=-
	@git diff --cached --shortstat
	@gone=$$(git diff --cached --diff-filter=D --name-only --no-renames); [ -z "$$gone" ] || { \
	printf '%s\n' "$$gone" | sed 's/^/gone, since the newer code has no such file: /'; \
	echo "what of that is yours: git restore --staged --worktree --source=HEAD PATH, and name it in content/keep.txt"; }
	@echo "now: make migrate check site, look at it, and commit"

KEPT = [ ! -f content/keep.txt ] || sed -n 's/[[:space:]]*$$//; s/^[^\#].*/:(exclude)&/p' content/keep.txt

migrate: $(VENV)/.site
	$(BIN)/python -m generator migrate
	$(BIN)/python -m generator schema

clean:
	rm -rf build site .cache .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage htmlcov
