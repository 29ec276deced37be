"""Who of a practice opens which page of a plugin, by what they are there now, and what they may do there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from core.access import leaving, suspending
from core.actor import Actor
from core.console import plugin_pages
from core.console.queries.turns import turns_of_officers
from core.database import Database
from core.errors import Invalid, NotFound, Unavailable
from core.groups.appointments import Holder, propose, take_up
from core.identity.roles import StaffRoles
from core.identity.staff import Newcomer, create_ready
from core.mail.tables import OutboxMail
from core.plugin_api import NoFields
from core.portal import Portal
from core.requests.openings import Opening
from core.requests.page_readers import as_people
from core.requests.plugin_pages import (
    group_pages,
    load_page,
    opened,
    opened_for_group,
    pages_for,
    submit_page,
)
from core.requests.queries.needs import Need, find_standing
from core.reviews.queries.needs import EVERY_NEED
from plugins.cerner.fields import Census
from tests.plugins.own_pages import DSM_MAIL as MAIL
from tests.plugins.own_pages import EVERYBODY, hand, kept, sent, turning, working
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, Someone, active, portal_for, themselves
from tests.practices.people import sponsor_of
from tests.practices.portals import identity_at

OMAR = Someone("Omar", "Diaz", "omar@peaks.example")
OLGA = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
OFFICER = StaffRoles.of(["privacy-officer"])


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """A practice that Rosa sponsors and Ben administers; he, Amara and Omar have Cerner."""
    found = await active(portal, BEN, AMARA, OMAR, ROSA)
    await take_up(
        await propose(found.group, "sponsor", Holder(found.members["Rosa"]), by=ANALYST), by=ANALYST
    )
    await working(portal, found)
    return found


async def sponsored_by_another(made: Practice, first: str) -> None:
    """Somebody else answers for the practice now."""
    new = await propose(made.group, "sponsor", Holder(made.members[first]), by=ANALYST)
    await take_up(new, by=ANALYST)


async def elsewhere(portal: Portal) -> Practice:
    """Another practice, with people of the same parts."""
    una = replace(OMAR, first="Una", email="una@other.example", npi="")
    found = await active(portal, OLGA, sponsor_of("Other"), una, name="Other")
    await working(portal, found)
    return found


async def mine(portal: Portal, made: Practice, first: str, by: Actor) -> Opening:
    """The census lists of one person, as somebody opens them."""
    return await opened(portal, made.grants[first, "cerner"], "my-census", as_people(by.account), by=by)


async def census(portal: Portal, made: Practice, by: Actor) -> Opening:
    """The census of the practice, as somebody of a practice opens it."""
    reader = as_people(by.account)
    return await opened_for_group(portal, made.group, "cerner", "census", reader, by=by)


async def closed(*openings: Awaitable[Any]) -> bool:
    """Whether none of these is there for whoever asks."""
    for each in openings:
        with pytest.raises(NotFound):
            await each
    return True


@pytest.mark.both_databases
async def test_somebody_reads_their_own_lists_and_nobody_else_s(portal: Portal, made: Practice) -> None:
    await sent(portal, made.grants["Amara", "cerner"], "census-ids", {"hospitals": ["BDMC"]}, made.by)
    amara, omar, ben = [await themselves(made, first) for first in ("Amara", "Omar", "Ben")]
    await sent(
        portal,
        made.grants["Omar", "cerner"],
        "census-favorites",
        {"rosters": [str(made.members["Amara"])]},
        made.by,
    )
    own = await mine(portal, made, "Omar", omar)
    assert (own.audience, [each.key for each in own.access]) == (
        "member",
        [str(made.grants["Omar", "cerner"])],
    )
    assert await load_page(own) == {"physician": True, "hospitals": [], "rosters": [AMARA.name]}
    assert len((await load_page(await mine(portal, made, "Amara", amara)))["hospitals"]) == 1
    other = await elsewhere(portal)
    una = await themselves(other, "Una")
    stranger, absent = (
        Actor("person", uuid4(), "Someone"),
        replace(made, grants={("Omar", "cerner"): uuid4()}),
    )
    # Whoever administers the practice has a page of their own for that.
    for by in (ben, amara, una, stranger):
        assert await closed(mine(portal, made, "Omar", by), mine(portal, absent, "Omar", by))
    assert await closed(census(portal, made, omar))
    for roles in ("analyst", "privacy-officer", "site-administrator"):
        path = plugin_pages.look(portal, made.grants["Omar", "cerner"], "my-census", hand(roles))
        assert await closed(path)


async def _suspended(portal: Portal, made: Practice) -> None:
    await suspending.suspend(made.grants["Omar", "cerner"], "Something is wrong.", by=ANALYST)


async def _away(portal: Portal, made: Practice) -> None:
    await leaving.go_on_leave(portal, made.members["Omar"], "Away", by=made.by)


async def _left(portal: Portal, made: Practice) -> None:
    await leaving.leave(portal, made.members["Omar"], "New position", by=made.by)


@pytest.mark.parametrize("ends", [_suspended, _away, _left])
async def test_whose_access_is_taken_away_loses_their_page_at_once(
    portal: Portal, made: Practice, ends: Callable[[Portal, Practice], Awaitable[None]]
) -> None:
    omar = await themselves(made, "Omar")
    assert await mine(portal, made, "Omar", omar)
    await ends(portal, made)
    assert await closed(mine(portal, made, "Omar", omar))
    known: Any = {"grant": made.grants["Omar", "cerner"], "application": "cerner"}
    assert pages_for(portal, "member", **known, state="suspended") == ()


@pytest.mark.both_databases
async def test_a_sponsor_reads_the_census_of_their_own_practice_until_somebody_follows(
    portal: Portal, made: Practice
) -> None:
    other, rosa = await elsewhere(portal), await themselves(made, "Rosa")
    theirs = await census(portal, made, rosa)
    shown = await load_page(theirs)
    assert theirs.audience == "sponsor" and not shown["chooses"] and not shown["takes"]
    assert {line.address for line in shown["users"]} == {""}
    for path in ("census-ids", "census-favorites"):
        grant = made.grants["Amara", "cerner"]
        assert await closed(opened(portal, grant, path, as_people(rosa.account), by=rosa))
    assert await closed(census(portal, other, rosa), census(portal, replace(made, group=uuid4()), rosa))
    assert (await census(portal, made, made.by)).audience == "administrator"
    await sponsored_by_another(made, "Amara")
    assert await closed(census(portal, made, rosa))
    assert (await census(portal, made, await themselves(made, "Amara"))).audience == "sponsor"
    known: Any = {"group": made.group, "access": [("cerner", "active")]}
    assert [title for title, _ in group_pages(portal, "sponsor", **known)] == ["Patient census"]


async def submits(portal: Portal, made: Practice, by: Actor, submit: Any) -> None:
    """Somebody of the practice sends that form about Omar's access."""
    there = turning(portal, submit)
    grant = made.grants["Omar", "cerner"]
    await submit_page(await opened(there, grant, "turns", as_people(by.account), by=by), NoFields())


async def needs(portal: Portal, by: Actor) -> list[Need]:
    assert by.account
    return list((await find_standing(turning(portal, None), by.account, EVERY_NEED)).needs)


@pytest.mark.both_databases
async def test_whose_turn_it_is_finds_that_first_and_nobody_else_does(portal: Portal, made: Practice) -> None:
    people = {first: await themselves(made, first) for first in ("Ben", "Rosa", "Omar", "Amara")}

    async def handed_to(whom: Any) -> dict[str, str]:
        async def submit(opening: Any, _: Any) -> None:
            async with opening.change("handed-over"):
                await opening.hand_over(whom, "Look at your {practice}")

        await submits(portal, made, people["Ben"], submit)
        found = {first: await needs(portal, by) for first, by in people.items()}
        return {first: f"{each[0].what} / {each[0].person}" for first, each in found.items() if each}

    assert await handed_to("member") == {"Omar": "Look at your practice / "}
    assert await handed_to("sponsor") == {"Rosa": "Look at your practice / Omar Diaz"}
    assert await handed_to("administrator") == {"Ben": "Look at your practice / Omar Diaz"}
    assert await handed_to("privacy-officer") == {}
    (turn,) = await turns_of_officers(turning(portal, None))
    assert (turn.words, turn.application) == ("Look at your practice", "Cerner Millennium")
    assert turn.address == f"/support/access/{made.grants['Omar', 'cerner']}/turns"
    assert await turns_of_officers(portal) == [] == [*(await handed_to(None))]
    assert await turns_of_officers(turning(portal, None)) == []
    await handed_to("member")
    await suspending.suspend(made.grants["Omar", "cerner"], "Something is wrong.", by=ANALYST)
    assert await needs(portal, people["Omar"]) == []


async def test_a_member_changes_their_own_access_and_nothing_else(portal: Portal, made: Practice) -> None:
    omar = await themselves(made, "Omar")

    def keeping(first: str) -> Any:
        async def submit(opening: Any, _: Any) -> None:
            async with opening.change("kept"):
                await opening.keep(str(made.grants[first, "cerner"]), Census(hospitals=("BDMC",)))

        return submit

    async def of_practice(opening: Any, _: Any) -> None:
        async with opening.change("kept"):
            await opening.keep_of_practice(Census())

    await submits(portal, made, omar, keeping("Omar"))
    assert (await kept(made.grants["Omar", "cerner"]))["hospitals"] == ["BDMC"]
    with pytest.raises(Invalid):
        await submits(portal, made, omar, keeping("Amara"))
    with pytest.raises(Unavailable):
        await submits(portal, made, omar, of_practice)
    assert await kept(made.grants["Amara", "cerner"]) == {}


@pytest.mark.both_databases
async def test_each_reader_is_told_by_mail_with_the_way_to_the_page(portal: Portal, made: Practice) -> None:
    officer = Newcomer("officer@health.example", "Noor", "Alvarez")
    await create_ready(
        identity_at(portal), officer, "kettle orchard violin", StaffRoles.of(["privacy-officer"]), by=ANALYST
    )
    for whom in sorted(EVERYBODY):

        async def submit(opening: Any, _: Any, whom: Any = whom) -> None:
            async with opening.change("told"):
                await opening.tell(whom, MAIL, who="Someone")

        await submits(portal, made, made.by, submit)
    rows = await OutboxMail.select().where(OutboxMail.template == MAIL)
    own = f"/access/{made.grants['Omar', 'cerner']}/turns"
    assert {row["recipient"]: f"/support{own}" in row["text"] for row in rows} == {
        "ben@peaks.example": False,
        portal.site.support_address: True,
        "omar@peaks.example": False,
        "officer@health.example": True,
        "rosa@peaks.example": False,
    }
    assert all(own in row["text"] for row in rows)
