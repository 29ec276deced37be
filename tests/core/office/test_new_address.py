"""Another email address of somebody counts once whoever reads it confirmed it, and not before."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from core.actor import Actor
from core.database import Database
from core.errors import Invalid, NotFound, PortalError, Stale
from core.groups.people import load_member
from core.groups.tables import Member
from core.identity import queries
from core.identity.roles import StaffRoles
from core.identity.sessions import LiveSession, find, start
from core.identity.shared import Identity
from core.identity.staff import Newcomer, create_ready
from core.mail.tables import OutboxMail
from core.office.new_address import ask_address, ask_again, confirm, deny, keep_address
from core.office.queries.addresses import waiting_address
from core.portal import Portal
from tests.core.office.following import CARA, mails
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, themselves
from tests.practices.asking_more import asked_for

NEW = "amara.okafor@peaks.example"
READER = Actor("person", None, "A visitor", "203.0.113.44", "Firefox")


async def link(to: str, what: str = "new-address") -> str:
    """The link in the newest mail to an address."""
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    (*_, found) = re.findall(rf"/{what}/([\w-]{{20,}})", " ".join(row["text"] for row in rows))
    return str(found)


async def ask(portal: Portal, made: Practice, first: str = "Amara", email: str = NEW) -> None:
    await ask_address(portal, made.members[first], email, by=made.by)


async def address(made: Practice, first: str = "Amara") -> str:
    return (await load_member(made.members[first])).email


async def session_of(made: Practice, first: str) -> LiveSession:
    who = await themselves(made, first)
    assert who.account
    found = await find(await start(who.account, "full", by=who), timedelta(minutes=15))
    assert found
    return found


@pytest.mark.both_databases
async def test_it_counts_once_whoever_signs_in_with_the_one_before_confirmed_it(
    database: Database, portal: Portal, identity: Identity, made: Practice
) -> None:
    amara = await themselves(made, "Amara")
    await ask(portal, made)
    waiting = await waiting_address(made.members["Amara"])
    assert waiting and waiting.email == NEW and await address(made) == AMARA.email
    assert await mails("address-asked") == [AMARA.email] and await mails("address-confirm") == [NEW]
    token = await link(NEW)
    for other in (None, await session_of(made, "Rosa")):
        with pytest.raises(NotFound):
            await confirm(portal, identity, token, by=READER, session=other)
    session = await session_of(made, "Amara")
    elsewhere = await session_of(made, "Amara")
    await confirm(portal, identity, token, by=amara, session=session)
    assert await address(made) == NEW and amara.account
    member = await load_member(made.members["Amara"])
    assert member.details.answers["email"] == NEW and NEW in dict(member.details.shown).values()
    assert (await queries.account(amara.account)).email == NEW
    assert await mails("address-changed") == [AMARA.email] == await mails("security-notice")
    assert await waiting_address(made.members["Amara"]) is None
    with pytest.raises(NotFound):
        await confirm(portal, identity, token, by=amara, session=elsewhere)


@pytest.mark.both_databases
async def test_of_two_people_one_gets_the_address(
    database: Database, portal: Portal, identity: Identity, made: Practice
) -> None:
    await ask(portal, made, "Amara")
    one = await link(NEW)
    await ask(portal, made, "Cara")
    both = (("Amara", one), ("Cara", await link(NEW)))

    async def answer(first: str, token: str) -> bool:
        try:
            session = await session_of(made, first)
            await confirm(portal, identity, token, by=READER, session=session)
        except PortalError:
            return False
        return True

    assert sorted(await asyncio.gather(*(answer(*each) for each in both))) == [False, True]
    assert sorted([await address(made), await address(made, "Cara")])[0] == NEW


async def test_whoever_reads_the_address_before_stops_it_and_support_is_told(
    database: Database, portal: Portal, identity: Identity, made: Practice
) -> None:
    await ask(portal, made)
    await deny(portal, await link(AMARA.email, "new-address/stop"), by=READER)
    assert await mails("address-denied") == sorted([BEN.email, portal.site.support_address])
    with pytest.raises(NotFound):
        await confirm(portal, identity, await link(NEW), by=READER)
    assert await waiting_address(made.members["Amara"]) is None and await address(made) == AMARA.email


async def test_a_later_link_takes_the_place_of_an_earlier_one_and_none_is_left_when_taken_back(
    database: Database, portal: Portal, identity: Identity, made: Practice
) -> None:
    await ask(portal, made)
    first = await link(NEW)
    await ask_again(portal, made.members["Amara"], by=made.by)
    second = await link(NEW)
    await keep_address(made.members["Amara"], by=made.by)
    for token in (first, second):
        with pytest.raises(NotFound):
            await confirm(portal, identity, token, by=READER, session=await session_of(made, "Amara"))
    with pytest.raises(Stale):
        await ask_again(portal, made.members["Amara"], by=made.by)


async def test_an_address_of_the_list_is_refused_and_of_another_account_nothing_is_said(
    database: Database, portal: Portal, identity: Identity, made: Practice
) -> None:
    for email in (CARA.email, AMARA.email):
        with pytest.raises(Invalid):
            await ask(portal, made, email=email)
    whom = Newcomer("kim@health.example", "Kim", "Alvarez")
    await create_ready(
        identity, whom, "kettle orchard violin sparrow", StaffRoles.of(("analyst",)), by=READER
    )
    await ask(portal, made, email=whom.email)
    waiting = await waiting_address(made.members["Amara"])
    assert waiting and waiting.email == whom.email
    assert await mails("address-in-use") == [whom.email] and not await mails("address-confirm")
    with pytest.raises(NotFound):
        await ask_address(portal, made.members["Amara"], NEW, by=await themselves(made, "Cara"))


async def test_somebody_without_an_account_in_use_confirms_by_the_link_alone_and_gets_it_anew(
    database: Database, portal: Portal, identity: Identity
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    await ask(portal, made)
    await confirm(portal, identity, await link(NEW), by=READER)
    amara = await themselves(made, "Amara")
    assert amara.account and (await queries.account(amara.account)).email == NEW
    assert NEW in await mails("pick-up")


async def test_support_asks_with_its_reason_and_the_administrator_reads_it(
    database: Database, portal: Portal, made: Practice
) -> None:
    with pytest.raises(Invalid):
        await ask_address(portal, made.members["Amara"], NEW, by=ANALYST, reason=" ")
    await ask_address(portal, made.members["Amara"], NEW, by=ANALYST, reason="She called; we called back")
    assert await mails("support-acted") == [BEN.email]


@pytest.mark.both_databases
async def test_somebody_who_was_added_and_whom_nobody_knows_yet_confirms_by_the_link(
    database: Database, portal: Portal, identity: Identity
) -> None:
    made = await active(portal, BEN, ROSA)
    await asked_for(portal, made, AMARA)
    key = await Member.select(Member.id).where(Member.email == AMARA.email).first()
    assert key
    await ask_address(portal, key["id"], NEW, by=made.by)
    await confirm(portal, identity, await link(NEW), by=READER)
    assert (await load_member(key["id"])).email == NEW
