"""Where a deployment asks for it, the log has a line for each hook and call of a plugin, and of nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from core.apart import Crossing, trace_plugins
from core.applications import load_applications
from core.forms import read
from core.plugin_api import Grant, Group, Person
from core.provisioning.connectors.choosing import Connectors
from core.site import SiteProfile
from tests.core.applications.installed import install

BEN = Person(key="p", first_name="Ben", staff_type="provider", suffix="MD", suffix_kind="provider")
HERE = Group(key="g", name="Desert Bloom")
SOURCE = """
from pydantic import BaseModel
from core.forms import field
from core.plugin_api import Done, Found, hookimpl

class Asked(BaseModel):
    name: str = field("Name")

class Works:
    async def grant(self, grant): return Done(grant.person.first_name)
    async def revoke(self, held): raise LookupError(held.person.first_name)
    async def check(self, held): return Found(held.person.first_name)

@hookimpl
def clinical_applications():
    rule = Eligibility(suffix_kinds=frozenset({"provider"}), rule=lambda person, group: f"Not {person.name}")
    yield application(fields=Asked, provisioner=Works(), eligibility=rule)
"""


@pytest.fixture
def traced() -> Iterator[None]:
    trace_plugins(on=True)
    yield
    trace_plugins(on=False)


async def call_everything(site: SiteProfile) -> None:
    applications = load_applications(site)
    assert applications.why_not("traced", BEN, HERE) is not None
    answers = read(applications["traced"].fields, {"name": ["Ben"]}).answers
    grant = Grant("1", BEN, HERE, answers, applications["traced"].options, account="ben")
    works = Connectors.open(applications, {}).provisioner("traced")
    await works.grant(grant)
    await works.check(grant)
    with pytest.raises(LookupError):
        await works.revoke(grant)

    async def page(_: Crossing) -> str:
        return BEN.first_name

    await applications.run("traced", "load of page faxes", page, 5)


async def test_a_trace_says_call_outcome_and_time_of_each_and_no_word_of_anybody(
    traced: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, banner: SiteProfile
) -> None:
    install(tmp_path, monkeypatch, "traced", SOURCE)
    site = banner.model_copy(update={"plugins": {"traced": {}}})
    with capture_logs() as logged:
        await call_everything(site)
    lines = [line for line in logged if line["event"] == "plugin.called"]
    assert [(line["call"], line["outcome"]) for line in lines] == [
        ("clinical_applications", "list"),
        ("credential_validators", "list"),
        ("rule", "str"),
        ("fields", "list"),
        ("grant", "Done"),
        ("check", "Found"),
        ("revoke", "raised LookupError"),
        ("load of page faxes", "str"),
    ]
    known = {"event", "log_level", "application", "call", "outcome", "milliseconds"}
    assert all(set(line) == known and line["application"] == "traced" for line in lines)
    assert all(isinstance(line["milliseconds"], float) and line["milliseconds"] < 10_000 for line in lines)
    trace_plugins(on=False)
    with capture_logs() as logged:
        await call_everything(site)
    assert [line for line in logged if line["event"] == "plugin.called"] == []
