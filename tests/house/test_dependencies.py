"""Every dependency is pinned with its hashes, comes from nowhere in particular, and has a licence we know."""

import re
from importlib import metadata

import pytest

from tests.house.source import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
ALLOWED = re.compile(
    r"MIT|Apache|BSD|ISC\b|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|CC0|Zlib|0BSD", re.IGNORECASE
)
REFUSED = re.compile(r"\bA?GPL|General Public|SSPL|Commons Clause|Proprietary|Commercial", re.IGNORECASE)
# Their metadata says nothing, or they are for another platform and not installed here; read at their source.
READ_BY_HAND = {
    "axe-playwright-python": "MIT",
    "httpx2-jsfetch": "BSD-3-Clause",
}


def pinned(lock: str) -> list[str]:
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", (ROOT / lock).read_text("utf-8"), re.MULTILINE)


def licence(name: str) -> str:
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    about = metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return about.get("License-Expression") or " ".join(classifiers) or (about.get("License") or "")[:80]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_has_a_licence_that_lets_us_ship_it(lock: str) -> None:
    licences = {name: licence(name) for name in pinned(lock)}
    assert len(licences) > 50
    unknown = {name: words for name, words in licences.items() if not ALLOWED.search(words)}
    assert unknown == {}
    assert {name: words for name, words in licences.items() if REFUSED.search(words)} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_with_hashes(lock: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [
        block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_names_a_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


def test_what_runs_the_product_is_a_subset_of_what_tests_it() -> None:
    run, test = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert run <= test
