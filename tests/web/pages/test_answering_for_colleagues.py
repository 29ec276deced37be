"""Who answers for whom: asked, agreed to with a fresh proof, seen by everybody it concerns, and ended."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar

from core.groups.authority import authorizations_of
from core.groups.people import load_member
from core.site import find_site
from tests.practices import AMARA, BEN, ROSA, active
from tests.practices.vouching import Vouched
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.people import Client, running, settings_for, sign_in_person, sign_in_staff
from tests.web.sent import portal_of
from web.app import create_app

STAFF = """slug = "staff"
name = "Staff"
role = "member"
"""
ANSWERING = "/authority"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[Litestar]:
    """The shipped site, where staff act on the authority of a provider."""
    folder = tmp_path / "banner"
    shutil.copytree(find_site("banner"), folder)
    profile = folder / "profile.toml"
    text = profile.read_text("utf-8")
    assert STAFF in text
    profile.write_text(text.replace(STAFF, f'{STAFF}authorized_by = ["provider"]\n'), "utf-8")
    async with running(create_app(settings_for(database_url, site=str(folder)))) as started:
        yield started


@pytest.fixture
async def made(app: Litestar) -> Vouched:
    return await Vouched.at(portal_of(app))


async def the_only(made: Vouched) -> str:
    (found,) = await authorizations_of([made.dora], "asked", "in-force")
    return f"{ANSWERING}/{found.id}"


@pytest.mark.both_databases
async def test_a_member_asks_and_a_colleague_agrees_and_ends_it(app: Litestar, made: Vouched) -> None:
    dora, amara = await signed_in(app, made.made, "Dora"), await signed_in(app, made.made, "Amara")
    assert 'href="/authority"' in (await dora.get("/my-applications")).text
    assert "You have no access until one of them answers for you" in await words(dora, ANSWERING)
    ask = f"{ANSWERING}/members/{made.dora}/ask"
    page = await words(dora, ask)
    assert "Amara Okafor" in page and "Cara Lund" in page and "Ben Ruiz" not in page
    assert "Choose a colleague" in (await dora.post_form(ask, {})).text
    assert (await dora.post_form(ask, {"colleague": str(made.made.members["Ben"])})).status_code == 422
    sent = await dora.post_form(ask, {"colleague": str(made.made.members["Amara"])})
    assert (sent.status_code, sent.headers["location"]) == (303, ANSWERING)
    one = await the_only(made)
    landing = await words(amara, "/my-applications")
    assert "Say whether you answer for Dora Mills of Peaks" in landing and "1 thing to do" in landing
    asked = await words(amara, f"{one}/agree")
    assert "We set this up for them now: Cerner Millennium." in asked
    assert (await amara.post_form(f"{one}/agree", {})).headers["location"] == ANSWERING
    assert (await made.stands())[0] == "provisioning"
    assert "Dora Mills" in await words(amara, ANSWERING)
    await made.working()
    end = await words(amara, f"{one}/end")
    assert "This access of Dora Mills is suspended at once: Cerner Millennium." in end
    assert (await amara.post_form(f"{one}/end", {})).headers["location"] == ANSWERING
    assert await made.stands() == ("suspended", "authority")
    assert (await amara.get(f"{one}/end")).headers["location"] == ANSWERING
    assert "No one answers for" not in await words(dora, ANSWERING)


async def test_the_administrator_and_support_see_it_and_only_the_colleague_agrees(
    app: Litestar, made: Vouched
) -> None:
    ben, kim = await signed_in(app, made.made, "Ben"), await sign_in_staff(app, "analyst")
    place = f"/office/people/{made.dora}/authority"
    assert f'href="{place}"' in (await ben.get(f"/office/people/{made.dora}")).text
    assert "No one answers for them now" in await words(ben, place)
    ask = f"{ANSWERING}/members/{made.dora}/ask"
    sent = await ben.post_form(ask, {"colleague": str(made.made.members["Amara"])})
    assert sent.headers["location"] == place
    one = await the_only(made)
    for act in ("agree", "decline"):
        assert (await ben.get(f"{one}/{act}")).status_code == 404
        assert (await ben.post_form(f"{one}/{act}", {})).status_code == 404
    await made.agree("Amara", (await authorizations_of([made.dora]))[0].id)
    await made.working()
    person = (await load_member(made.dora)).person
    for path in (f"/support/people/{person}", f"/support/practices/{made.made.group}"):
        page = await words(kim, path)
        assert "Who answers for whom" in page and "Amara Okafor" in page and "Dora Mills" in page
    amara = made.made.members["Amara"]
    lost = "Only they answer for Dora Mills. This is suspended too: Cerner Millennium."
    for path in (*(f"/office/people/{amara}/{act}" for act in ("end", "leave", "suspend", "edit")),):
        assert lost in await words(ben, path), path
    for path in (*(f"/support/members/{amara}/{act}" for act in ("end", "leave", "suspend", "edit")),):
        assert lost in await words(kim, path), path
    assert lost in await words(await signed_in(app, made.made, "Amara"), f"/my-practices/{amara}/leave")
    assert "Dora Mills, Amara Okafor and the group administrator get one email" in await words(
        ben, f"{one}/end"
    )
    assert (await ben.post_form(f"{one}/end", {})).headers["location"] == place
    assert await made.stands() == ("suspended", "authority")


async def test_others_find_nothing_and_a_member_stops_asking(app: Litestar, made: Vouched) -> None:
    await made.ask("Amara")
    one = await the_only(made)
    others = [
        await signed_in(app, made.made, "Cara"),
        await sign_in_person(app, "x@y.example"),
        await _of_another_practice(app),
    ]
    for client in others:
        for act in ("agree", "decline", "withdraw", "end", "other"):
            assert (await client.get(f"{one}/{act}")).status_code == 404
            assert (await client.post_form(f"{one}/{act}", {})).status_code == 404
        for path in (f"{ANSWERING}/members/{made.dora}/ask", f"/office/people/{made.dora}/authority"):
            assert (await client.get(path)).status_code == 404
    dora = await signed_in(app, made.made, "Dora")
    assert "nobody gets an email" in await words(dora, f"{one}/withdraw")
    await dora.post_form(f"{one}/withdraw", {})
    assert not await authorizations_of([made.dora], "asked")


async def _of_another_practice(app: Litestar) -> Client:
    people = [replace(each, email=f"o-{each.email}", npi="") for each in (BEN, ROSA, AMARA)]
    other = await active(portal_of(app), *people, name="Mesa Clinic")
    return await signed_in(app, other, "Ben")
