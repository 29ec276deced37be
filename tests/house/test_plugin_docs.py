"""`docs/plugins.md` says what the code does: hooks, records and their fields, and an example that works."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from core import forms, plugin_api
from core.applications import load_applications
from core.forms.declare import How
from core.site import find_site, load_site
from tests.core.applications.installed import install
from tests.house.source import ROOT

DOCUMENT = (ROOT / "docs" / "plugins.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### `(.+?)`\n(.*?)(?=^##|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL))
RECORDS = [name for name in SECTIONS if "(" not in name]


def fields_of(record: type) -> list[str]:
    if is_dataclass(record):
        return [part.name for part in fields(record)]
    return list(record.model_fields)


def test_every_hook_is_written_down_with_its_exact_arguments():
    hooks = inspect.getmembers(plugin_api.Hooks, inspect.isfunction)
    signatures = {
        f"{name}({', '.join(list(inspect.signature(hook).parameters)[1:])})" for name, hook in hooks
    }
    assert signatures == {name for name in SECTIONS if "(" in name}


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_a_record_is_written_down_and_no_other(name: str):
    written = re.findall(r"^\| `(\w+)` \|", SECTIONS[name], re.MULTILINE)
    assert sorted(written) == sorted(fields_of(getattr(plugin_api, name)))


def test_everything_a_plugin_may_import_is_mentioned():
    told_elsewhere = {"ENTRY_POINTS", "PROJECT", "Hooks", "hookimpl"}
    missing = [name for name in plugin_api.__all__ if f"`{name}" not in DOCUMENT]
    assert set(missing) <= told_elsewhere
    assert plugin_api.ENTRY_POINTS in DOCUMENT and "@hookimpl" in DOCUMENT


def parts_of(public: type) -> set[str]:
    """What a plugin may name of something that it may import: its fields, and what it can be asked."""
    if public is plugin_api.Hooks:
        return set()
    own = {
        name for name, each in vars(public).items() if inspect.isfunction(each) or isinstance(each, property)
    }
    known = fields_of(public) if is_dataclass(public) or issubclass(public, BaseModel) else ()
    return {name for name in {*own, *known, *public.__annotations__} if not name.startswith("_")}


@pytest.mark.parametrize("name", [each for each in plugin_api.__all__ if each not in SECTIONS])
def test_what_has_no_part_of_its_own_is_told_whole_where_it_is_named(name: str):
    public = getattr(plugin_api, name)
    parts = parts_of(public) if inspect.isclass(public) else set()
    said = re.findall(r"`([^`\n]+)`|```python\n(.*?)```", DOCUMENT, re.DOTALL)
    known = set(re.findall(r"\w+", " ".join(text for each in said for text in each)))
    assert parts - known == set()


def test_every_ready_made_type_and_every_word_about_a_question_exists():
    listed = re.search(r"Ready-made types: (.*?)\.\n", DOCUMENT, re.DOTALL)
    assert listed is not None
    assert all(hasattr(forms, name) for name in re.findall(r"`(\w+)`", listed[1]))
    example = re.search(r"class Scheduling.*?```", DOCUMENT, re.DOTALL)
    assert example is not None
    assert set(re.findall(r"(\w+)=", example[0])) <= set(How.__annotations__)


def test_the_smallest_plugin_works_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert source is not None
    install(tmp_path, monkeypatch, "labviewer", source[1])
    site = load_site(find_site("banner"))
    section = {"launch_url": "https://labs.example"}
    loaded = load_applications(site.model_copy(update={"plugins": {"labviewer": section}}))["labviewer"]
    assert (loaded.name, loaded.launch_url) == ("Lab Viewer", "https://labs.example")


def test_the_longer_examples_are_those_of_the_sample_and_so_work():
    sample = (ROOT / "tests" / "sample_plugin" / "sample_application").glob("*.py")
    sources = [file.read_text("utf-8") for file in sample]
    blocks = [
        dedent(block)
        for block in re.findall(r"^ *```python\n(.*?)^ *```", DOCUMENT, re.MULTILINE | re.DOTALL)
    ]
    longer = [block for block in blocks if "async def " in block]
    assert len(longer) == 4
    assert [block for block in longer if not any(block in source for source in sources)] == []


def test_the_examples_of_options_work_as_they_stand():
    blocks = re.findall(r"^```python\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {**vars(plugin_api), "BaseModel": BaseModel, "ConfigDict": ConfigDict}
    names |= {"Any": Any, "Mapping": Mapping}
    for said in ("class LabOptions", "class Board", "def section_now"):
        exec(next(each for each in blocks if said in each), names)
    assert names["LabOptions"](api_key="labs-key").api_key.name == "labs-key"
    assert names["Board"](url="https://board.example", key="board-key").key.name == "board-key"
    assert names["section_now"]({"color": "red"}) == {"shade": "red"}
    assert names["section_now"]({"color": "red", "shade": "blue"}) == {"shade": "blue"}
