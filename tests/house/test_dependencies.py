"""Every dependency is pinned with its hashes, comes from nowhere in particular, and has a license we know."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from tests.house.source import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
# The library for directories is beside them, because not every machine can build it.
ALL_LOCKS = (*LOCKS, "requirements-ldap.lock")
ALLOWED = re.compile(
    r"MIT|Apache|BSD|ISC\b|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|CC0|Zlib|0BSD", re.IGNORECASE
)
REFUSED = re.compile(r"\bA?GPL|General Public|SSPL|Commons Clause|Proprietary|Commercial", re.IGNORECASE)
# Their metadata says nothing, or they are for another platform and not installed here; read at their source.
READ_BY_HAND = {
    "bonsai": "MIT",
    "axe-playwright-python": "MIT",
    "coverage": "Apache-2.0",
    "httpx2-jsfetch": "BSD-3-Clause",
    # Its one file under the GPL is for an editor, and is not what is installed.
    "docutils": "BSD-2-Clause and public domain",
}


def pinned(lock: str) -> list[str]:
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", (ROOT / lock).read_text("utf-8"), re.MULTILINE)


def license(name: str) -> str:
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    about = metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return about.get("License-Expression") or " ".join(classifiers) or (about.get("License") or "")[:80]


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_every_dependency_has_a_license_that_lets_us_ship_it(lock: str) -> None:
    licenses = {name: license(name) for name in pinned(lock)}
    assert len(licenses) > 50 or set(licenses) == {"bonsai"}
    unknown = {name: words for name, words in licenses.items() if not ALLOWED.search(words)}
    assert unknown == {}
    assert {name: words for name, words in licenses.items() if REFUSED.search(words)} == {}


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_every_dependency_is_pinned_with_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [
        block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block
    ] == []


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_no_lock_file_names_a_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


def test_what_runs_the_product_is_a_subset_of_what_tests_it() -> None:
    locked = r"^([\w.-]+)(?:\[[^]]+\])?==(\S+)"
    run, test = (set(re.findall(locked, (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert run
    assert run <= test


def test_the_library_for_directories_can_be_built_from_what_its_lock_file_pins() -> None:
    # There is no wheel of it for Linux, and it is built without isolation, by what the others pin.
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert [Requirement(each).name for each in extras["ldap"]] == pinned("requirements-ldap.lock")
    assert "setuptools" in pinned("requirements.lock") and "setuptools" in pinned("requirements-dev.lock")
