"""A site administrator publishes texts in the browser; whoever has one of them open loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from litestar import Litestar

from core.agreements.queries import sent_agreement
from core.demo.signing import sign_all
from core.identity.tables import AccountSession
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, practice, signing_for
from tests.practices.portals import portal_for
from tests.web.pages.test_site import make
from tests.web.people import Client, csrf_in, sign_in_person, sign_in_staff

AREA = "/support/site/texts"
AGREEMENT = f"{AREA}/agreement-data-access-agreement"
TERMS = {
    "title": "Customer service terms and conditions",
    "version": "2",
    "markdown": "## House rules\n\nBe kind to each other.",
    "begins": "",
    "reason": "Counsel asked for it.",
}


@pytest.fixture
async def lead(app: Litestar) -> Client:
    return await sign_in_staff(app, "site-administrator", name="Lee")


async def test_a_new_version_of_the_terms_is_previewed_published_and_undone(
    app: Litestar, lead: Client, stranger: Client
) -> None:
    ada = await sign_in_person(app, "ada@practice.example")
    open_form = csrf_in((await ada.get("/account")).text)
    listed = (await lead.get(AREA)).text
    assert "Version 1 since" in listed and "Guide to" in listed
    preview = (await lead.send_form(f"{AREA}/terms", TERMS)).text
    assert "<ins>" in preview and "<del>" in preview and "Read it as people will read it" in preview
    assert "1 account accepts this version at the next sign-in" in preview
    assert "Be kind" not in (await stranger.get("/terms")).text

    made = await make(lead, f"{AREA}/terms", TERMS)

    told = (await lead.get(made.headers["location"])).text
    assert "<ins>" in told and "Be kind" in told
    public = (await stranger.get("/terms")).text
    assert "Be kind to each other." in public and "Version 2, in force since" in public
    # Who read the text before is told, and asked for the one of now.
    await AccountSession.update({AccountSession.texts_due: True}).where(AccountSession.account == ada.account)
    late = await ada.post(
        "/account/texts", data={"csrf": open_form, "accepted": "yes", "versions": "terms=1"}
    )
    assert late.status_code == 422 and "The text changed just now" in late.text
    assert 'name="versions" value="terms=2"' in late.text

    await lead.send_form(f"{made.headers['location']}/undo", {"reason": "Too early."})
    assert "Be kind" not in (await stranger.get("/terms")).text
    assert "Change 1</a>, undone" in (await lead.get(f"{AREA}/terms")).text
    assert "Be kind to each other." in (await lead.get(f"{AREA}/terms/versions/2")).text
    assert (await lead.get(f"{AREA}/terms/versions/9")).status_code == 404
    again = await lead.send_form(f"{AREA}/terms", TERMS | {"markdown": "Be > kind."})
    assert again.status_code == 422 and "Version 2 stands for other words already" in again.text
    assert "Be &gt; kind." in again.text


async def test_a_version_begins_by_the_clock_and_is_told_before(
    app: Litestar, lead: Client, stranger: Client, clock: MovableClock
) -> None:
    zone = app.state.site.zone
    day = (clock().astimezone(zone) + timedelta(days=3)).date()
    await make(lead, f"{AREA}/terms", TERMS | {"begins": day.isoformat()})
    assert "Version 2 from" in (await lead.get(AREA)).text
    assert "Be kind" not in (await stranger.get("/terms")).text
    clock.advance(days=3)
    await app.state.running.look()
    assert "Be kind" in (await stranger.get("/terms")).text


async def test_who_signs_the_old_agreement_right_now_is_told_before_and_finishes_it(
    app: Litestar, lead: Client, clock: MovableClock
) -> None:
    portal = portal_for()
    made = await practice(portal, BEN, AMARA, in_force=False)
    sent = await sent_agreement(made.agreement)
    await sign_all(signing_for(portal), replace(sent, signers=sent.signers[:1]))
    day = (clock() + timedelta(days=45)).date()
    given = TERMS | {"title": "Data Access Agreement", "sign_by": day.isoformat()}
    early = await lead.send_form(AGREEMENT, given | {"sign_by": clock().date().isoformat()})
    assert early.status_code == 422 and "Enter a day after the one" in early.text and "Be kind" in early.text

    preview = (await lead.send_form(AGREEMENT, given)).text
    assert "1 document is out for signature with the text before. Someone has signed 1 of them" in preview
    assert "Peaks: waits for" in preview and "no signature is lost" in preview
    assert (await make(lead, AGREEMENT, given)).status_code == 303

    now = await sent_agreement(made.agreement)
    assert (now.agreement.state, now.agreement.text_hash) == ("out", sent.agreement.text_hash)
    await sign_all(signing_for(portal), now)
    assert (await sent_agreement(made.agreement)).agreement.state == "signed"
