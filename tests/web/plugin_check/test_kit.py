"""The kit itself: its rules are explained, and its report says where a fault is and what to do."""

import asyncio
import json
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.plugin_testing import UnfitAnswers, a_grant
from tests.house.source import ROOT
from tests.web.plugin_check.tiny import Planted, write
from web.commands import portal
from web.plugin_check import Level, Rule, check, every_rule, opened
from web.plugin_check.markup import Markup

LETTERS = {Level.SAFE: "S", Level.RELIABLE: "R", Level.KIND: "K", Level.PROVEN: "P"}
PRIVATE = Planted("S6", "fields.py", "from core.forms import", "from core.forms.read import", "")

REGISTERS = """
from core.plugin_api import Finding, hookimpl

class Register:
    name = "Made-up register"

    async def look_up(self, credentials, /):
        return Finding("unknown", "Nobody is there.")

@hookimpl
def credential_validators():
    yield Register()
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(portal, ["plugin", "check", *words])


@pytest.mark.parametrize("rule", every_rule(), ids=lambda each: each.id)
def test_a_rule_says_what_it_asks_and_why_and_how_to_fix_it(rule: Rule) -> None:
    assert re.fullmatch(rf"{LETTERS[rule.level]}[1-9]\d?", rule.id)
    asked, *others = rule.page.split("\n\n")
    assert asked.endswith(".")
    assert any(each.startswith("Why: ") for each in others)
    assert rule.fix.endswith(".")


def test_a_report_names_the_place_and_what_to_do_and_ends_with_an_exit_code(tmp_path: Path) -> None:
    path = str(write(tmp_path, PRIVATE))
    told = run(path, "--rule", "S6")
    assert told.exit_code == 1, told.output
    for words in (
        "FAIL    S6   Imports only what is public",
        "tiny_application/fields.py:7: imports core.forms.read.Choice, which is not public",
        "To fix it: ",
        "`portal plugin check --explain S6` says more",
    ):
        assert words in told.output
    said = json.loads(run(path, "--rule", "S6", "--json").output)
    assert (said["slug"], said["level"], said["results"][0]["outcome"]) == ("tiny", None, "fail")


def test_a_rule_explains_itself_and_what_is_no_rule_or_no_plugin_is_named(tmp_path: Path) -> None:
    assert run("--explain", "S1").output.startswith("S1 (safe): Loads without network or clock\n\nImporting ")
    assert "S99: is no rule; there are S1, " in run("--explain", "S99").output
    refused = run(str(tmp_path))
    assert refused.exit_code == 1
    assert "has neither __init__.py nor pyproject.toml, so it is no plugin" in refused.output


def test_the_example_of_the_documentation_works_as_it_stands(sample_plugin: Path) -> None:
    assert (sample_plugin / "sample_application").is_dir()
    page = (ROOT / "docs" / "plugin-kit.md").read_text("utf-8")
    names: dict[str, Any] = {}
    exec("\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)), names)
    asyncio.run(names["test_an_account_is_made_once"]())
    asyncio.run(names["test_whom_the_help_desk_calls_is_chosen_from_the_people"]())
    with pytest.raises(UnfitAnswers, match="purpose: The viewer is for direct patient care only"):
        a_grant(names["APPLICATION"], answers={"purpose": ["research"]})


def test_the_portal_is_served_without_the_kit() -> None:
    kit = re.compile(r"^(?:from|import) (?:web\.plugin_check|(?:core|web)\.plugin_testing)", re.MULTILINE)
    outside = [
        file
        for folder in ("core", "web", "plugins")
        for file in (ROOT / folder).rglob("*.py")
        if not {"plugin_check", "plugin_testing", "plugin_serving"} & set(file.parts)
        and file.name != "conformance.py"
    ]
    assert [str(file) for file in outside if kit.search(file.read_text("utf-8"))] == []


def test_markup_that_nobody_can_hear_is_found() -> None:
    page = (
        '<label for="a">Name</label><input id="a" name="a"><input id="a" name="b" aria-describedby="gone">'
        '<select id="c" name="c"></select>'
        '<input type="radio" id="d" name="d"><input type="radio" id="e" name="d">'
    )
    assert list(Markup(page).faults()) == [
        'the id "a" stands there 2 times',
        'aria-describedby points to "gone", which is not there',
        '"c" has no label',
        '"d" has no label',
        'the choices of "d" have no legend',
        '"d" has no label',
        'the choices of "d" have no legend',
    ]


def test_a_plugin_that_asks_registers_alone_is_asked_nothing_about_an_application(tmp_path: Path) -> None:
    package = tmp_path / "asking_registers"
    package.mkdir()
    (package / "__init__.py").write_text(REGISTERS, "utf-8")
    results = {each.rule.id: each.outcome for each in check(package, ["S2", "S6", "S12", "S13"]).results}
    assert results == {"S2": "pass", "S6": "pass", "S12": "exempt", "S13": "exempt"}


def test_another_plugin_by_the_same_name_is_back_after_one_was_opened(
    sample_plugin: Path, tmp_path: Path
) -> None:
    installed = import_module("sample_application")
    copy = shutil.copytree(ROOT / "tests" / "sample_plugin", tmp_path / "sample")
    with opened(copy) as subject:
        assert Path(str(subject.module.__file__)).is_relative_to(tmp_path)
    assert sys.modules["sample_application"] is installed
