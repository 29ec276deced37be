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
        "S2",
        "__init__.py",
        "def clinical_applications",
        "def clinical_aplications",
        'implements the hook "clinical_aplications", which doesn’t exist',
    ),
    Planted(
        "S2",
        "__init__.py",
        "summary=",
        "expected_days=90, summary=",
        "expected_days: must be 1 to 60",
    ),
    Planted(
        "S2",
        "__init__.py",
        "    yield APP",
        "    raise KeyError('x')\n    yield APP",
        "its hook raises KeyError",
    ),
    Planted(
        "S3",
        "pyproject.toml",
        'tiny = "tiny',
        'cerner = "tiny',
        '"cerner" is a plugin of the product',
    ),
    Planted(
        "S4",
        "__init__.py",
        "summary=",
        'requires_api="2", summary=',
        "needs plugin API 2, and this product",
    ),
    Planted("S5", "pyproject.toml", 'license = "Apache-2.0"\n', "", "says no license"),
    Planted(
        "S6",
        "provisioning.py",
        "from core.plugin_api import Absent, Done, Found\n",
        "from core.access.tables import Grant\nfrom core.plugin_api import Absent, Done, Found\n",
        "tiny_application/provisioning.py:3: imports core.access.tables.Grant, which is not public",
    ),
    *(
        Planted("S6", "provisioning.py", "class Accounts:", f"{taken}\n\n\nclass Accounts:", words)
        for taken, words in (
            ("from . import conformance", "tiny_application.conformance, which is there for the kit alone"),
            ("from ..plugins.dsm import fields", "imports plugins.dsm.fields, which is not public"),
            ("from tiny_application.tests.reach import X", "reach.X, which is there for tests"),
            ("from web.plugin_testing import plugin_client", "web.plugin_testing, which is there for tests"),
            ("import core.plugin_api\n\nX = core.database", "reaches core.database, which is not public"),
            ("from core import plugin_api as api\n\nX = api.hooks", "reaches core.plugin_api.hooks, which"),
            ("X = __import__('core.' + 'settings')", "imports what can’t be read there, by __import__"),
            ("X = __import__('plugins.dsm')", "imports plugins.dsm, which is not public"),
            ("from importlib import import_module as take\n\nX = [take]", "by import_module"),
            ("import sys\n\nX = sys.modules['core.settings']", "what can’t be read there, by sys.modules"),
        )
    ),
    Planted(
        "S7",
        "pages.py",
        "await Note.count()",
        "await Note.raw('SELECT 1 FROM grants, practice_group JOIN account ON 1') or await Note.count()",
        'names "account", a table of the product',
    ),
    Planted(
        "S7",
        "tables.py",
        "    words =",
        "    more = Varchar(length=9)\n    words =",
        "differ from what its migrations make",
    ),
    Planted(
        "S8",
        "__init__.py",
        'Permissions(mails=("tiny/noted",))',
        "Permissions()",
        'mails "tiny/noted", which permissions.mails lacks',
    ),
    Planted(
        "S8",
        "provisioning.py",
        "class Accounts:",
        "import subprocess\n\n\nclass Accounts:",
        "imports subprocess, which starts programs: no permission allows that",
    ),
    *(
        Planted("S8", "provisioning.py", "class Accounts:", f"{talking}\n\n\nclass Accounts:", words)
        for talking, words in (
            ("import httpx2", "imports httpx2, and permissions.hosts names no server"),
            ("from http import client", "imports http.client, and permissions.hosts names no server"),
            ("import urllib.request", "imports urllib.request, and permissions.hosts names no server"),
            (
                "import asyncio\n\nX = lambda: asyncio.open_connection('x', 1)",
                "calls asyncio.open_connection, and",
            ),
            (
                "X = 'https://collect.evil.example/'",
                "names collect.evil.example, which permissions.hosts lacks",
            ),
        )
    ),
    Planted(
        "S9",
        "templates/tiny/notes.html",
        "{{ notes }}",
        "{{ notes }} {{ twice }}",
        "reads twice, which Shown has not",
    ),
    Planted(
        "S9",
        "templates/tiny/notes.html",
        "{{ notes }}",
        "{{ notes }} {{ opened.options }}",
        "notes.html:3: reads opened.options, and page",
    ),
    Planted(
        "S9",
        "templates/tiny/notes.html",
        "{{ notes }}",
        "{{ notes|loudly }}",
        "notes.html:3: No filter named 'loudly'",
    ),
    Planted(
        "S9",
        "templates/tiny/noted.txt",
        "{{ person }}",
        "{{ whom }}",
        "the mail tiny/noted reads whom, which nobody gives",
    ),
    Planted(
        "S9",
        "pages.py",
        '"tiny/noted")',
        '"tiny/lost")',
        'pages.py mails "tiny/lost", which has no template',
    ),
    Planted(
        "S10",
        "fields.py",
        'field("How many rooms"',
        'field("Which role"',
        'has the label of "rooms", too: Which role',
    ),
    Planted(
        "S10",
        "fields.py",
        '"Something else")',
        '"Direct care")',
        'the choices of "role" need labels that differ',
    ),
    Planted(
        "S11",
        "fields.py",
        "not rooms.isascii() or not rooms.isdigit()",
        "int(rooms.encode('ascii')) < 0",
        'the error at "rooms" is what Python says, and nobody else: ',
    ),
    Planted(
        "S11",
        "fields.py",
        'raise ValueError("must be a number")',
        "raise KeyError(rooms)",
        '"rooms" with null: a validator raises KeyError',
    ),
    Planted(
        "S12",
        "__init__.py",
        "suffix_kinds=frozenset",
        "rule=lambda who, group: None if group.facility[0] == 'N' else 'No.', suffix_kinds=frozenset",
        "no facility: raises TypeError: ",
    ),
    Planted(
        "S12",
        "__init__.py",
        "suffix_kinds=frozenset",
        "rule=lambda _, where, a=[]: a.append(1) or ('No.' if len(a) % 2 else None), suffix_kinds=frozenset",
        "answers differently when it is asked again",
    ),
    Planted(
        "S13",
        "provisioning.py",
        "self.by_key.pop(held.key, None)",
        "self.by_key.pop((held.key, held.answers.role), None)",
        "revoke with answers that can’t be read: Failed with AttributeError",
    ),
    Planted(
        "S13",
        "provisioning.py",
        "self.by_key.pop(held.key, None)",
        "del self.by_key[held.key]",
        "revoke with no stored answers: Failed with KeyError",
    ),
    Planted(
        "S14",
        "provisioning.py",
        "        return Done(self",
        "        import time\n\n        time.sleep(0.001)\n        return Done(self",
        "provisioning.py:16: calls time.sleep, which waits",
    ),
    Planted(
        "S14",
        "provisioning.py",
        "        return Done(self",
        "        wait = __import__('threading').Event().wait\n        wait(0.08)\n        return Done(self",
        "milliseconds at provisioning.py:15",
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


def test_what_fits_nobody_is_measured_by_nobody_and_found_faults_count(tmp_path: Path) -> None:
    """Access is taken away whatever was answered; how long a call takes shows where it can be given."""
    unfit = Planted("S14", "conformance.py", '["other"]', '["nonsense"]', "")
    assert [_found(write(tmp_path, unfit), each)[0] for each in ("S13", "S14")] == ["open", "open"]
    waits = Planted(
        "S14",
        "provisioning.py",
        "        return Done(self",
        "        import time\n\n        time.sleep(0)\n        return Done(self",
        "",
    )
    write(tmp_path / "also", waits)
    (tmp_path / "also" / "tiny_application" / "conformance.py").write_text('ANSWERS = {"role": ["no"]}\n')
    assert _found(tmp_path / "also", "S14") == (
        "fail",
        "tiny_application/provisioning.py:16: calls time.sleep, which waits and lets nobody else go on",
    )
