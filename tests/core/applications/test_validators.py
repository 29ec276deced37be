"""Registers that plugins can ask are collected at start-up; bad ones keep the product from starting."""

from pathlib import Path

import pytest

from core.applications import load_applications
from core.applications.loading import PluginFaults
from core.site import find_site, load_site
from tests.core.applications.installed import install

PLUGIN = """
from core.plugin_api import *

class Register:
    name = "State board"

    async def look_up(self, credentials):
        return Finding("unknown", "")

@hookimpl
def credential_validators():
    {yields}

@hookimpl
def clinical_applications():
    yield ClinicalApplication(
        slug="board", name="Board", summary="Looks people up.", fields=NoFields,
        eligibility=Eligibility(suffix_kinds=frozenset({{"provider"}})),
        provisioner=ByPeople(to_grant=("Do it.",), to_revoke=("Undo it.",), to_check=("Look.",)),
    )
"""


def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yields: str):
    install(tmp_path, monkeypatch, "board", PLUGIN.format(yields=yields))
    site = load_site(find_site("banner"))
    return load_applications(site.model_copy(update={"plugins": {"board": {}}}))


def test_a_plugin_brings_its_registers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    catalogue = load(tmp_path, monkeypatch, "yield Register()")

    assert [each.name for each in catalogue.validators] == ["State board"]


@pytest.mark.parametrize(
    "yields",
    [
        "yield 7",
        "raise ValueError('no')",
        "return 7",
        "register = Register(); register.name = ''; yield register",
    ],
)
def test_anything_else_keeps_the_product_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yields: str
):
    with pytest.raises(PluginFaults):
        load(tmp_path, monkeypatch, yields)


def test_without_registers_people_look_themselves():
    assert load_applications(load_site(find_site("banner"))).validators == ()
