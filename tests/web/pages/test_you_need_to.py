"""“You need to …” stands first where a person lands, its number in the header, and nothing of others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from litestar import Litestar

from core.console.queries.work import work_of_request
from core.database import count_statements
from core.groups.tables import Member
from core.identity.sessions import start
from core.identity.tables import Account
from core.mfa import authenticators
from core.requests.corrections import give_back
from core.reviews.queries.reviews import review_view
from core.reviews.tables import ReviewAnswer, Round
from core.reviews.writing import write_what_is_looked_at_again
from tests.conftest import MovableClock
from tests.core.agreements.sample import newest_code
from tests.core.reviews.reviewing import having_access, named, opened
from tests.practices import AMARA, ANALYST, BEN, KEYS, Practice, active, practice, themselves
from tests.practices.enrolling import account_for
from tests.practices.work import hand_to_people
from tests.web.people import BROWSER, Client, SignIn, client_for, sign_in_person, sign_in_staff
from tests.web.practices import begun, hidden, submitted
from tests.web.sent import portal_of

pytestmark = pytest.mark.both_databases

OLGA = replace(BEN, first="Olga", email="olga@valley.example")


async def browser_of(app: Litestar, made: Practice, first: str) -> Client:
    """A browser of somebody of an active practice, signed in with both factors."""
    by = await themselves(made, first)
    await Account.update({Account.factor_due_at: None}).where(Account.id == by.account)
    client = client_for(app)
    assert by.account
    client.account = by.account
    client.carry(await start(by.account, "full", by=BROWSER))
    return client


def todo(page: str) -> list[tuple[str, str]]:
    """What the page says one needs to do, with where its button leads."""
    return re.findall(r'<strong>([^<]+)</strong>.*?<a class="govuk-button" href="([^"]+)"', section(page))


def section(page: str) -> str:
    found = re.search(r'<section class="app-panel app-todo".*?</section>', page, re.DOTALL)
    return found[0].replace("\n", " ") if found else ""


async def test_who_submits_and_signs_is_led_to_signing_and_signs_signed_in(app: Litestar) -> None:
    luis, stranger = await sign_in_person(app, "luis@peaks.example"), await sign_in_person(app, "x@y.example")
    number = await submitted(luis)
    landing = await luis.get("/requests")
    ((words, path),) = todo(landing.text)
    assert words.startswith("Sign the Data Access Agreement for ") and "Sign by" in section(landing.text)
    assert landing.text.index("You need to") < landing.text.index(number)
    assert "1 thing to do" in landing.text
    for page in (f"/requests/{number}", f"/requests/{number}/sent"):
        assert f'href="{path}"' in (await luis.get(page)).text
    assert (await stranger.get(path)).status_code == (await stranger.post_form(path)).status_code == 404
    assert "You need no account" not in (await luis.get(path)).text

    code_page = (await luis.send_form(path)).headers["location"]
    assert (
        await luis.send_form(code_page, {"code": await newest_code("luis@peaks.example")})
    ).status_code == 303
    base = code_page.removesuffix("/code")
    digest = hidden((await luis.get(f"{base}/text")).text)["text"]
    await luis.send_form(f"{base}/text", {"text": digest, "whole": "yes"})
    signed = {"text": digest, "consent": "yes", "signature": "Luis Fuentes"}
    assert (await luis.send_form(f"{base}/signature", signed)).headers["location"] == f"{base}/done"
    after = (await luis.get("/requests")).text
    assert todo(after) == [] and "to do" not in re.sub("nothing to do", "", after)
    assert "You have nothing to do right now" in after
    assert f'href="{path}"' not in (await luis.get(f"/requests/{number}")).text


async def test_what_was_given_back_leads_to_correcting_it(app: Litestar) -> None:
    made = await practice(portal_of(app), BEN, AMARA)
    fields = [f"{made.members['Amara']}.npi"]
    await give_back(portal_of(app), made.number, fields, "Not in the register", by=ANALYST)
    client = client_for(app)
    client.carry(await start(made.by.account, "full", by=BROWSER))
    page = (await client.get("/requests")).text
    ((words, path),) = todo(page)
    assert words == "Correct what support sent back to Peaks" and path == f"/requests/{made.number}/correct"
    assert (await client.get(path)).status_code == 200


async def test_an_unfinished_registration_leads_back_to_it(signed_in_client: SignIn) -> None:
    client, other = await signed_in_client(), await signed_in_client("other@practice.example")
    hub = await begun(client)
    ((words, path),) = todo((await client.get("/requests")).text)
    assert words == "Finish registering your office group" and path == hub
    assert todo((await other.get("/requests")).text) == []


async def test_the_same_person_is_answered_signed_in_by_who_acts_alone(
    app: Litestar, signed_in_client: SignIn
) -> None:
    await active(portal_of(app), BEN, AMARA)
    made = await active(portal_of(app), OLGA, AMARA, name="Valley")
    olga, other = await browser_of(app, made, "Olga"), await signed_in_client("someone@else.example")
    ((words, path),) = todo((await olga.get("/requests")).text)
    assert words.startswith("Say whether Amara") and "of Valley" in words
    assert (
        (await other.get(path)).status_code
        == (await other.post_form(path, {"same": "yes"})).status_code
        == 404
    )
    assert (await olga.send_form(path, {})).status_code == 422
    done = await olga.send_form(path, {"same": "yes"})
    assert done.status_code == 200 and "thing to do" not in done.text
    row = await Member.select(Member.person_state).where(Member.id == made.members["Amara"]).first()
    assert row == {"person_state": "known"}
    assert todo((await olga.get("/requests")).text) == [] and (await olga.get(path)).status_code == 404


async def test_the_header_names_who_is_signed_in_and_for_which_practice(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    amara = await browser_of(app, made, "Amara")
    for path in ("/my-applications", "/requests"):
        head = (await amara.get(path)).text.partition("</header>")[0]
        assert "Amara" in head and "(aokafor), Peaks" in head
    help_page = (await amara.get("/help")).text.partition("</header>")[0]
    assert "Okafor" in help_page


async def test_the_header_costs_one_statement(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    amara = await browser_of(app, made, "Amara")
    with count_statements() as statements:
        await amara.get("/my-applications")
    assert sum("WITH mine AS" in text for text in statements.texts) == 1


@pytest.mark.parametrize(("first", "lands"), [("Amara", "/my-applications"), ("Ben", "/requests")])
async def test_who_has_a_login_and_no_practice_to_care_for_lands_on_their_applications(
    app: Litestar, clock: MovableClock, first: str, lands: str
) -> None:
    # She had registered herself before, and has an app that shows codes.
    await account_for(portal_of(app), AMARA)
    account = (await themselves(await active(portal_of(app), BEN, AMARA), first)).account
    assert account
    clock.advance(minutes=2)
    async with client_for(app) as client:
        client.carry(await start(account, "password", by=BROWSER))
        await Account.update({Account.factor_due_at: None}).where(Account.id == account)
        code = await authenticators.current_code(account, KEYS) or ""
        assert (await client.send_form("/sign-in/code", {"code": code})).headers["location"] == lands


async def test_staff_find_what_is_assigned_to_them_and_nothing_of_others(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    kim = await sign_in_staff(app, "analyst")
    lee = await sign_in_staff(app, "analyst", name="Lee")
    assert "Nothing is assigned to you" in (await kim.get("/support")).text
    await hand_to_people(portal_of(app))
    (item, *_) = await work_of_request(made.request)
    await kim.post_form(f"/support/work/{item.id}/take")
    ((words, path),) = todo((await kim.get("/support")).text)
    assert (words, path) == ("Finish work assigned to you: 1", "/support/work?holder=mine")
    assert todo((await lee.get("/support")).text) == []


async def test_an_open_review_waits_for_who_administers_and_for_the_sponsor_what_is_theirs(
    app: Litestar,
) -> None:
    made = await having_access(portal_of(app))
    review = await opened(portal_of(app), made)
    ben, rosa = await browser_of(app, made, "Ben"), await browser_of(app, made, "Rosa")
    landing = (await ben.get("/requests")).text
    path = f"/office/reviews/{review.id}"
    assert todo(landing) == [("Review who has access in Peaks", path)] and "1 thing to do" in landing
    assert todo((await ben.get(f"/office/{made.group}")).text) == [("Review who has access", path)]
    assert todo((await rosa.get("/sponsor")).text) == []
    await named(portal_of(app), made, review.id, *(name for name in made.members if name != "Ben"))
    assert todo((await rosa.get("/sponsor")).text) == [
        ("Answer questions in the access review of Peaks", path)
    ]
    # Only the practice, or support for it, moves the day.
    assert "You need more time?" in (await ben.get(path)).text
    assert "You need more time?" not in (await rosa.get(path)).text


async def test_a_second_look_is_counted_for_the_sponsor_as_long_as_it_is_theirs(app: Litestar) -> None:
    portal = portal_of(app)
    made = await having_access(portal)
    review = await opened(portal, made)
    path, lines = f"/office/reviews/{review.id}", (await review_view(portal, review)).lines
    ben, rosa = await browser_of(app, made, "Ben"), await browser_of(app, made, "Rosa")
    await Round.update({Round.state: "second"}).where(Round.id == review.id)
    for first in ("Rosa", "Amara"):
        assert "to do" not in re.sub("nothing to do", "", (await rosa.get("/sponsor")).text)
        drawn = [line for line in lines if line.person.member.first_name == first]
        await write_what_is_looked_at_again(review.id, drawn)
    expected = [("Check a part of the access review of Peaks", path)]
    for page in ("/sponsor", "/requests"):
        text = (await rosa.get(page)).text
        assert todo(text) == expected and "1 thing to do" in text
    assert todo((await ben.get("/requests")).text) == []
    await ReviewAnswer.update({ReviewAnswer.unsure: True}).where(ReviewAnswer.second.eq(True))
    assert todo((await rosa.get("/sponsor")).text) == []
