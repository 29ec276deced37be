"""The pages of a personal link."""

import re

import pytest
from litestar import Litestar

from core.access.following import signing_of
from core.agreements.actions import Dispatch, correct_address, send_out
from core.agreements.queries import sent_agreement
from core.agreements.worker import AgreementWorker
from core.applications import load_applications
from core.audit import change
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.agreements.sample import (
    ADMINISTRATOR,
    MANAGER,
    PARTIES,
    SPONSOR,
    SUPPORT,
    Sent,
    mails,
    newest_code,
    newest_link,
    practice,
)
from tests.web.people import Client, client_for

DRAWING = "[[[0,9],[9,30],[50,60],[90,3],[120,40],[160,9],[200,90],[250,20]]]"
NAMES = {party.email: party.name for party in PARTIES}


@pytest.fixture
async def agreement(app: Litestar, clock: object) -> Sent:
    mail = app.state.identity.mail
    signing = signing_of(Portal(mail.site, load_applications(mail.site), mail), app.state.settings)
    async with change("request.submitted", by=ADMINISTRATOR):
        key = await send_out(mail, Dispatch("first", practice(), PARTIES), by=ADMINISTRATOR)
    return Sent(signing, key)


async def prove(client: Client, email: str) -> str:
    """Walk from the newest link to the document; the address of its pages."""
    sent = await client.send_form(f"/sign/{await newest_link(email)}")
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    assert (await client.send_form(path, {"code": await newest_code(email)})).status_code == 303
    return path.removesuffix("/code")


@pytest.mark.parametrize("around", [".", ")", "%3E", ",", "%22", "%20"])
async def test_a_link_opens_with_what_a_mail_program_wrote_behind_it(
    app: Litestar, agreement: Sent, around: str
) -> None:
    async with client_for(app) as client:
        path = f"/sign/{await newest_link(SPONSOR.email)}{around}"
        assert (await client.get(path)).status_code == 200
        assert (await client.send_form(path)).status_code == 303


async def sign(client: Client, email: str, **signature: str) -> str:
    base = await prove(client, email)
    text = (await client.get(f"{base}/text")).text
    digest = re.search(r'name="text" value="(\w{64})"', text)[1]
    read = await client.send_form(f"{base}/text", {"text": digest, "whole": "yes"})
    assert read.headers["location"] == f"{base}/signature"
    fields = {"text": digest, "consent": "yes", **(signature or {"signature": NAMES[email]})}
    done = await client.send_form(f"{base}/signature", fields)
    assert done.headers["location"] == f"{base}/done", done.text
    return base


async def test_a_signer_walks_from_the_link_to_the_sealed_document(
    app: Litestar, agreement: Sent, stranger: Client
) -> None:
    for party in PARTIES[:2]:
        async with client_for(app) as other:
            await sign(other, party.email)
    base = await sign(
        stranger,
        PARTIES[2].email,
        drawing="[[[0,9],[9,30],[50,60],[90,3],[120,40],[160,9],[200,90],[250,20]]]",
    )
    assert "Thank you, you have signed" in (await stranger.get(f"{base}/done")).text

    await AgreementWorker(agreement.signing).attend_due()

    assert "Everybody has signed" in (await stranger.get(f"{base}/done")).text
    pdf = await stranger.get(f"{base}/document.pdf")
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf.headers["content-disposition"]


async def test_before_the_code_nobody_sees_the_document_or_the_whole_address(
    agreement: Sent, stranger: Client
) -> None:
    path = f"/sign/{await newest_link(SPONSOR.email)}"
    page = (await stranger.get(path)).text
    assert SPONSOR.email not in page and "r•••@desertsun.example" in page
    base = (await stranger.send_form(path)).headers["location"].removesuffix("/code")

    for name in ("text", "signature", "decline", "done", "document.pdf"):
        assert (await stranger.get(f"{base}/{name}")).status_code == 403


async def test_opening_pages_changes_nothing_and_sends_nothing(agreement: Sent, stranger: Client) -> None:
    before = await agreement.now()
    for _ in range(3):
        assert (await stranger.get(f"/sign/{await newest_link(SPONSOR.email)}")).status_code == 200
    assert await agreement.now() == before
    assert await mails(SPONSOR.email, "signing-code") == []


async def test_the_place_of_one_signer_is_no_place_of_another(
    app: Litestar, agreement: Sent, stranger: Client
) -> None:
    await prove(stranger, MANAGER.email)
    sponsor = (await agreement.signer(SPONSOR)).id

    assert (await stranger.get(f"/signing/{sponsor}/text")).status_code == 404


async def test_a_link_to_the_old_address_says_that_it_was_replaced(agreement: Sent, stranger: Client) -> None:
    old = await newest_link(SPONSOR.email)
    await correct_address(
        agreement.signing, (await agreement.signer(SPONSOR)).id, "rosa@new.example", by=SUPPORT
    )

    page = await stranger.get(f"/sign/{old}")
    assert page.status_code == 410 and "This link was replaced" in page.text
    assert "new.example" not in page.text


async def test_somebody_signed_in_under_another_address_cannot_use_a_forwarded_link(
    agreement: Sent, signed_in_client
) -> None:
    manager = await signed_in_client(MANAGER.email)

    page = await manager.get(f"/sign/{await newest_link(SPONSOR.email)}")
    assert page.status_code == 410 and "belongs to someone else" in page.text
    sent = await manager.post_form(f"/sign/{await newest_link(SPONSOR.email)}")
    assert sent.status_code == 410
    assert await mails(SPONSOR.email, "signing-code") == []


async def test_missing_answers_are_told_at_the_field_and_nothing_is_signed(
    agreement: Sent, stranger: Client
) -> None:
    base = await prove(stranger, SPONSOR.email)
    digest = await agreement.text_hash()
    assert (await stranger.send_form(f"{base}/text", {"text": digest})).status_code == 422
    await stranger.send_form(f"{base}/text", {"text": digest, "whole": "yes"})
    for fields in (
        {"signature": "Rosa"},
        {"consent": "yes"},
        {"consent": "yes", "drawing": "[[1,2]]"},
        {"consent": "yes", "drawing": '[[["x",1]]]'},
    ):
        answer = await stranger.send_form(f"{base}/signature", {"text": digest, **fields})
        assert answer.status_code == 422, fields
    assert (await agreement.signer(SPONSOR)).state == "asked"


async def test_declining_takes_a_reason_and_ends_the_agreement(agreement: Sent, stranger: Client) -> None:
    base = await prove(stranger, SPONSOR.email)
    assert (await stranger.send_form(f"{base}/decline", {"reason": " "})).status_code == 422
    done = await stranger.send_form(f"{base}/decline", {"reason": "Not my practice"})

    assert "You declined" in (await stranger.get(done.headers["location"])).text
    assert (await sent_agreement(agreement.key)).agreement.state == "declined"
    assert "Not my practice" in (await mails(MANAGER.email, "agreement-declined"))[0]["text"]


async def test_a_different_name_is_asked_about_once_and_then_shown_to_support(
    agreement: Sent, stranger: Client
) -> None:
    base = await prove(stranger, SPONSOR.email)
    digest = await agreement.text_hash()
    await stranger.send_form(f"{base}/text", {"text": digest, "whole": "yes"})
    filled = {"text": digest, "consent": "yes"}

    for name in ("Mickey Mouse", "x"):
        answer = await stranger.send_form(f"{base}/signature", {**filled, "signature": name})
        assert answer.status_code == 422 and "you sign as Rosa M. Alvarez, MD" in answer.text
        assert f'value="{name}"' in answer.text and "checked" in answer.text
    assert (await agreement.signer(SPONSOR)).state == "asked"
    # What the page asked about counts when it is sent as it stands, and only that.
    other = await stranger.send_form(f"{base}/signature", {**filled, "signature": "Donald", "asked": "x"})
    assert other.status_code == 422
    asked = re.search(r'name="asked" value="([^"]*)"', answer.text)
    assert asked and asked[1] == "x"
    done = await stranger.send_form(f"{base}/signature", {**filled, "signature": "x", "asked": asked[1]})
    assert done.status_code == 303
    signer = await agreement.signer(SPONSOR)
    assert (signer.state, signer.signature, signer.typed_another_name) == ("signed", "x", True)


async def test_another_code_is_sent_from_the_page_of_the_code_and_the_earlier_one_is_over(
    agreement: Sent, stranger: Client, clock: MovableClock
) -> None:
    path = f"/sign/{await newest_link(SPONSOR.email)}"
    code = (await stranger.send_form(path)).headers["location"]
    first = await newest_code(SPONSOR.email)
    assert "Send a new code" in (await stranger.get(code)).text
    assert (await stranger.send_form(f"{code}/again", page=code)).headers["location"] == code
    assert (await stranger.send_form(code, {"code": first})).status_code == 422

    clock.advance(minutes=16)
    late = await stranger.send_form(code, {"code": await newest_code(SPONSOR.email)})
    assert late.status_code == 422 and "too old" in late.text, "and it can be sent anew from here"
    assert (await stranger.send_form(f"{code}/again", page=code)).status_code == 303
    assert (await stranger.send_form(code, {"code": await newest_code(SPONSOR.email)})).status_code == 303
    text = code.replace("/code", "/text")
    assert (await stranger.send_form(f"{code}/again", page=text)).headers["location"] == text


async def test_no_more_than_five_codes_go_out_in_an_hour_and_none_for_an_address_that_was_corrected(
    agreement: Sent, stranger: Client
) -> None:
    path = f"/sign/{await newest_link(SPONSOR.email)}"
    code = (await stranger.send_form(path)).headers["location"]
    answers = [await stranger.send_form(f"{code}/again", page=code) for _ in range(6)]
    assert [each.status_code for each in answers] == [303, 303, 303, 303, 429, 429]
    assert "Too many codes were sent" in answers[-1].text
    assert len(await mails(SPONSOR.email, "signing-code")) == 5

    signer = (await agreement.signer(SPONSOR)).id
    await correct_address(agreement.signing, signer, "rosa@new.example", by=SUPPORT)
    assert (await stranger.get(code)).status_code == 404
    assert await mails("rosa@new.example", "signing-code") == []
