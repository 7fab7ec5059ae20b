# Every target sets up what it needs; on a bare machine with python3, make and git each works as the first command.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
CATALOGS := $(wildcard kasse/locale/*/LC_MESSAGES/kasse.po)
export QT_LOGGING_RULES := qt.qpa.*=false
offscreen = QT_QPA_PLATFORM=offscreen

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

demo: setup ## make the demo shop, ring a real business day through it, close it, open the window on the next morning
	$(VENV)/bin/kasse demo --db build/demo.sqlite

test: setup desktop browser compiler ## run all tests, with a short form of each fault test
	@mkdir -p build
	$(offscreen) $(PY) -m pytest -q -m "patient and not long" -p no:cacheprovider tests/sync >build/patient.txt 2>&1 &
	patient=$$!
	trap 'kill $$patient 2>/dev/null || true' EXIT
	$(offscreen) $(PY) -m pytest -q -m "not long" tests/desktop
	$(offscreen) $(PY) -m pytest -q -m "not long and not patient" -n auto --maxprocesses 4 --dist worksteal --ignore tests/desktop
	echo "Waiting for the patient tests ..."
	wait $$patient || { cat build/patient.txt; exit 1; }
	tail -n 1 build/patient.txt

check: setup ## ruff, mypy strict, import contracts
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

faults: setup compiler ## the long fault tests: a till killed 300 times, each fiscal device cut off 300 times
	$(offscreen) $(PY) -m pytest -q -m long --timeout 3600 tests/faults tests/printers tests/sync

bench: setup ## figures of the speed contract, as ratios of one run
	$(offscreen) $(PY) -m tests.bench

shots: setup ## a picture of every screen into shots/
	$(offscreen) $(PY) -m tests.shots

texts: setup ## collect new texts into the language files
	$(VENV)/bin/pybabel -q extract -F packaging/babel.cfg -k N_ -k _ -k text --no-location --sort-output --project kasse -o build/kasse.pot kasse ui printers sync
	for po in $(CATALOGS); do $(VENV)/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap -i build/kasse.pot -o $$po -l $$(basename $$(dirname $$(dirname $$po))); done

lock: $(VENV)/bin/uv ## resolve the dependencies anew into requirements.lock
	$(VENV)/bin/uv pip compile -q --universal --all-extras --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --upgrade pyproject.toml -o requirements.lock

setup: $(VENV)/.synced $(CATALOGS:.po=.mo)
	@bash packaging/qt-libraries.sh $(PY)

desktop:
	@bash packaging/desktop-tools.sh

browser:
	@bash packaging/browser-tools.sh

compiler:
	@bash packaging/c-compiler.sh

$(VENV)/bin/uv: packaging/uv.txt
	@bash packaging/python-venv.sh $(VENV)
	echo "Getting uv, then the locked dependencies ..."
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r packaging/uv.txt
	touch $@

$(VENV)/.synced: $(VENV)/bin/uv requirements.lock pyproject.toml
	@$(VENV)/bin/uv pip sync -q --compile-bytecode --require-hashes --python $(PY) requirements.lock
	$(VENV)/bin/uv pip install -q --no-deps --python $(PY) -e . --no-build-isolation
	touch $@

%.mo: %.po $(VENV)/.synced
	@$(VENV)/bin/pybabel -q compile -i $< -o $@

clean: ## remove what the targets made
	rm -rf $(VENV) build shots .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: help demo test check faults bench shots texts lock setup desktop browser compiler clean
