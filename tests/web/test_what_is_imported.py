"""A command starts with what it needs: how many modules each part brings, and which it has to do without."""

import subprocess
import sys

import pytest

from web.command_parts.audit import PARTS as PARTS_OF_AUDIT
from web.command_parts.later import Later
from web.commands import PARTS

ASK = """
import sys
from web.commands import portal
portal(sys.argv[1:], standalone_mode=False)
print("imported", *sys.modules)
"""
# Loaded by what seals, draws paper, chooses a password, makes a workbook or migrates, and by nothing else.
SELDOM = {"pyhanko", "aiohttp", "asn1crypto", "typst", "zxcvbn", "xlsxwriter", "black"}
TO_SERVE = {"litestar", "uvicorn", "web.app", "core.applications"}
TO_STORE = {"core.settings", "piccolo", "pydantic", "structlog"}
# How many modules a command may bring, and those that it must not.
LIGHT = [
    (("--help",), 300, {*SELDOM, *TO_SERVE, *TO_STORE}),
    (("audit", "verify", "--help"), 1010, {*SELDOM, *TO_SERVE}),
    (("worker", "--help"), 1500, {*SELDOM, "litestar", "uvicorn", "web.app"}),
    (("serve", "--help"), 2200, SELDOM),
]


def imported(*words: str) -> set[str]:
    command = [sys.executable, "-c", ASK, *words]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return set(said.rpartition("imported")[2].split())


@pytest.mark.parametrize(("words", "most", "unwanted"), LIGHT, ids=[words[0] for words, *_ in LIGHT])
def test_a_command_brings_what_it_needs(words: tuple[str, ...], most: int, unwanted: set[str]) -> None:
    found = imported(*words)
    assert not found & unwanted
    assert len(found) <= most


@pytest.mark.parametrize("part", [*PARTS, *PARTS_OF_AUDIT], ids=lambda part: str(part.name))
def test_the_list_of_commands_says_what_each_says_of_itself(part: Later) -> None:
    command = part.loaded()
    assert command.name == part.name
    assert command.get_short_help_str(300) == part.get_short_help_str(300)
