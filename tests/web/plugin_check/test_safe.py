"""Each Safe rule lets a plugin pass that is right, and finds the fault that is planted for it."""

from pathlib import Path

import pytest

from tests.web.plugin_check.tiny import Planted, write
from web.plugin_check import check

PLANTED = [
    Planted(
        "S1",
        "__init__.py",
        "from pathlib import Path\n",
        "import time\nfrom pathlib import Path\n\nBEGAN = time.time()\n",
        "reads the clock (time) at __init__.py:6",
    ),
    Planted(
        "S1",
        "__init__.py",
        "    yield APPLICATION",
        "    import socket\n\n    socket.create_connection(('127.0.0.1', 9))\n    yield APPLICATION",
        "looks a host name up (socket.getaddrinfo) at __init__.py:",
    ),
    Planted(
        "S6",
        "provisioning.py",
        "from core.plugin_api import Absent, Done, Found\n",
        "from core.access.tables import Grant\nfrom core.plugin_api import Absent, Done, Found\n",
        "tiny_application/provisioning.py:3: imports core.access.tables.Grant, which is not public",
    ),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny plugin as it is right."""
    return write(tmp_path_factory.mktemp("good"))


def _found(path: Path, rule: str) -> tuple[str, str]:
    result = check(path, [rule]).results[0]
    return result.outcome, "\n".join(result.words)


@pytest.mark.parametrize("rule", sorted({each.rule for each in PLANTED}))
def test_a_plugin_that_is_right_passes(good: Path, rule: str) -> None:
    assert _found(good, rule) == ("pass", "")


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.rule)
def test_a_planted_fault_is_found(tmp_path: Path, planted: Planted) -> None:
    outcome, words = _found(write(tmp_path, planted), planted.rule)
    assert outcome == "fail"
    assert planted.words in words
