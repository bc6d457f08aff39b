# Two commands do everything, on a bare Debian or Ubuntu: `make demo` and `make test`. Each installs what is missing first; a second run
# finds it in place. Only Python's venv and pip are used. Another Python: make PYTHON=python3.13 test. Another folder: make VENV=.venv313 test.

PYTHON ?= python3
VENV ?= .venv
# 0 stops `make demo` before it serves.
SERVE ?= 1
ADDRESS ?= 127.0.0.1:8000
# How many processes run the tests.
JOBS ?= auto
# 1 leaves the system's packages alone, where they were installed by other means.
SKIP_SYSTEM ?= 0

# Where the tests are that wait for a browser or for a killed worker, as tests/test_architecture.py asks: reading all the others takes time.
WAITING = tests/browser tests/faults tests/config
PY = $(VENV)/bin/python
PYTEST = $(PY) -m pytest -n $(JOBS) --dist worksteal
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

# What another project left in the environment must not lead the demo or the tests to its database or its mail.
unexport DATABASE_URL REDIS_URL EMAIL_URL STORAGE_URL APP_ENV VAR_DIR DJANGO_SETTINGS_MODULE PYTHONPATH
# Compiled once, not once for each process.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: demo test coverage lint bench-render bench-batch bench-preview bench-web handbook setup setup-dev system system-dev browser fonts messages lock clean

demo: setup fonts messages
	$(PY) manage.py migrate --noinput
	$(PY) manage.py demo
ifneq ($(SERVE),0)
	$(PY) manage.py serve $(ADDRESS)
endif

# First what needs PostgreSQL, on a server of its own, beside what reads the code. Then on SQLite what waits for a browser or for a killed worker,
# in one process more than most machines of CI have cores, and the quick tests, in one for each core: more of them get in each other's way.
# Tests of one file mostly stay in one process, which remembers how it came to the states that they begin with (tests/walked.py).
test: export REQUIRE_SERVERS = 1
test: setup-dev fonts messages
	@mkdir -p var
	@$(MAKE) --no-print-directory lint >var/lint.txt 2>&1 & reads=$$!; \
	    $(PY) -m tests.on_postgres $(PYTEST) -m "postgres or both_databases"; tested=$$?; \
	    wait $$reads; read=$$?; cat var/lint.txt; [ $$tested -eq 0 ] && [ $$read -eq 0 ]
	$(PY) -m pytest -n 3 --dist worksteal -m "(browser or faults) and not postgres" $(WAITING); waited=$$?; \
	    $(PYTEST) -m "not (browser or faults or postgres)" && [ $$waited -eq 0 ]

# How many lines and branches the tests reach. Apart from `make test`, since measuring makes them half as long again; the browser's greenlets
# would have lines put down to the wrong file.
coverage: export REQUIRE_SERVERS = 1
coverage: setup-dev fonts messages
	$(PY) -m tests.on_postgres $(PYTEST) --cov --cov-report= -m "postgres or both_databases"
	$(PYTEST) --cov --cov-append --cov-report=term:skip-covered --cov-fail-under=95 -m "not postgres and not browser and not faults and not long"

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo

# Against what else prints such a letter and is installed: typst comes with the tests; Chromium and LibreOffice are the system's.
bench-render: setup-dev fonts messages
	$(PY) -m tests.benchmarks.render

# A thousand replies by one worker and by two. Takes several minutes.
bench-batch: setup-dev fonts messages
	$(PY) -m tests.benchmarks.batch

# From a pause in typing to the printed page beside the text.
bench-preview: setup-dev fonts messages
	$(PY) -m tests.benchmarks.preview

# The desk with 10,000 and 100,000 cases, on both databases. Takes half an hour; django-helpdesk gets an environment of its own under var/.
# A part alone: make bench-web BENCH="--database SQLite --without-helpdesk 10000".
bench-web: setup-dev fonts messages
	$(PY) -m tests.benchmarks.web $(BENCH)

# Takes the pictures of docs/handbook anew, after a page has changed; look at them before they are kept.
handbook: setup-dev fonts messages
	HANDBOOK=1 $(PY) -m pytest -q tests/browser/test_film_*.py

# The fonts are fetched while pip installs, which is all that takes long on a machine that has never seen the project.
BESIDE_THE_FONTS = sh config/deploy/fetch_fonts.sh & fetch=$$!; $(1); made=$$?; wait $$fetch && [ $$made -eq 0 ]

setup: system
	@$(call BESIDE_THE_FONTS,sh config/deploy/make_venv.sh $(PYTHON) $(VENV) requirements.lock)

setup-dev: system-dev
	@$(call BESIDE_THE_FONTS,sh config/deploy/make_venv.sh $(PYTHON) $(VENV) requirements-dev.lock requirements.lock)
	@$(MAKE) --no-print-directory browser

system:
	@[ $(SKIP_SYSTEM) = 1 ] || sh config/deploy/install_system.sh run $(PYTHON)

system-dev:
	@[ $(SKIP_SYSTEM) = 1 ] || sh config/deploy/install_system.sh test $(PYTHON)

# Debian has a Chromium of its own; on Ubuntu it is a snap, and Playwright fetches one instead.
browser:
	@command -v chromium >/dev/null || ! grep -qs '^ID=ubuntu' /etc/os-release || $(PY) -m playwright install --with-deps chromium

# Fetched, then made small: a page is the same from either, and the process that prints it is not.
fonts: setup
	@$(PY) -m replies.rendering.trimming $${FONT_DIR:-var/fonts}

messages: $(CATALOGUES)

%.mo: %.po | setup
	$(PY) -m babel.messages.frontend compile --use-fuzzy --input-file $< --output-file $@

# Only to change a dependency: needs uv. The files hold versions and digests, and no addresses.
lock:
	uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	    --custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml
	uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	    --custom-compile-command 'make lock' --output-file requirements-dev.lock --group dev --constraints requirements.lock pyproject.toml

# Leaves var/, where the database and the fonts are.
clean:
	rm -rf $(VENV) .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(CATALOGUES)
	find . -name __pycache__ -type d -not -path './.venv*' -prune -exec rm -rf {} +
