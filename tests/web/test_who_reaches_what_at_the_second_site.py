"""Who reaches what exists only at the second site: people join worksites, and answer for colleagues."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from core.agreements.of_members import newest_of_each
from core.agreements.queries import sent_agreement
from core.demo.staff import COLLEAGUES
from core.groups.authority import authorizations_of
from core.groups.rights import memberships_of
from core.joining.joins import asked_by_account
from tests.web import authority_rows, joining_rows
from tests.web.access_matrix import Gets, Row
from tests.web.people import Client, running, without_token
from tests.web.second_site import (
    AISHA,
    GRACE,
    LENA,
    MAYA,
    NINA,
    RUTH,
    STEFAN,
    TAMARA,
    VICTOR,
    account_at,
    copied,
    reader,
)
from tests.web.test_every_route import gets_of
from tests.web.visitors import send
from web.app import create_app

PEOPLE = {
    "administrator": TAMARA,
    "practitioner": MAYA,
    "on-behalf-of": AISHA,
    "who asks to join": LENA,
    "administrator elsewhere": STEFAN,
    "practitioner elsewhere": VICTOR,
    "on-behalf-of elsewhere": GRACE,
    "who asks to join elsewhere": RUTH,
    "somebody new": NINA,
}
HALF, STRANGER = "half signed in", "stranger"
ALL = frozenset(PEOPLE)
ADMINISTRATOR = frozenset({"administrator"})
THEIRS = ADMINISTRATOR | {"on-behalf-of"}
ANSWERS = frozenset({"practitioner elsewhere"})
ASKED = frozenset({"on-behalf-of elsewhere", "administrator elsewhere"})


@dataclass(frozen=True, slots=True)
class Place:
    """One method of one route, and who gets the page: with {names} of what is there in its path.

    `undone` says that it is sent only by those who find nothing there, so that what it is about stays.
    """

    method: str
    route: str
    path: str
    opens: frozenset[str]
    undone: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.route

    def expected(self, visitor: str) -> Gets:
        """What this visitor gets: whom it does not concern, the same as of something that is not there."""
        if visitor in PEOPLE:
            return Gets.OPEN if visitor in self.opens else Gets.MISSING
        return {STRANGER: Gets.SIGN_IN, HALF: Gets.SECOND}.get(visitor, Gets.CONSOLE)


def both(route: str, path: str, opens: frozenset[str], *, undone: bool = False) -> tuple[Place, Place]:
    """A page and its form."""
    return Place("GET", route, path, opens), Place("POST", route, path, opens, undone)


JOINING, ANSWERING = "/office/joining/{join:uuid}", "/authority/{authorization:uuid}"
ACT = f"{ANSWERING}/{{act:str}}"
SPONSOR = "/office/{group:uuid}/sponsor"
BEGIN = "/signing/{signer:uuid}/begin"
# In this order: an answer is the last thing that is done to what it is about.
PLACES = (
    *both("/join", "/join", ALL),
    *both("/join/{group:uuid}", "/join/{group}", ALL),
    Place("GET", JOINING, "/office/joining/{join}", ADMINISTRATOR),
    # Without a reason nobody is declined.
    Place("POST", f"{JOINING}/decline", "/office/joining/{join}/decline", ADMINISTRATOR),
    Place("POST", f"{JOINING}/accept", "/office/joining/{join}/accept", ADMINISTRATOR),
    Place(
        "POST",
        "/join/asked/{join:uuid}/withdraw",
        "/join/asked/{join_elsewhere}/withdraw",
        frozenset({"who asks to join elsewhere"}),
    ),
    Place("GET", "/authority", "/authority", ALL),
    Place(
        "GET", "/office/people/{member:uuid}/authority", "/office/people/{member}/authority", ADMINISTRATOR
    ),
    *both("/authority/members/{member:uuid}/ask", "/authority/members/{member}/ask", THEIRS),
    *both(ACT, "/authority/{asked}/decline", ANSWERS, undone=True),
    *both(ACT, "/authority/{asked}/withdraw", ASKED, undone=True),
    *both(ACT, "/authority/{held}/other", frozenset()),
    *both(f"{ANSWERING}/agree", "/authority/{asked}/agree", ANSWERS),
    *both(ACT, "/authority/{held}/end", THEIRS | {"practitioner"}),
    # This site has no sponsors.
    Place("GET", "/sponsor", "/sponsor", frozenset()),
    *both(f"{SPONSOR}/needed", "/office/{group}/sponsor/needed", frozenset()),
    *both(f"{SPONSOR}/new", "/office/{group}/sponsor/new", frozenset()),
    Place("GET", SPONSOR, "/office/{group}/sponsor", frozenset()),
    # Nobody else signs the agreement of a member, also not whoever administers the worksite.
    *both(BEGIN, "/signing/{signer}/begin", frozenset({"on-behalf-of elsewhere"})),
)


@dataclass(frozen=True, slots=True)
class Second:
    """The second site: who comes by, and what the paths are about."""

    visitors: Mapping[str, Client]
    things: Mapping[str, UUID]

    def path(self, place: Place, **instead: UUID) -> str:
        """The address of a place, of what is there or of something else instead."""
        return place.path.format_map({**self.things, **instead})


async def _member(email: str) -> UUID:
    (found,) = await memberships_of(await account_at(email))
    return found.id


async def _things() -> dict[str, UUID]:
    """What the paths name: the keys of what is there."""
    aisha, grace = await _member(AISHA), await _member(GRACE)
    (held,), (asked,) = [await authorizations_of([each]) for each in (aisha, grace)]
    (join,), (elsewhere,) = [await asked_by_account(await account_at(each)) for each in (LENA, RUTH)]
    own = await sent_agreement((await newest_of_each([grace]))[grace].id)
    return {
        "group": join["group"],
        "join": join["id"],
        "join_elsewhere": elsewhere["id"],
        "member": aisha,
        "held": held.id,
        "asked": asked.id,
        "signer": own.signers[0].id,
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def second(second_site: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Second]:
    """Everybody who may come by at the second site."""
    settings = copied(second_site, tmp_path_factory.mktemp("who-reaches-what"))
    async with running(create_app(settings)) as app:
        people = {name: await reader(app, email) for name, email in PEOPLE.items()}
        staff = {each.role: await reader(app, each.email) for each in COLLEAGUES}
        others = {STRANGER: await reader(app, ""), HALF: await reader(app, NINA, "password")}
        yield Second({**others, **people, **staff}, await _things())


def test_every_row_about_joining_and_answering_is_tried_where_people_do() -> None:
    rows: tuple[Row, ...] = (*joining_rows.ROWS, *authority_rows.ROWS)
    assert {row.key for row in rows} <= {place.key for place in PLACES}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.method} {place.path}")
async def test_who_reaches_what(place: Place, second: Second) -> None:
    path, got = second.path(place), dict[tuple[str, bool], Gets]()
    # Whoever finds nothing there comes first: what somebody else does must not be why.
    for name in sorted(second.visitors, key=lambda each: each in place.opens):
        if place.undone and name in place.opens:
            continue
        for htmx in (False, True) if place.method == "GET" else (False,):
            answer = await send(second.visitors[name], place, path, htmx=htmx)
            got[name, htmx] = gets_of(answer)

    assert got == {(name, htmx): place.expected(name) for name, htmx in got}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "place",
    [each for each in PLACES if each.opens != ALL and "{" in each.path],
    ids=lambda place: f"{place.method} {place.path}",
)
async def test_what_is_not_theirs_and_what_does_not_exist_are_answered_alike(
    place: Place, second: Second
) -> None:
    nothing = {name: uuid4() for name in re.findall(r"{(\w+)}", place.path)}
    foreign = "somebody new"
    one, other = [
        await send(second.visitors[foreign], place, path, htmx=False)
        for path in (second.path(place), second.path(place, **nothing))
    ]
    assert (one.status_code, without_token(one.text)) == (other.status_code, without_token(other.text))
