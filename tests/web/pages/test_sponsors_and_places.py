"""What a sponsor sees and does about everybody they answer for, and somebody about where they are named."""

from __future__ import annotations

from dataclasses import replace

from litestar import Litestar

from core.groups.people import load_member
from core.office.queries.objections import objections_to
from tests.practices import BEN, ROSA, Practice, active
from tests.web.pages.test_changing_the_administrator import made, signed_in, words
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of

__all__ = ["made"]


async def elsewhere(app: Litestar) -> Practice:
    """Another practice in which Amara and Rosa are nobody."""
    other = (replace(BEN, email="ben@mesa.example"), replace(ROSA, email="r@mesa.example", first="Olga"))
    return await active(portal_of(app), *other, name="Mesa Clinic")


async def test_a_sponsor_sees_everybody_and_objects_and_takes_it_back(app: Litestar, made: Practice) -> None:
    rosa, member = await signed_in(app, made, "Rosa"), made.members["Cara"]
    assert 'href="/sponsor"' in (await rosa.get("/my-applications")).text
    page = await words(rosa, "/sponsor")
    assert "Cara Lund" in page and "Ben Ruiz" in page and "Object to this person" in page
    path = f"/sponsor/people/{member}/object"
    assert "get an email at once" in await words(rosa, path)
    wrong = await rosa.post_form(path, {"reason": ""})
    assert wrong.status_code == 422 and "Say why you object" in wrong.text
    assert (await rosa.post_form(path, {"reason": "I don’t know her."})).headers["location"] == "/sponsor"
    found = (await objections_to([member]))[member]
    assert "Objection is open" in await words(rosa, "/sponsor")
    assert (await rosa.get(path)).headers["location"] == "/sponsor"
    back = f"/objections/{found.id}/take-back"
    assert f'href="{back}"' in (await rosa.get("/sponsor")).text
    ben = await signed_in(app, made, "Ben")
    assert (await ben.get(back)).status_code == 404
    await rosa.post_form(back, {})
    assert not await objections_to([member])


async def test_support_has_the_objection_among_its_work_and_decides(app: Litestar, made: Practice) -> None:
    rosa, member = await signed_in(app, made, "Rosa"), made.members["Cara"]
    await rosa.post_form(f"/sponsor/people/{member}/object", {"reason": "I don’t know her."})
    found = (await objections_to([member]))[member]
    kim = await sign_in_staff(app, "analyst")
    assert 'href="/support/sponsors">Sponsors' in (await kim.get("/support")).text
    listed = await words(kim, "/support/sponsors")
    assert "Cara Lund" in listed and "I don’t know her." in listed
    end = f"/support/objections/{found.id}/end"
    assert "Who objected and the group administrator get an email." in await words(kim, end)
    assert (await kim.get(f"/support/objections/{found.id}/other")).status_code == 404
    await kim.post_form(end, {"reason": "Nobody there knows her."})
    assert (await load_member(member)).state == "left"
    assert "No objection is open." in await words(kim, "/support/sponsors")


async def test_a_sponsor_reaches_nobody_of_another_practice(app: Litestar, made: Practice) -> None:
    other, rosa = await elsewhere(app), await signed_in(app, made, "Rosa")
    assert "Mesa Clinic" not in await words(rosa, "/sponsor")
    for path in (
        f"/sponsor/people/{other.members['Ben']}/object",
        f"/office/{other.group}/sponsor",
        f"/office/{other.group}/administrator",
        f"/my-practices/{other.members['Ben']}/leave",
        f"/my-practices/{made.members['Cara']}/leave",
        f"/office/{made.group}",
        f"/office/people/{made.members['Cara']}",
    ):
        assert (await rosa.get(path)).status_code == 404, path
        assert (await rosa.post_form(path, {"reason": "x"})).status_code in (404, 405), path


async def test_somebody_sees_where_they_are_named_and_leaves_that_practice_only(
    app: Litestar, made: Practice
) -> None:
    amara, member = await signed_in(app, made, "Amara"), made.members["Amara"]
    assert 'href="/my-practices"' in (await amara.get("/my-applications")).text
    page = await words(amara, "/my-practices")
    assert "Peaks" in page and "Cerner Millennium" in page
    path = f"/my-practices/{member}/leave"
    assert "Nothing changes in another" in await words(amara, path)
    assert (await amara.post_form(path, {"reason": ""})).status_code == 422
    await amara.post_form(path, {"reason": "I moved."})
    assert (await load_member(member)).state == "left"


async def test_who_does_not_work_there_says_so(app: Litestar, made: Practice) -> None:
    amara, member = await signed_in(app, made, "Amara"), made.members["Amara"]
    path = f"/my-practices/{member}/object"
    assert "Say that you don’t work at Peaks" in await words(amara, path)
    await amara.post_form(path, {"reason": "I never worked there."})
    assert "You objected on" in await words(amara, "/my-practices")
    assert (await objections_to([member]))[member].kind == "self"


async def test_who_plays_a_part_is_told_who_follows_first(app: Litestar, made: Practice) -> None:
    for name, words_there in (("Rosa", "sponsoring physician"), ("Ben", "group administrator")):
        client = await signed_in(app, made, name)
        page = await words(client, f"/my-practices/{made.members[name]}/leave")
        assert "can’t leave" in page and f"Change the {words_there}" in page


async def test_who_answers_for_nobody_reads_how_a_sponsor_gets_there(app: Litestar, made: Practice) -> None:
    amara = await signed_in(app, made, "Amara")
    assert "gets an account when support activates it" in await words(amara, "/sponsor")
