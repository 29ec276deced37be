"""What was typed when a session had ended is put back for the person who typed it, and for nobody else."""

import re
from html import unescape

import pytest

from core.identity.sessions import start
from core.identity.tables import KeptForm
from tests.web import practices
from tests.web.people import ADDRESS, BROWSER, Client, SignIn, client_for
from web.security.masks import masked, unmasked

pytestmark = pytest.mark.both_databases

TYPED = {"name": "Desert “Peaks” & Söhne", "city": "Phoenix"}


async def _practice_page(client: Client) -> tuple[str, dict[str, str]]:
    """The path of the form of a practice, with everything that is sent with it."""
    draft = await practices.begun(client)
    path = f"{draft}/practice"
    page = (await client.get(path)).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return path, {**dict(hidden), **TYPED, "csrf": csrf[1]}


async def _sign_in_again(client: Client) -> None:
    client.carry(await start(client.account, "full", by=BROWSER))


async def _send_kept(client: Client, page: str):
    action = re.search(r'<form method="post" action="(/enrollment[^"]+)"', page)
    assert action
    fields = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    }
    return await client.post(unescape(action[1]), data=fields)


async def test_what_was_typed_in_an_ended_session_is_put_back_after_signing_in(
    signed_in_client: SignIn, clock
) -> None:
    ada = await signed_in_client()
    path, fields = await _practice_page(ada)
    clock.advance(minutes=15, seconds=1)

    answer = await ada.post(path, data=fields)
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith("/sign-in?next=/kept/")
    assert "We kept what you typed" in (await ada.get(location)).text

    await _sign_in_again(ada)
    page = (await ada.get(location.partition("next=")[2])).text
    assert "This isn’t saved yet" in page and "Söhne" in page
    sent = await _send_kept(ada, page)
    # The other answers are still to be given: what was typed stands in the form.
    assert sent.status_code == 422 and "Söhne" in sent.text


async def test_who_signed_out_in_another_window_loses_nothing_either(signed_in_client: SignIn) -> None:
    ada = await signed_in_client()
    path, fields = await _practice_page(ada)
    await ada.send_form("/sign-out", page="/account")

    answer = await ada.post(path, data=fields)
    assert answer.headers["location"].startswith("/sign-in?next=/kept/")
    by_htmx = await ada.post(path, data=fields, headers={"HX-Request": "true"})
    assert by_htmx.headers["hx-redirect"].startswith("/sign-in?next=/kept/")


async def test_an_old_form_counts_when_the_same_person_has_signed_in_again(signed_in_client: SignIn) -> None:
    ada = await signed_in_client()
    path, fields = await _practice_page(ada)
    await _sign_in_again(ada)

    answer = await ada.post(path, data=fields)
    assert answer.status_code == 422 and "Söhne" in answer.text


async def test_nobody_else_gets_or_sends_what_was_typed(signed_in_client: SignIn, clock) -> None:
    ada, eve = await signed_in_client(), await signed_in_client("eve@peaks.example")
    path, fields = await _practice_page(ada)

    assert (await eve.post(path, data=fields)).status_code == 403
    clock.advance(minutes=15, seconds=1)
    location = (await ada.post(path, data=fields)).headers["location"].partition("next=")[2]
    await _sign_in_again(eve)
    assert (await eve.get(location)).status_code == 404

    # A token that names her account, made up or too old, keeps nothing.
    stranger = client_for(ada._transport.app)
    token = unmasked(fields["csrf"])
    another = bytes([token[-1] ^ 1])
    for forged in (token[:32], token[:32] + ada.account.bytes + bytes(36), token[:-1] + another):
        assert (await stranger.post(path, data={**fields, "csrf": masked(forged)})).status_code == 403
    await KeptForm.delete(force=True)
    clock.advance(hours=13)
    assert (await stranger.post(path, data=fields)).status_code == 403
    assert not await KeptForm.exists()
    await stranger.aclose()


async def test_passwords_are_never_kept_and_what_is_kept_is_sealed_few_and_short_lived(
    signed_in_client: SignIn, clock
) -> None:
    ada = await signed_in_client()
    page = (await ada.get("/account/password")).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    path, fields = await _practice_page(ada)
    assert csrf
    clock.advance(minutes=15, seconds=1)

    secret = {"csrf": csrf[1], "current": "a secret of hers", "password": "another", "again": "another"}
    answer = await ada.post("/account/password", data=secret)
    assert answer.headers["location"].startswith("/sign-in") and "kept" not in answer.headers["location"]
    for number in range(7):
        await ada.post(path, data={**fields, "name": f"Attempt {number}"})
    rows = await KeptForm.select()
    assert len(rows) == 5 and not any("Attempt" in row["sealed"] for row in rows)

    clock.advance(minutes=31)
    await _sign_in_again(ada)
    gone = await ada.get(f"/kept/{rows[0]['id']}")
    assert gone.status_code == 404 and "Nothing is kept here" in gone.text


async def test_a_form_sent_from_another_site_keeps_nothing(signed_in_client: SignIn, clock) -> None:
    ada = await signed_in_client()
    path, fields = await _practice_page(ada)
    clock.advance(minutes=15, seconds=1)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": f"{ADDRESS}.evil.example"}):
        assert (await ada.post(path, data=fields, headers=headers)).status_code == 403
    assert not await KeptForm.exists()
