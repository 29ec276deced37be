"""No code stands in the documentation that nothing tries: what is only to be read says that it is text."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click
import pytest
from pydantic import BaseModel, ConfigDict

from core import forms, plugin_api
from core.applications.connectors import READ
from core.settings import Settings
from tests.documents.blocks import Block, blocks
from tests.house.source import ROOT
from web.command_parts.later import loaded
from web.commands import portal

PAGES = sorted(page.name for page in (ROOT / "docs").glob("*.md"))
# Of the contents, nothing is code.
EVERY = [block for page in PAGES if page != "index.md" for block in blocks(page)]
# Whoever types these commands, one after the other: a test of its own.
TYPED = {
    "installation.md": "tests/documents/test_installation.py",
    "plugin-kit.md": "tests/web/plugin_check/test_kit.py",
    "plugin-tutorial.md": "tests/documents/test_plugin_tutorial.py",
    "site-tutorial.md": "tests/documents/test_site_tutorial.py",
    "operations.md: portal audit key": "tests/web/test_backup_commands.py",
}
INLINE = re.compile(r"`(portal [a-z][^`]*)`")


def of(language: str) -> list[Block]:
    return [block for block in EVERY if block.language == language]


def test_every_block_says_what_it_is() -> None:
    known = {"sh", "python", "toml", "text"}
    assert [(block.page, block.text[:40]) for block in EVERY if block.language not in known] == []


@pytest.mark.parametrize(
    "block", of("sh"), ids=lambda block: f"{block.page}: {block.text.splitlines()[0][:30]}"
)
def test_commands_are_typed_by_a_test_or_are_such_that_they_can_be(block: Block) -> None:
    first = block.text.splitlines()[0]
    for place, test in TYPED.items():
        if place in {block.page, f"{block.page}: {first}"}:
            assert (ROOT / test).exists()
            return
    for line in block.text.splitlines():
        setting = re.match(r"PORTAL_([A-Z_]+)=", line)
        assert setting is None or setting[1].lower() in Settings.model_fields
        assert setting or faults_of(line) == [], line


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_is_one(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    said = [re.sub(r"[<\[…\"'].*$", "", each).strip() for each in INLINE.findall(text)]
    assert {each: faults_of(each) for each in said if faults_of(each)} == {}


@pytest.mark.parametrize(
    "block", of("toml"), ids=lambda block: f"{block.page}: {block.text.splitlines()[0][:30]}"
)
def test_every_section_can_be_read(block: Block) -> None:
    for section in tomllib.loads(block.text).get("plugins", {}).values():
        if "connector" in section:
            READ.validate_python(section["connector"])


@pytest.mark.parametrize(
    "block",
    [block for block in of("python") if block.page not in TYPED],
    ids=lambda block: f"{block.page}: {block.text.splitlines()[0][:30]}",
)
def test_every_example_runs_or_stands_in_the_code(block: Block) -> None:
    lines = block.text.splitlines()
    margin = len(lines[0]) - len(lines[0].lstrip())
    text = "\n".join(line[margin:] for line in lines)
    code = [file.read_text("utf-8") for file in sources()]
    if not all(any(part.strip() in each for each in code) for part in text.split("\n\n\n")):
        exec(compile(text, block.page, "exec"), dict(known_to_examples()))


def sources() -> Iterator[Path]:
    yield from (ROOT / "web" / "pages" / "public").glob("*.py")
    for plugin in ("sample_plugin", "machine_plugin"):
        yield from (ROOT / "tests" / plugin).rglob("*.py")


def known_to_examples() -> Iterator[tuple[str, Any]]:
    """What an example may use without saying where it comes from."""
    for module in (plugin_api, forms):
        yield from ((name, getattr(module, name)) for name in module.__all__)
    yield from {"BaseModel": BaseModel, "ConfigDict": ConfigDict, "Literal": Literal, "Any": Any}.items()
    yield from {"ROLES": [forms.Choice("surgeon", "Surgeon"), forms.Choice("other", "Another")]}.items()


def faults_of(line: str) -> list[str]:
    """What is wrong with a command of the portal: a command or an option that there is not."""
    called, *rest = shlex.split(line.split(" #", maxsplit=1)[0])
    command: click.Command = portal
    if called == "make":
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        return [f"there is no {each}" for each in rest if "=" not in each and each not in targets]
    if called != "portal":
        return [f"{called} is none of ours"]
    while isinstance(command, click.Group):
        name = rest.pop(0) if rest else ""
        if not name or name.startswith("-"):
            break
        if name not in command.commands:
            return [f"there is no {name}"]
        command = loaded(command.commands[name])
    known = {option for each in command.params for option in each.opts} | {"--help", "--version"}
    return [
        f"there is no {each}" for each in rest if each.startswith("--") and each.split("=")[0] not in known
    ]


def test_a_command_that_is_none_is_found() -> None:
    assert faults_of("portal audit verify --fast") and faults_of("portal audits") and faults_of("porta")
    assert not faults_of("portal audit verify --file x") and not faults_of("make docs")
    assert faults_of("make nothing")
