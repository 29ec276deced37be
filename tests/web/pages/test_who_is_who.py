"""The pages on which practice and support say who somebody is, plain and by fragments."""

from dataclasses import replace

import pytest
from litestar import Litestar

from core.activation import identifying
from core.groups.tables import Member
from core.portal import Portal
from tests.practices import AMARA, ANALYST, BEN, Practice, active, portal_for, practice
from tests.web.people import SignIn, csrf_in, sign_in_staff

PORTAL = portal_for()
OLGA = replace(BEN, email="olga@valley.example", first="Olga")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
async def portal(app: Litestar) -> Portal:
    assert app
    return PORTAL


async def asked(portal: Portal) -> Practice:
    await active(portal, BEN, AMARA)
    return await active(portal, OLGA, AMARA, name="Valley")


async def state(made: Practice) -> str:
    row = await Member.select().where(Member.id == made.members["Amara"]).first()
    return str(row and row["person_state"])


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
async def test_a_case_shows_the_question_that_waits_and_sends_it_again(
    app: Litestar, portal: Portal, headers: dict[str, str]
):
    made, kim = await asked(portal), await sign_in_staff(app, "analyst")
    case = f"/support/requests/{made.number}"
    page = (await kim.get(case, headers=headers)).text
    assert "Waiting to hear whether Amara Okafor is someone known" in page
    assert "olga@valley.example was asked" in page and "can answer until" in page
    again = f"{case}/people/{made.members['Amara']}/ask-again"
    assert again in page
    sent = await kim.post(again, data={"csrf": csrf_in((await kim.get(case)).text)}, headers=headers)
    assert sent.status_code in {200, 303, 204}


async def test_support_sees_whose_keys_they_are_and_says_who_it_is(app: Litestar, portal: Portal):
    made, kim = await asked(portal), await sign_in_staff(app, "analyst")
    path = f"/support/requests/{made.number}/people/{made.members['Amara']}/who"
    page = (await kim.get(path)).text
    assert "Amara Okafor</strong>, portal ID aokafor" in page and "the same address and NPI" in page
    wrong = await kim.send_form(path, {"login": "nobody", "email": ""})
    assert wrong.status_code == 422 and 'value="nobody"' in wrong.text
    taken = await kim.send_form(path, {"login": "", "email": ""})
    assert taken.status_code == 422 and "belongs to someone else" in taken.text
    done = await kim.send_form(path, {"login": "aokafor", "email": ""})
    assert done.status_code == 303 and await state(made) == "known"


async def test_only_analysts_undo_and_they_say_why(app: Litestar, portal: Portal):
    made, kim = await asked(portal), await sign_in_staff(app, "analyst")
    await identifying.confirm(portal, made.members["Amara"], by=ANALYST)
    case = f"/support/requests/{made.number}"
    path = f"{case}/people/{made.members['Amara']}/not-them"
    page = (await kim.get(case)).text
    assert "Amara Okafor is aokafor." in page and path in page
    for role in ("credentialing", "provisioning", "privacy-officer"):
        other = await sign_in_staff(app, role, name=role.title())
        assert (await other.get(path)).status_code == 403
        assert (await other.post_form(path, {"reason": "x"})).status_code == 403
        assert path not in (await other.get(case)).text

    asking = (await kim.get(path)).text
    assert "neither who the other is" in asking and await state(made) == "known", "looking changes nothing"
    nothing = await kim.send_form(path, {"reason": " "})
    assert nothing.status_code == 422 and "Say why" in nothing.text and await state(made) == "known"
    assert (await kim.send_form(path, {"reason": "Another Amara."})).status_code == 303
    assert await state(made) == "unclear"
    assert "It isn’t certain who Amara Okafor is" in (await kim.get(case)).text
    assert (await kim.get(path)).status_code == 404


async def test_a_member_of_another_practice_is_not_found_in_a_case(app: Litestar, portal: Portal):
    made, kim = await asked(portal), await sign_in_staff(app, "analyst")
    other = await practice(portal, replace(BEN, email="ida@gila.example"), name="Gila")
    for page in ("who", "not-them"):
        path = f"/support/requests/{other.number}/people/{made.members['Amara']}/{page}"
        assert (await kim.get(path)).status_code == 404
        assert (await kim.post_form(path, {"reason": "x"})).status_code == 404
    path = f"/support/requests/{other.number}/people/{made.members['Amara']}/ask-again"
    assert (await kim.post_form(path)).status_code == 404


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
async def test_the_practice_sees_the_question_among_its_mails_and_sends_it_again(
    signed_in_client: SignIn, portal: Portal, headers: dict[str, str]
):
    olga = await signed_in_client("olga@valley.example")
    made = await asked(portal)
    path = f"/requests/{made.number}/mails"
    page = (await olga.get(path, headers=headers)).text
    assert "Question whether Amara Okafor is known already" in page and "Waits for an answer until" in page
    again = await olga.post_form(f"{path}/{made.members['Amara']}")
    assert again.status_code == 303
    await identifying.confirm(portal, made.members["Amara"], by=ANALYST)
    assert "Answered" in (await olga.get(path)).text


async def test_the_pages_of_a_practice_do_not_tell_whose_the_keys_are(
    signed_in_client: SignIn, portal: Portal
):
    await active(portal, BEN, AMARA)
    olga = await signed_in_client("olga@valley.example")
    made = await active(portal, OLGA, replace(AMARA, first="Zoe", email="zoe@valley.example"), name="Valley")
    row = await Member.select().where(Member.id == made.members["Zoe"]).first()
    assert row and row["person_state"] == "unclear"
    for path in (f"/requests/{made.number}", f"/requests/{made.number}/mails"):
        page = (await olga.get(path)).text
        assert not any(word in page for word in ("aokafor", "Amara", AMARA.email, "known already", "Peaks"))


async def test_an_npi_that_stands_twice_is_marked_where_credentials_are_decided(
    app: Litestar, portal: Portal
):
    await active(portal, BEN, AMARA)
    lena = await sign_in_staff(app, "credentialing", name="Lena")
    fine = await practice(portal, replace(BEN, email="ida@gila.example"), AMARA, name="Gila")
    assert "NPI more than once" not in (await lena.get(f"/support/requests/{fine.number}")).text

    typed = replace(AMARA, first="Zoe", last="Obi", email="zoe@valley.example")
    made = await practice(portal, OLGA, typed, name="Valley")
    page = (await lena.get(f"/support/requests/{made.number}")).text
    assert "NPI more than once" in page and "This NPI is that of Amara Okafor" in page
