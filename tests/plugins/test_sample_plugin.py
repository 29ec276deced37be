"""A whole application outside the tree, installed like any other distribution and used by its entry point."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.access.tables import WorkItem
from core.applications import Catalogue, load_applications
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import NotFound
from core.forms import read
from core.groups.tables import Group as Stored
from core.plugin_api import Absent, Done, Eligibility, Found, Grant, Group, Person
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.requests.plugin_forms import PageForm, asking, file_of
from core.requests.plugin_pages import (
    load_page,
    opened,
    opened_for_group,
    opened_for_site,
    submit_page,
)
from core.site import SiteProfile, find_site, load_site
from tests.core.office.test_editing import edited
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for, themselves
from tests.practices.work import hand_to_people

HERE = Group(key="worksite-1", state="BC", postcode="V6B 1A1", regions=frozenset({"british-columbia"}))


@pytest.fixture(scope="module")
def careconnect() -> SiteProfile:
    """The shipped site with the sample in place of its applications."""
    switched = {"plugins": {"sample": {}}, "expected_days": {"sample": 2}}
    return load_site(find_site("careconnect")).model_copy(update=switched)


@pytest.fixture(scope="module")
def installed(sample_plugin: Path, careconnect: SiteProfile) -> Catalogue:
    assert (sample_plugin / "sample_application").is_dir()
    return load_applications(careconnect)


def someone(site: SiteProfile, staff_type: str, suffix: str) -> Person:
    kind = site.suffix_kind(suffix) or ""
    return Person(key="p", staff_type=staff_type, suffix=suffix, suffix_kind=kind)


def test_it_is_offered_by_the_words_of_its_own_site(installed: Catalogue, careconnect: SiteProfile):
    sample = installed["sample"]
    assert (sample.name, sample.expected_days) == ("Sample viewer", careconnect.expected_days["sample"])
    assert installed.why_not("sample", someone(careconnect, "practitioner", "MD"), HERE) is None
    reason = installed.why_not("sample", someone(careconnect, "site-administrator", "Manager"), HERE)
    assert reason is not None and "Manager counts as Worksite staff" in reason.words


def test_its_form_refuses_every_purpose_but_care(installed: Catalogue):
    fields = installed["sample"].fields
    refused = read(fields, {"purpose": ["research"]}).form["purpose"].error
    assert refused == "The viewer is for direct patient care only"
    assert read(fields, {"purpose": ["care"]}).answers is not None


async def test_granting_twice_makes_one_account_and_revoking_ends_it(
    installed: Catalogue, careconnect: SiteProfile
):
    sample = installed["sample"]
    answers = read(sample.fields, {"purpose": ["care"]}).answers
    member = someone(careconnect, "practitioner", "MD")
    grant = Grant("grant-1", member, HERE, answers, sample.options)
    works = sample.provisioner
    made = await works.grant(grant)
    assert isinstance(made, Done) and made.account.startswith("viewer")
    assert await works.grant(grant) == made and await works.check(grant) == Found(made.account)
    assert await works.revoke(grant) == await works.revoke(grant) == Done()
    assert await works.check(grant) == Absent()


@pytest.fixture
def viewer(installed: Catalogue) -> Portal:
    """The shipped site with the viewer and nothing else, for kinds of people that there are."""
    shipped, kinds = portal_for(), frozenset({"provider", "regular-staff"})
    here = replace(installed["sample"], eligibility=Eligibility(suffix_kinds=kinds))
    return Portal(shipped.site, Catalogue(shipped.site, {"sample": here}), shipped.mail)


@pytest.fixture
async def made(database: Database, viewer: Portal) -> Practice:
    """A practice whose two people have the viewer, given by the viewer's own code."""
    found = await active(viewer, *(replace(each, wants=("sample",)) for each in (BEN, AMARA)))
    await hand_to_people(viewer)
    return found


def accounts_of(viewer: Portal) -> dict[str, str]:
    works: Any = viewer.applications["sample"].provisioner
    return dict(works.by_key)


async def events(action: str) -> list[dict[str, Any]]:
    query = AuditEvent.select(AuditEvent.details).where(AuditEvent.action == action)
    return [row["details"] for row in await query.output(load_json=True)]


async def test_its_job_tells_every_account_again_and_a_new_suffix_is_followed(
    viewer: Portal, made: Practice
) -> None:
    worker = PluginWorker(viewer)
    await worker.work_due()
    assert [each["words"] for each in await events("application.job-ran")] == ["2 told again"]
    assert await WorkItem.count().where(WorkItem.kind == "update") == 2
    await hand_to_people(viewer)
    await edited(viewer, made, "Ben", suffix="Billing")
    await worker.work_due()
    assert len(await events("sample.suffix-followed")) == 1
    assert await WorkItem.count().where(WorkItem.kind == "update") == 3
    assert await events("application.job-failed") == []


async def test_whom_the_help_desk_calls_is_kept_of_the_practice_and_every_account_follows(
    viewer: Portal, made: Practice
) -> None:
    amara, ben = (str(made.members[first]) for first in ("Amara", "Ben"))
    # As the first version of the viewer kept it.
    before = {"sample": {"values": {"first": ben}, "version": "1", "shown": []}}
    await Stored.update({Stored.kept: before}).where(Stored.id == made.group)
    opening = await opened_for_group(viewer, made.group, "sample", "help-desk", "administrator", by=made.by)
    assert opening.group.kept.called == (ben,) and (await load_page(opening))["viewers"] == 2
    asked = await asking(opening)
    assert isinstance(asked, PageForm) and list(asked.drawn()["called"].value) == [ben]
    chosen = asked.read({"called": [amara, ben]}).answers
    assert chosen is not None
    await submit_page(opening, chosen)
    await hand_to_people(viewer)
    accounts: Any = viewer.applications["sample"].provisioner
    called = [accounts.called[str(key)] for key in made.grants.values()]
    assert [set(each) for each in called] == [{amara, ben}, {amara, ben}]


async def test_each_reads_their_own_account_and_the_privacy_officer_all_of_them(
    viewer: Portal, made: Practice
) -> None:
    grant, amara = made.grants["Amara", "sample"], await themselves(made, "Amara")
    mine = await opened(viewer, grant, "my-account", "member", by=amara)
    assert (await load_page(mine))["account"] == accounts_of(viewer)[str(grant)]
    with pytest.raises(NotFound):
        await opened(viewer, grant, "my-account", "member", by=made.by)
    every = await opened_for_site(viewer, "sample", "accounts", "privacy-officer", by=ANALYST)
    assert {each.person for each in (await load_page(every))["people"]} == {AMARA.name, BEN.name}
    assert [*(await file_of(every)).lines[0]] == ["Person", "Practice"]
