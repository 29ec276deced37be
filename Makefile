PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
INSTALLED_LDAP := $(VENV)/.installed-ldap
# The library for directories is built from source: succeeds where a compiler finds what that takes.
CAN_BUILD_LDAP = printf '\043include <%s>\n' Python.h ldap.h sasl/sasl.h | $(CC) -fsyntax-only -xc \
	-I"$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("include"))')" - >/dev/null 2>&1

.PHONY: run test slow bench soak check docs pictures ldap lock clean

# What `make run` serves; say otherwise in the environment or on the command line.
run: export PORTAL_DEMO ?= true
run: export PORTAL_SITE ?= banner
run: $(INSTALLED)  ## serve the demo site at http://127.0.0.1:8000
	$(BIN)/portal demo
	$(BIN)/portal serve

test: $(INSTALLED_DEV)  ## everything: checks, both databases, directory and browser tests
	@if $(CAN_BUILD_LDAP); then $(MAKE) ldap; else echo "LDAP is not tested: no compiler or no headers"; fi
	$(MAKE) check
	@# Tests start the portal many times: its code is compiled once, and anew where a file was changed.
	$(BIN)/python -m compileall -q --invalidation-mode checked-hash core web plugins
	$(BIN)/python -m pytest -n auto --dist worksteal

slow: $(INSTALLED_DEV)  ## the long campaigns, which kill and crash what they can; each says its figures
	$(BIN)/python -m pytest -m slow

bench: $(INSTALLED_DEV)  ## what the product costs beside its rivals; ROWS=B1,B6 and SIZES=S,M choose some
	@$(BIN)/python -m benchmarks.running --rows "$(ROWS)" --sizes "$(SIZES)"

soak: MINUTES ?= 60
soak: $(INSTALLED_DEV)  ## a server under half load for MINUTES=60: whether what it holds stays as it is
	@$(BIN)/python -m benchmarks.soak --minutes $(MINUTES)

check: $(INSTALLED_DEV)  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.house.rules
	$(BIN)/lint-imports

docs: $(INSTALLED_DEV)  ## the documentation as pages in build/docs; a warning is an error
	$(BIN)/python -m sphinx -q -W --keep-going docs build/docs

pictures: $(INSTALLED_DEV)  ## the pictures of the guides, drawn anew from the demo; needs Chromium
	$(BIN)/python -m tests.browser.drawing_pictures

ldap: $(INSTALLED_LDAP)  ## the library for directories; needs gcc, python3-dev, libldap2-dev, libsasl2-dev

lock:  ## resolve the dependencies again (needs uv)
	uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra build --extra dev -o requirements-dev.lock
	uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra build -c requirements-dev.lock -o requirements.lock
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ldap"], sep="\n")' \
		| uv pip compile -q --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements-dev.lock - -o requirements-ldap.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(INSTALLED_DEV): requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@ $(INSTALLED)

# What it is built with is part of the other lock files, whichever of them was installed.
$(INSTALLED_LDAP): requirements-ldap.lock | $(VENV)/bin/python
	@[ -e $(INSTALLED) ] || $(MAKE) $(INSTALLED)
	$(BIN)/pip install --quiet --require-hashes --no-build-isolation -r requirements-ldap.lock
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
