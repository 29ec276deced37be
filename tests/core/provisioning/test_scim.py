from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.access import actions
from core.applications.connectors import READ
from core.database import Database
from core.plugin_api import (
    Absent,
    ByPeople,
    Done,
    Found,
    Grant,
    Group,
    NoFields,
    Options,
    Person,
    Refused,
    TryLater,
    Waiting,
)
from core.plugin_work.queries import stray_accounts
from core.plugin_work.roster import rosters_of
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.provisioning.connectors import scim_http, scim_lists
from core.provisioning.connectors.choosing import Connectors, faults_of_secrets
from core.provisioning.connectors.scim import ScimConnector
from core.provisioning.outcomes import Failed, outcome_of
from core.provisioning.worker import ProvisioningWorker
from core.site import SiteFaults
from tests.conftest import MovableClock
from tests.core.plugin_work.test_roster import words
from tests.core.provisioning.machines import items, work_off
from tests.plugins.blocking import portal_where
from tests.practices import AMARA, BEN, LINE, active, portal_for, state_of
from tests.practices import ANALYST as BY
from tests.scim_server import TOKEN, ScimServer, scim_server

AMARA_FACTS = Person(
    key="member-1", first_name="Amara", last_name="Okafor", email="amara@peaks.example",
    portal_id="aokafor", identity="human-1",
)  # fmt: skip
GRANT = Grant("grant-1", AMARA_FACTS, Group(key="group-1", name="Peaks"), NoFields(), Options())
OWN: ByPeople[NoFields] = ByPeople(to_grant=("Make it.",), to_revoke=("End it.",), to_check=("Look.",))


@pytest.fixture
def scim() -> Iterator[ScimServer]:
    with scim_server() as server:
        yield server


@pytest.fixture
def connector(scim: ScimServer) -> ScimConnector:
    settings: Any = READ.validate_python(
        {"kind": "scim", "url": scim.url, "secret": "cerner-token", "seconds": 1}
    )
    return ScimConnector(settings, TOKEN, OWN)


async def test_granting_twice_makes_one_account(scim: ScimServer, connector: ScimConnector) -> None:
    assert await connector.grant(GRANT) == await connector.grant(GRANT) == Done("aokafor")
    (user,) = scim.users
    assert (user.external_id, user.user_name, user.active) == ("human-1", "aokafor", True)
    assert [each.value for each in user.entitlements] == ["grant-1"]
    assert await connector.check(GRANT) == Found("aokafor")


async def test_revoking_switches_the_account_off_and_granting_on_again(
    scim: ScimServer, connector: ScimConnector
) -> None:
    await connector.grant(GRANT)
    for _ in range(2):
        assert await connector.revoke(GRANT) == Done()
        assert scim.users[0].active is False and not scim.users[0].entitlements
    assert await connector.check(GRANT) == Absent()
    await connector.grant(GRANT)
    assert len(scim.users) == 1 and scim.users[0].active


async def test_revoking_what_never_was_is_done(connector: ScimConnector) -> None:
    assert await connector.revoke(GRANT) == Done()


@pytest.mark.parametrize("faults", [(), ("400",)])
async def test_every_account_that_bears_access_of_ours_is_listed_page_by_page(
    scim: ScimServer, connector: ScimConnector, monkeypatch: pytest.MonkeyPatch, faults: tuple[str, ...]
) -> None:
    monkeypatch.setattr(scim_lists, "A_PAGE_OF_ALL", 2)
    for number in range(3):
        human = replace(AMARA_FACTS, identity=f"human-{number}", portal_id=f"login-{number}")
        await connector.grant(replace(GRANT, key=f"grant-{number}", person=human))
    await connector.grant(replace(GRANT, key="other", person=human))
    gone = replace(GRANT, key="gone", person=replace(human, identity="human-9", portal_id="login-9"))
    await connector.grant(gone)
    await connector.revoke(gone)
    scim.faults.extend(faults)
    found = [(each.key, each.account, each.enabled) async for each in connector.listed()]
    assert sorted(found) == [
        ("grant-0", "login-0", True),
        ("grant-1", "login-1", True),
        ("grant-2", "login-2", True),
        ("other", "login-2", True),
    ]


async def test_what_a_server_lists_is_compared_and_one_that_fails_is_told_of(
    database: Database,
    scim: ScimServer,
    connector: ScimConnector,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await connector.grant(GRANT)
    portal = portal_for()
    connectors = Connectors({slug: connector for slug in portal.applications})
    only = portal_where(portal, "cerner", moved=None, jobs=())
    works = PluginWorker(only, lambda each: rosters_of(connectors, each) if each.slug == "cerner" else ())
    await works.work_due()
    assert [(each.application, each.account) for each in await stray_accounts(["cerner"])] == [
        ("cerner", "aokafor")
    ]
    clock.advance(hours=9)
    scim.faults.extend(["500"] * 9)
    await works.work_due()
    assert [each for each in await words("job-failed") if "failed with" not in each]
    scim.faults.clear()
    monkeypatch.setattr(scim_lists, "MOST", 0)
    clock.advance(hours=9)
    await works.work_due()
    assert (await words("job-failed"))[-1] == "The server lists more than 0 accounts: we compare none of them"


async def test_leaving_one_group_leaves_the_other_alone(scim: ScimServer, connector: ScimConnector) -> None:
    other = replace(GRANT, key="grant-2", group=Group(key="group-2"))
    await connector.grant(GRANT)
    await connector.grant(other)
    await connector.revoke(GRANT)
    (user,) = scim.users
    assert user.active and [each.value for each in user.entitlements] == ["grant-2"]


async def test_a_name_that_is_taken_by_somebody_else_is_for_people(
    scim: ScimServer, connector: ScimConnector
) -> None:
    await connector.grant(replace(GRANT, person=replace(AMARA_FACTS, identity="human-2")))
    outcome = await connector.grant(GRANT)
    assert isinstance(outcome, Waiting) and "aokafor" in outcome.instructions[0]
    assert outcome.instructions[1:] == ("Make it.",) and len(scim.users) == 1


async def test_ending_access_that_people_may_have_given_is_for_people_too(
    scim: ScimServer, connector: ScimConnector
) -> None:
    await connector.grant(replace(GRANT, person=replace(AMARA_FACTS, identity="human-2")))
    outcome = await connector.revoke(GRANT)
    assert isinstance(outcome, Waiting) and outcome.instructions[1:] == ("End it.",)
    assert scim.users[0].active


@pytest.mark.parametrize(
    ("fault", "words", "after"),
    [
        ("429", "The server answered 429", 7),
        ("500", "The server answered 500", 7),
        ("503", "The server answered 503", 7),
        ("401", "The server doesn’t accept our credentials (401)", 0),
        ("half", "The server answered something that isn’t SCIM", 0),
        ("huge", "The server's answer was far too large", 0),
        ("packed", "The server's answer was far too large", 0),
        ("never", "The server didn’t answer", 0),
    ],
)
@pytest.mark.parametrize("where", ["looking up", "making"])
async def test_every_fault_is_told_in_our_words_and_makes_no_second_account(
    scim: ScimServer, connector: ScimConnector, fault: str, words: str, after: float, where: str
) -> None:
    scim.faults = [fault] if where == "looking up" else ["ok", fault]
    with pytest.raises(TryLater) as problem:
        await connector.grant(GRANT)
    assert (str(problem.value), problem.value.after) == (words, after)
    scim.released.set()
    assert await connector.grant(GRANT) == Done("aokafor") and len(scim.users) == 1


async def test_an_account_whose_answer_was_lost_is_found_and_not_made_again(
    scim: ScimServer, connector: ScimConnector
) -> None:
    scim.faults = ["ok", "after"]
    with pytest.raises(TryLater):
        await connector.grant(GRANT)
    assert await connector.grant(GRANT) == Done("aokafor")
    assert len(scim.users) == 1


async def test_a_conflict_with_our_own_account_is_settled_by_looking_again(
    scim: ScimServer, connector: ScimConnector
) -> None:
    await connector.grant(GRANT)
    await connector.revoke(GRANT)
    # Its list is looked at, then the account itself, for it bears nothing; then it is changed.
    scim.faults = ["ok", "ok", "409"]
    assert await connector.grant(GRANT) == Done("aokafor")
    assert scim.users[0].active


async def test_what_the_server_will_never_take_is_refused(scim: ScimServer, connector: ScimConnector) -> None:
    scim.faults = ["ok", "400"]
    outcome = await connector.grant(GRANT)
    assert outcome == Refused("The server doesn’t take the details of this account.")


async def test_a_server_that_drips_is_cut_off(scim: ScimServer, connector: ScimConnector) -> None:
    scim.faults = ["drip"]
    assert await outcome_of(connector.grant(GRANT), 0.4) == Failed("No answer within 0.4 seconds")


async def test_only_so_much_of_an_answer_is_ever_read() -> None:
    assert scim_http.LARGEST_ANSWER <= 1024 * 1024


@pytest.mark.parametrize("hostile", ['x" or externalId pr or externalId eq "', "x\\", '"', "a*b)(c"])
async def test_a_key_can_never_widen_the_filter(
    scim: ScimServer, connector: ScimConnector, hostile: str
) -> None:
    await connector.grant(GRANT)
    person = replace(AMARA_FACTS, identity=hostile, portal_id="other")
    assert await connector.check(replace(GRANT, person=person)) == Absent()


async def test_the_secret_stands_in_no_representation(connector: ScimConnector) -> None:
    assert TOKEN not in repr(connector)


def _section(url: str = "https://scim.example/v2", **more: Any) -> dict[str, Any]:
    return {"connector": {"kind": "scim", "url": url, "secret": "cerner-token", **more}}


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ({"kind": "fax"}, "plugins.cerner.connector"),
        ({"kind": "scim", "secret": "x"}, "plugins.cerner.connector.url"),
        ({"kind": "scim", "url": "http://scim.example", "secret": "x"}, "plugins.cerner.connector.url"),
        ({"kind": "scim", "url": "https://u:p@scim.example", "secret": "x"}, "plugins.cerner.connector.url"),
        ({"kind": "scim", "url": "https://s.example", "token": "x"}, "plugins.cerner.connector.secret"),
        ("scim", "plugins.cerner.connector"),
    ],
)
def test_a_wrong_section_is_a_fault_with_its_path(section: Any, path: str) -> None:
    with pytest.raises(SiteFaults) as problem:
        portal_for(cerner={"connector": section})
    assert path in {fault.path for fault in problem.value.faults}


def test_two_applications_at_one_server_are_a_fault() -> None:
    with pytest.raises(SiteFaults) as problem:
        portal_for(cerner=_section(), pacs=_section())
    (fault,) = problem.value.faults
    assert fault.path == "plugins.pacs.connector.url" and "plugins.cerner.connector" in fault.message


def test_a_secret_that_nobody_gave_is_named() -> None:
    applications = portal_for(cerner=_section()).applications
    (fault,) = faults_of_secrets(applications, {})
    assert "cerner-token" in fault and "plugins.cerner" in fault


async def test_a_worker_sets_up_and_ends_access_at_the_server(
    database: Database, scim: ScimServer, clock: MovableClock
) -> None:
    from pydantic import SecretStr

    portal: Portal = portal_for(cerner=_section(scim.url, seconds=2))
    connectors = Connectors.open(portal.applications, {"cerner-token": SecretStr(TOKEN)})
    works = ProvisioningWorker(portal, connectors)
    made = await active(portal, BEN, AMARA)
    scim.faults = ["500"]
    await work_off(works)
    clock.advance(minutes=1)
    await work_off(works)
    assert sorted(user.user_name for user in scim.users) == ["aokafor", "bruiz"]
    assert await state_of(made.grants["Amara", "cerner"]) == "active"
    assert [item["state"] for item in await items(application="pacs")] == ["people"]

    await actions.revoke(made.grants["Amara", "cerner"], LINE, by=BY)
    await work_off(works)
    assert {user.user_name: user.active for user in scim.users} == {"aokafor": False, "bruiz": True}
