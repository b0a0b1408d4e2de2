# Three commands: `make run` shows the site, `make demo` one with rounds, `make test` tests it. README.md tells the rest.

PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
CHECKERS_STAMP := build/checkers/.fetched
DRILL_STAMP := build/drill/.installed
STATIC_STAMP := staticfiles/.collected
DEMO := NAL_DEMO=1 NAL_SITE_URL=http://localhost:$(PORT)
REPORT := var/nal-eind-2020.pdf

# What production has to set; here only to check the settings that follow from it.
PRODUCTION := NAL_DEMO=0 \
  NAL_SECRET_KEY=an-example-for-the-check-only-0123456789-abcdefghijklmnopqrstuvwxyz \
  NAL_ALLOWED_HOSTS=portaal.example NAL_EMAIL_FROM=portaal@portaal.example

define SERVE
@echo "Het portaal staat op http://localhost:$(PORT). Stoppen: Ctrl+C."
@$(DEMO) $(BIN)/gunicorn nalportal.wsgi --bind localhost:$(PORT) \
  --workers 2 --threads 4 --timeout 30 --preload --no-control-socket --log-level warning
endef

.PHONY: run demo dev setup loaded test coverage mutants lint format bench lock sbom checkers verapdf nu drill

## run: everything `setup` does, then serve the site on http://localhost:$(PORT)
run: setup
	$(SERVE)

## demo: the same with a second, made-up round and a third one half-way, in a database of its own
demo: export DATABASE_URL := sqlite:///$(CURDIR)/var/demo.sqlite3
demo: setup
	@$(DEMO) $(BIN)/python manage.py demo_round
	$(SERVE)

# Each change of these starts the server anew, within a second or two; styles need no start.
DRAWN_FROM = $(shell find nalportal templates -name '*.html' -o -name '*.svg' -o -name '*.txt' -o -name '*.typ')

## dev: the demo for who changes it: code and templates load anew, styles are seen at once
dev: $(DEV_STAMP) loaded
	@echo "Het portaal staat op http://localhost:$(PORT). Stoppen: Ctrl+C."
	@$(DEMO) NAL_DEV=1 $(BIN)/gunicorn nalportal.wsgi --bind localhost:$(PORT) --threads 4 --timeout 30 \
	  --reload $(DRAWN_FROM:%=--reload-extra-file %) --no-control-socket --log-level warning

## setup: install, migrate, load the report of end 2020, make the demo accounts and the PDF
setup: $(STATIC_STAMP) loaded

loaded: $(RUN_STAMP)
	@mkdir -p var
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py load_nal_2020
	@$(DEMO) $(BIN)/python manage.py demo_accounts
	@$(DEMO) $(BIN)/python manage.py export_report eind-2020 --format pdf --output $(REPORT)

## test: all tests, on SQLite and, where there is one, on PostgreSQL
test: $(DEV_STAMP)
	@$(BIN)/python -m tests.run

## coverage: the same, and which branches no test took
coverage: $(DEV_STAMP)
	@$(BIN)/python -m tests.run --coverage

## mutants: of changes made at random in the code of tables and reports, how many a test without a database refuses
mutants: $(DEV_STAMP)
	@$(BIN)/python -m tests.mutants --pure

## checkers: fetch the checkers of others that the tests run where Java and Maven are
checkers: $(CHECKERS_STAMP)

## verapdf: does every kind of PDF keep to PDF/UA-1 and PDF/A-2a?
verapdf: $(DEV_STAMP) $(CHECKERS_STAMP)
	@$(BIN)/python -m pytest -q tests/report/test_verapdf.py

## nu: is every page valid HTML?
nu: $(DEV_STAMP) $(CHECKERS_STAMP)
	@$(BIN)/python -m pytest -q tests/test_html_valid.py

## lint: format, lint, types, templates, floors, migrations, production settings
# The types of Django models keep, in the cache of mypy, modules that were renamed since
# (findings/mypy-keeps-a-renamed-model.sh): a first refusal is asked again with an empty one.
lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy || { rm -rf .mypy_cache && $(BIN)/mypy; }
	$(BIN)/djlint templates --check --lint
	$(BIN)/lint-imports
	$(DEMO) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

## format: let the tools repair what they can
format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	-$(BIN)/djlint templates --reformat --quiet

## bench: time and memory of the report, as ratios within one run
bench: $(DEV_STAMP)
	@$(BIN)/python -m tests.bench $(BENCH)

## drill: the scanners of others, and faults in real processes on both databases (half an hour)
drill: $(DRILL_STAMP)
	@NAL_SCANNERS=$(abspath build/drill/bin) $(BIN)/python -m pytest -q -rA tests/drill/scans.py
	@$(BIN)/python -m tests.run tests/drill/faults.py tests/drill/servers.py tests/pages/test_jobs.py tests/report/test_faults.py \
	  tests/operations tests/upgrades

## lock: compile the locked requirements from pyproject.toml
# The header of uv would name options of this machine, and the versions it chose hold for all.
lock: $(DEV_STAMP)
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra dev --output-file requirements-dev.txt

## sbom: what the portal is made of, from the lock, as CycloneDX
sbom: $(DEV_STAMP)
	@mkdir -p build
	@$(SBOM) requirements.txt --output-file build/sbom.cdx.json
SBOM := $(BIN)/cyclonedx-py requirements --output-reproducible

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-header --no-emit-index-url --no-emit-find-links

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 of nieuwer is nodig; kies er een met PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# A developer's environment has everything the site needs, so it counts for both.
$(RUN_STAMP): requirements.txt | $(BIN)/python
	@if [ -e $(DEV_STAMP) ]; then $(MAKE) --no-print-directory $(DEV_STAMP); else \
	  echo "Pakketten installeren ..."; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; fi
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	@echo "Pakketten installeren ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Hashing and compressing takes seconds, so only when there is something new to collect.
$(STATIC_STAMP): $(RUN_STAMP) $(shell find static -type f)
	@$(DEMO) $(BIN)/python manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@

$(DRILL_STAMP): tests/drill/requirements.txt $(DEV_STAMP)
	@$(PYTHON) -m venv build/drill
	@build/drill/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Exactly the files of SHA256SUMS, or none.
$(CHECKERS_STAMP): tests/checkers/pom.xml tests/checkers/SHA256SUMS
	@command -v mvn > /dev/null || { echo "Hiervoor is Maven nodig, en Java 17 of nieuwer."; exit 1; }
	@command -v npm > /dev/null || { echo "Hiervoor is npm nodig, en Node.js 18 of nieuwer."; exit 1; }
	@rm -rf $(@D)
	@mvn --quiet --batch-mode --file tests/checkers/pom.xml dependency:copy-dependencies
	@cd $(@D) && sha256sum --check --quiet ../../tests/checkers/SHA256SUMS || { rm -f *.jar; exit 1; }
	@npm install --prefix $(@D) --no-save --no-audit --no-fund --silent @stoplight/spectral-cli@6.15.0
	@touch $@
