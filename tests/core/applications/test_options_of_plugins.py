"""Options of plugins: secrets that only the deployment has, sections of earlier versions, registers alone."""

import copy
import json
import pickle

import pytest
from pydantic import SecretStr

from core.applications import PluginFaults, applications_at, load_applications
from core.applications.upgraded import upgraded_sections
from core.logs import without_secrets
from core.plugin_api import Secret
from core.provisioning.connectors.choosing import faults_of_secrets
from core.running.options_form import changed_by, options_form, values_of
from tests.core.applications.installed import install

KEY = "correct-horse-battery-staple"
GIVEN = {"labs-key": SecretStr(KEY)}
SECRETIVE = """
from core.plugin_api import Options, Secret

class Mine(Options):
    api_key: Secret
    spare: Secret | None = None
    shade: str = ""

def now(section):
    colour = section.pop("colour", "")
    return {"shade": colour, **section}

@hookimpl
def clinical_applications():
    yield application(options_model=Mine, upgrade_options=now)
"""
REGISTERS = """
from pydantic import BaseModel
from core.plugin_api import Finding, Registers, Secret

class Board:
    name = "State board"
    def __init__(self, key):
        self.key = key
    async def look_up(self, credentials):
        return Finding("unknown", self.key)

class Mine(BaseModel):
    model_config = {"extra": "forbid"}
    key: Secret

@hookimpl
def credential_validators():
    yield Registers(options_model=Mine, validators=lambda options: [Board(options.key.reveal())])
"""


@pytest.fixture
def site(tmp_path, monkeypatch, banner):
    """Makes a site whose only plugin is the one described."""

    def _site(source: str, section: dict):
        install(tmp_path, monkeypatch, "guest", source)
        return banner.model_copy(update={"plugins": {"guest": section}})

    return _site


def refused(site, **more) -> str:
    with pytest.raises(PluginFaults) as problem:
        load_applications(site, **more)
    return str(problem.value)


def test_a_secret_is_revealed_to_its_plugin_and_is_a_name_everywhere_else(site):
    here = site(SECRETIVE, {"api_key": "labs-key"})
    loaded = load_applications(here, secrets=GIVEN)
    options = loaded["guest"].options

    assert options.api_key.reveal() == KEY
    assert applications_at(here, loaded)["guest"].options.api_key.reveal() == KEY
    shown = [repr(options), str(options), f"{options.api_key}", options.model_dump_json()]
    shown += [repr(options.model_dump()), json.dumps(options.model_dump()), repr(loaded.loaded)]
    assert not [each for each in shown if KEY in each] and '"labs-key"' in shown[3]
    assert KEY.encode() not in pickle.dumps(options.api_key)
    assert copy.deepcopy(options.api_key).reveal() == KEY
    assert without_secrets(f"Bearer {KEY} is wrong") == "Bearer [hidden] is wrong"


def test_a_missing_secret_is_named_and_one_that_was_typed_in_its_place_is_not(site):
    here = site(SECRETIVE, {"api_key": "labs-key", "spare": "other"})
    assert faults_of_secrets(load_applications(here), GIVEN) == [
        'connector_secrets: "other" is missing, which plugins.guest.spare names'
    ]
    with pytest.raises(LookupError, match="labs-key"):
        load_applications(here)["guest"].options.api_key.reveal()
    typed = refused(here.model_copy(update={"plugins": {"guest": {"api_key": "Hunter2 Hunter2"}}}))
    assert "plugins.guest.api_key: must be the name of a secret" in typed and "unter2" not in typed


def test_a_form_neither_asks_for_a_secret_nor_loses_which_one_is_named(site):
    options = load_applications(site(SECRETIVE, {"api_key": "labs-key"}), secrets=GIVEN)["guest"].options
    form = options_form(type(options), ())
    assert "api_key" not in form.model_fields and "api_key" not in values_of(options)
    typed = {name: None for name in form.model_fields} | values_of(options) | {"shade": "red"}
    assert changed_by(options, form.model_construct(**typed)) == {"shade": "red"}


def test_a_secret_that_would_be_typed_among_other_texts_is_refused(site):
    source = SECRETIVE.replace("spare: Secret | None = None", "keys: tuple[Secret, ...] = ()")
    assert "keys: a Secret must be an option of its own" in refused(site(source, {"api_key": "labs-key"}))


def test_a_section_of_an_earlier_version_is_read_and_said(site):
    here = site(SECRETIVE, {"api_key": "labs-key", "colour": "red"})
    loaded = load_applications(here)
    assert loaded["guest"].options.shade == "red"
    assert list(upgraded_sections(here, loaded)) == [
        "plugins.guest: is of an earlier version of the plugin, and read with shade, no colour"
    ]


def test_a_plugin_that_can_not_upgrade_its_section_is_named(site):
    broken = SECRETIVE.replace('return {"shade": colour, **section}', "raise KeyError('x')")
    assert "cannot upgrade its options: KeyError" in refused(site(broken, {}))


async def test_a_plugin_may_be_registers_alone_with_options_of_its_own(site):
    here = site(REGISTERS, {"key": "labs-key"})
    loaded = load_applications(here, secrets=GIVEN)
    assert list(loaded) == [] and [each.name for each in loaded.validators] == ["State board"]
    assert loaded.validators[0].own.key == KEY
    again = applications_at(here, loaded)
    assert again.validators == loaded.validators and faults_of_secrets(again, {}) == [
        'connector_secrets: "labs-key" is missing, which plugins.guest.key names'
    ]
    section = {"key": "labs-key", "offered": True, "connector": {"kind": "people"}}
    found = refused(here.model_copy(update={"plugins": {"guest": section}}), secrets=GIVEN)
    assert "plugins.guest.offered: is not a known setting" in found and "guest.connector: is not" in found


def test_a_plugin_makes_its_registers_in_one_way(site):
    two = REGISTERS + "    yield Registers(validators=lambda options: [7])\n"
    assert "one Registers at most" in refused(site(two, {"key": "labs-key"}))


def test_a_site_that_may_lack_a_plugin_runs_without_it_while_it_is_broken(site):
    here = site("raise RuntimeError('broken on purpose')", {})
    both = here.model_copy(update={"plugins": {"guest": {}, "cerner": {}}})
    assert "plugins.guest: cannot be imported" in refused(both)
    loaded = load_applications(both, may_lack=("guest", "cerner"))
    assert list(loaded) == ["cerner"] and list(applications_at(both, loaded)) == ["cerner"]
    assert loaded.loaded.left_out == {
        "guest": ("plugins.guest: cannot be imported: RuntimeError: broken on purpose",)
    }
    wrong = both.model_copy(update={"plugins": {"guest": {}, "cerner": {"colour": "red"}}})
    assert refused(wrong, may_lack=("guest",)).startswith("plugins.cerner.colour: ")


def test_only_what_is_given_is_hidden_by_its_name():
    assert Secret("a") == Secret("a", "long enough") and hash(Secret("a")) == hash(Secret("a"))
    assert not Secret("a").is_given and without_secrets("short") == "short"
