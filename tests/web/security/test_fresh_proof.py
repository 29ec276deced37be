"""Before an especially sensitive step it is proved once more who takes it; nothing that was typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import httpx
import pytest

from core.identity import Identity, fresh, sessions
from core.identity.tables import AccountSession, KeptForm
from core.mfa import authenticators, recovery_codes
from core.mfa.authenticators import current_code
from plugins import dsm
from plugins.dsm.handshake import PAGE
from plugins.dsm.tables import Handshake
from tests.practices import AMARA, BEN, active
from tests.web.people import PASSWORD, Client, SignIn, csrf_in, running, settings_for, sign_in_staff
from tests.web.sent import portal_of
from web.app import create_app

NEW = "magnet thistle umbrella canoe"
CODES = "/account/recovery-codes"
PROOF = "/account/proof"


def _leads(answer: httpx.Response) -> str:
    return answer.headers.get("hx-redirect") or answer.headers.get("location", "")


async def _code(client: Client) -> str:
    code = await current_code(client.account, client.app.state.identity.keys)
    assert code
    return code


async def _old(sign_in: SignIn, clock: Any, email: str = "ada@practice.example") -> Client:
    client = await sign_in(email)
    clock.advance(minutes=5, seconds=1)
    return client


async def _sent(client: Client, path: str, fields: dict[str, str], **more: Any) -> str:
    """Send a form that needs a proof; return where it is asked for."""
    answer = await client.send_form(path, fields, **more)
    assert answer.status_code in (303, 204)
    return _leads(answer)


def _fields(page: str) -> tuple[str, dict[str, str]]:
    """Where the form of the proof goes, and its hidden fields."""
    action = re.search(r'<form method="post" action="([^"]+)" novalidate data-autofocus>', page)
    hidden = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', page[page.index('id="main"') :]
    )
    assert action
    return unescape(action[1]), dict(hidden)


@pytest.mark.both_databases
async def test_the_step_goes_on_once_with_the_proof_and_then_for_five_minutes_without(
    signed_in_client: SignIn, clock
) -> None:
    ada = await _old(signed_in_client, clock)
    where = await _sent(ada, CODES, {})
    page = (await ada.get(where)).text
    action, hidden = _fields(page)
    assert action == CODES and "What you entered is kept" in page
    before = ada.cookies["portal"]

    wrong = await ada.post(action, data={**hidden, "current": PASSWORD, "code": "000000"})
    assert wrong.status_code == 422 and "That code isn’t right" in wrong.text
    assert _fields(wrong.text)[1]["proof"] == hidden["proof"]
    proof = {**hidden, "current": PASSWORD, "code": await _code(ada)}
    done = await ada.post(action, data=proof)
    assert "Keep your recovery codes" in done.text
    assert ada.cookies["portal"] != before and (await ada.get("/account")).status_code == 200

    again = await ada.post(action, data=proof | {"csrf": csrf_in(done.text)})
    assert again.status_code == 303 and (await ada.get(_leads(again))).status_code == 404
    assert "Keep your recovery codes" in (await ada.send_form(CODES)).text
    clock.advance(minutes=5, seconds=1)
    assert (await _sent(ada, CODES, {})).startswith(PROOF)


async def test_a_code_that_was_taken_is_not_taken_again_and_a_recovery_code_is_taken_once(
    signed_in_client: SignIn, clock, identity: Identity
) -> None:
    ada = await _old(signed_in_client, clock)
    codes = await recovery_codes.replace(ada.account, identity.keys)
    other = "/account/sessions/end-others"
    taken = await _code(ada)
    assert await authenticators.accepts(ada.account, taken, identity.keys)
    for code, status in ((taken, 422), (codes[0], 303), (codes[0], 422), (codes[1], 303)):
        _, hidden = _fields((await ada.get(await _sent(ada, other, {}, page="/account"))).text)
        answer = await ada.post(other, data={**hidden, "code": code})
        assert answer.status_code == status, code
        clock.advance(minutes=5, seconds=1)


async def test_wrong_codes_are_limited_as_at_signing_in_and_right_ones_cost_nothing(
    signed_in_client: SignIn, clock
) -> None:
    ada = await _old(signed_in_client, clock)
    session = await sessions.find(ada.cookies["portal"], fresh.LASTS * 9)
    assert session
    identity = ada.app.state.identity
    for _ in range(30):
        proof = fresh.Proof(await _code(ada))
        token, session = await fresh.prove_again(identity, session, proof, by=sessions_actor(ada))
        clock.advance(seconds=60)
    ada.carry(token)
    clock.advance(minutes=5)
    where = await _sent(ada, CODES, {})
    action, hidden = _fields((await ada.get(where)).text)
    wrong = {**hidden, "current": PASSWORD, "code": "000000"}
    got = [(await ada.post(action, data=wrong)).status_code for _ in range(7)]
    assert got == [422] * 5 + [429] * 2


def sessions_actor(client: Client) -> Any:
    from tests.web.people import BROWSER

    return type(BROWSER)("person", client.account, "Ada Okafor", "127.0.0.1", "Firefox")


@pytest.mark.both_databases
async def test_what_is_kept_counts_for_its_step_in_its_session_and_once(
    identity: Identity, signed_in_client: SignIn, clock
) -> None:
    ada = await _old(signed_in_client, clock)
    where = await _sent(ada, CODES, {})
    _, hidden = _fields((await ada.get(where)).text)
    proof = {**hidden, "current": PASSWORD, "code": await _code(ada)}

    # Another step, another session of the same person, and another person.
    elsewhere = await ada.post("/account/authenticator", data=proof)
    assert _leads(elsewhere).startswith(PROOF)
    eve = await signed_in_client("eve@practice.example")
    assert (await eve.get(where)).status_code == 404
    second = await sessions.start(ada.account, "full", by=sessions_actor(ada))
    first = ada.cookies["portal"]
    ada.carry(second)
    assert (await ada.get(where)).status_code == 404
    answer = await ada.post(CODES, data=proof | {"csrf": csrf_in((await ada.get("/account")).text)})
    assert (await ada.get(_leads(answer))).status_code == 404
    ada.carry(first)
    assert (await ada.get(where)).status_code == 200

    # Nothing of all that used it up; it is sealed, and what is used twice at once is used once.
    (row,) = await KeptForm.select()
    assert CODES not in row["sealed"]
    assert "Keep your recovery codes" in (await ada.post(CODES, data=proof)).text
    assert not await KeptForm.exists()


async def test_a_password_is_asked_where_the_way_in_is_changed_and_a_session_is_not_new(
    signed_in_client: SignIn, clock
) -> None:
    ada = await _old(signed_in_client, clock)
    _, hidden = _fields((await ada.get(await _sent(ada, CODES, {}))).text)
    for given in ({}, {"current": "wrong"}):
        answer = await ada.post(CODES, data={**hidden, "code": await _code(ada), **given})
        assert answer.status_code == 422 and "assword" in answer.text
    # A code alone was proved just now: the password is missing still.
    other = "/account/sessions/end-others"
    _, ending = _fields((await ada.get(await _sent(ada, other, {}, page="/account"))).text)
    assert (await ada.post(other, data={**ending, "code": await _code(ada)})).status_code == 303
    assert (await _sent(ada, CODES, {})).startswith(PROOF)


async def test_passwords_are_typed_again_and_never_kept(signed_in_client: SignIn, clock) -> None:
    ada = await _old(signed_in_client, clock)
    fields = {"current": PASSWORD, "password": NEW, "again": NEW}
    where = await _sent(ada, "/account/password", fields, page="/account")
    assert where.startswith(f"{PROOF}?next=%2Faccount%2Fpassword") and not await KeptForm.exists()
    assert _leads(await ada.get("/account/password")).startswith(where)
    answer = await ada.send_form(where, {"code": await _code(ada)})
    assert _leads(answer) == "/account/password"
    assert _leads(await ada.send_form("/account/password", fields)) == "/account?done=password"


async def test_a_file_waits_behind_the_proof(signed_in_client: SignIn, clock) -> None:
    ada = await _old(signed_in_client, clock)
    asked = await ada.get("/requests/CS0000001/access/csv?show=active")
    answer = await ada.send_form(_leads(asked), {"code": await _code(ada)})
    assert 'href="/requests/CS0000001/access/csv?show=active" download' in answer.text
    assert (await ada.get("/requests/CS0000001/access/csv")).status_code == 404


async def test_who_lets_the_session_end_meanwhile_gets_it_back_after_signing_in(
    signed_in_client: SignIn, clock
) -> None:
    ada = await _old(signed_in_client, clock)
    key = "/requests/CS0000001/take-over"
    _, hidden = _fields((await ada.get(await _sent(ada, key, {}, page="/account"))).text)
    clock.advance(minutes=15, seconds=1)
    late = await ada.post(key, data={**hidden, "code": "123456"})
    assert _leads(late) == f"/sign-in?next=/kept/{hidden['proof']}"
    ada.carry(await sessions.start(ada.account, "full", by=sessions_actor(ada)))
    page = (await ada.get(f"/kept/{hidden['proof']}")).text
    assert "This isn’t saved yet" in page and "123456" not in page


async def test_a_proof_that_somebody_writes_into_the_database_counts_for_nothing(
    signed_in_client: SignIn, clock
) -> None:
    ada = await _old(signed_in_client, clock)
    await AccountSession.update({AccountSession.fresh_at: clock()}).where(
        AccountSession.account == ada.account
    )
    assert (await ada.get("/account")).headers["location"].startswith("/sign-in")


async def test_a_page_of_an_application_that_says_so_takes_its_answers_with_a_proof(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, clock
) -> None:
    pages = (replace(PAGE, fresh=True),)
    monkeypatch.setattr(dsm, "APPLICATION", replace(dsm.APPLICATION, pages=pages))
    async with running(create_app(settings_for(sqlite_url))) as app:
        answers = {"dsm.direct_address": "amara@direct.peaks.example"}
        made = await active(portal_of(app), BEN, replace(AMARA, wants=("dsm",), answers=answers))
        path = f"/support/access/{made.grants['Amara', 'dsm']}/test-messages"
        async with await sign_in_staff(app, "analyst") as kim:
            clock.advance(minutes=5, seconds=1)
            assert (await kim.get(path)).status_code == 200
            action, hidden = _fields((await kim.get(await _sent(kim, path, {"step": "asked"}))).text)
            assert action == path and not await Handshake.exists()
            answer = await kim.post(action, data={**hidden, "code": await _code(kim)})
            assert _leads(answer) == path and await Handshake.exists()
