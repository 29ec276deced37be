"""A colleague is asked to answer for somebody and answers; who is told, and what plugins get."""

import asyncio

import pytest

from core.access import actions, authorizing, leaving
from core.access.authority import authority_of
from core.access.by_date import handlers
from core.access.conditions import NotNow
from core.access.given import given, given_in
from core.access.lines import load
from core.actor import SYSTEM
from core.database import Database
from core.errors import Invalid, NotFound, Stale, TooMany
from core.groups import authorizations
from core.groups.people import load_group, load_member
from core.mail.tables import OutboxMail
from core.office import acts
from core.portal import Portal
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
)
from tests.practices.vouching import DORA, Vouched, vouching_portal


@pytest.fixture(scope="module")
def portal() -> Portal:
    return vouching_portal()


@pytest.fixture
async def made(database: Database, clock: object, portal: Portal) -> Vouched:
    return await Vouched.at(portal)


@pytest.mark.both_databases
async def test_a_plugin_gets_on_whose_authority_with_their_own_account_there(made: Vouched) -> None:
    portal, amara = made.portal, made.made.members["Amara"]
    await actions.activate(portal, made.made.grants["Amara", "cerner"], "aokafor", by=SYSTEM)
    await made.vouched("Amara")
    await made.vouched("Cara")
    got = await given(portal, await load(made.grant))
    whose = {each.person.key: (each.person.first_name, each.account) for each in got.authorizers}
    assert whose == {
        str(amara): ("Amara", "aokafor"),
        str(made.made.members["Cara"]): ("Cara", ""),
    }
    assert all(each.person.portal_id for each in got.authorizers)
    group = await load_group(made.made.group)
    (same,) = [
        each
        for each in await given_in(portal, portal.applications["cerner"], group)
        if each.key == str(made.grant)
    ]
    assert {each.person.key for each in same.authorizers} == {*whose}


@pytest.mark.both_databases
async def test_only_who_can_is_asked_and_may_agree(made: Vouched) -> None:
    portal, members = made.portal, made.made.members
    for nobody in ("Ben", "Dora"):
        with pytest.raises(Invalid, match="list"):
            await authorizing.ask(portal, members["Dora"], members[nobody], by=await made.by("Dora"))
    with pytest.raises(NotFound):
        await authorizing.ask(portal, members["Dora"], members["Amara"], by=await made.by("Cara"))
    key = await made.ask("Amara")
    for stranger in ("Ben", "Dora", "Cara"):
        for act in (authorizing.agree, authorizing.decline):
            with pytest.raises(NotFound):
                await act(portal, key, by=await made.by(stranger))
    with pytest.raises(NotFound):
        await authorizing.withdraw_request(key, by=await made.by("Amara"))
    await acts.begin_leave(portal, members["Amara"], "Leave", by=made.made.by)
    with pytest.raises(NotNow, match="at the moment"):
        await made.agree("Amara", key)
    await authorizing.withdraw_request(key, by=await made.by("Dora"))
    with pytest.raises(Stale):
        await authorizing.decline(portal, key, by=await made.by("Amara"))


@pytest.mark.both_databases
async def test_everybody_is_told_once(made: Vouched) -> None:
    tell = handlers(made.portal)[authorizations.ASKED]
    key = await made.ask("Amara")
    assert await tell(key) is None
    assert await _mails("authority-asked") == [AMARA.email]
    await authorizing.decline(made.portal, key, by=await made.by("Amara"))
    assert await tell(key) is None
    assert await _mails("authority-asked") == [AMARA.email]
    assert await _mails("authority-changed") == sorted([DORA.email, BEN.email])
    key = await made.vouched("Amara")
    await made.working()
    await authorizing.end(made.portal, key, by=made.made.by)
    assert await _mails("authority-changed") == sorted([DORA.email, BEN.email] * 3 + [AMARA.email])
    assert not await _mails("access-ended")


async def _mails(template: str) -> list[str]:
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template == template)
    return sorted(row["recipient"] for row in rows)


@pytest.mark.both_databases
async def test_beside_a_withdrawal_nothing_is_given(made: Vouched) -> None:
    for _ in range(3):
        key = await made.vouched("Amara")
        done = await asyncio.gather(
            authorizing.end(made.portal, key, by=await made.by("Amara")),
            authorizing.end(made.portal, key, by=await made.by("Dora")),
            made.working(),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Stale) for each in done[:2]) == 1, done
        assert (await made.stands())[0] in {"suspended", "failed"}
        assert (await made.stands())[1] == "authority"
    key = await made.ask("Amara")
    await asyncio.gather(
        made.agree("Amara", key),
        leaving.leave(made.portal, made.made.members["Amara"], "Gone", by=ANALYST),
        return_exceptions=True,
    )
    assert (await made.stands())[1] == "authority"
    authority = await authority_of(made.portal, await load_member(made.dora))
    assert authority and not authority.counts


async def test_asking_and_withdrawing_mails_a_colleague_only_a_few_times_a_day(made: Vouched) -> None:
    for _ in range(5):
        await authorizing.withdraw_request(await made.ask("Amara"), by=await made.by("Dora"))
    with pytest.raises(TooMany):
        await made.ask("Amara")
    with pytest.raises(TooMany):
        await authorizing.ask(made.portal, made.dora, made.made.members["Amara"], by=made.made.by)
    assert await made.ask("Cara")
