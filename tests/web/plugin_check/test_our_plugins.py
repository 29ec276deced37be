"""The plugins that ship are safe."""

from pathlib import Path

import pytest

import plugins
from web.plugin_check import Level, check, every_rule
from web.plugin_check.place import find_place
from web.plugin_check.safe.loading import loaded_elsewhere

FOLDERS = sorted(file.parent for file in Path(plugins.__file__).parent.glob("*/__init__.py"))
# How they are loaded is asked of all of them in one go, for it takes a process of its own.
SAFE = [rule.id for rule in every_rule() if rule.level is Level.SAFE and rule.id != "S1"]


def test_the_plugins_that_ship_load_without_network_or_clock() -> None:
    found = loaded_elsewhere(*map(find_place, FOLDERS))
    assert dict(zip([each.name for each in FOLDERS], found, strict=True)) == {
        each.name: [] for each in FOLDERS
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: each.name)
def test_a_plugin_that_ships_is_safe(folder: Path) -> None:
    report = check(folder, SAFE)
    assert [(each.rule.id, each.words) for each in report.failed] == [], report.text
    assert len(report.results) == len(SAFE)
