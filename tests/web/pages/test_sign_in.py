"""From the public page to a whole session and out again, as browsers without scripts do it."""

import re

import pyotp
from litestar import Litestar

from core.identity.tables import AccountSession
from core.mail.tables import OutboxMail
from tests.web.people import PASSWORD, Client, SignIn, client_for, solved, without_token

ADA = {
    "first_name": "Ada",
    "last_name": "Okafor",
    "email": "Ada@Practice.example",
    "phone": "(602) 555-0123",
    "extension": "12",
    "password": PASSWORD,
    "again": PASSWORD,
    "privacy": "yes",
    "terms": "yes",
    "altcha": "",
}


KNOWN = {"email": "ADA@practice.example", "password": PASSWORD}


async def last_mail(to: str) -> str:
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    return rows[-1]["text"]


def path_in(mail: str, beginning: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:8000({beginning}/[\w-]+)", mail)
    assert found, mail
    return found[1]


def key_in(page: str) -> str:
    found = re.search(r"<strong>([A-Z2-7 ]{30,})</strong>", page)
    assert found and "<svg" in page and "viewBox" in page
    return found[1].replace(" ", "")


async def _register(client: Client) -> None:
    answer = await client.send_form("/sign-up", ADA)
    assert answer.status_code == 303
    assert "ada@practice.example" in (await client.get(answer.headers["location"])).text
    confirm = path_in(await last_mail("ada@practice.example"), "/sign-up/confirm")
    answer = await client.send_form(confirm, {"password": PASSWORD})
    assert answer.headers["location"] == "/sign-in?done=confirmed"
    assert "You confirmed your address" in (await client.get(answer.headers["location"])).text


async def _set_up(client: Client, clock, following: str = "") -> tuple[pyotp.TOTP, list[str]]:
    """Sign in for the first time; the app's codes and the recovery codes."""
    answer = await client.send_form(f"/sign-in{following}", KNOWN)
    assert answer.headers["location"] == f"/sign-in/code{following}"
    answer = await client.get(answer.headers["location"])
    assert answer.headers["location"] == f"/sign-in/set-up{following}"
    page = await client.get(answer.headers["location"])
    totp = pyotp.TOTP(key_in(page.text))
    answer = await client.send_form(f"/sign-in/set-up{following}", {"code": totp.at(clock())})
    assert (
        answer.status_code == 200
        and f'href="{following.removeprefix("?next=") or "/requests"}"' in answer.text
    )
    return totp, re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", answer.text)


async def test_registering_leads_to_a_whole_session_under_a_new_token(stranger: Client, clock) -> None:
    await _register(stranger)
    await stranger.send_form("/sign-in", KNOWN)
    half_token = stranger.cookies["portal"]

    _, codes = await _set_up(stranger, clock, "?next=/account")

    assert len(set(codes)) == 10
    assert stranger.cookies["portal"] != half_token
    assert (await stranger.get("/account")).status_code == 200


async def test_signing_out_ends_the_session_and_signing_in_again_takes_a_code(
    stranger: Client, clock
) -> None:
    await _register(stranger)
    totp, _ = await _set_up(stranger, clock)

    answer = await stranger.post_form("/sign-out")
    assert answer.headers["location"] == "/sign-in?done=signed-out"
    assert (await stranger.get("/account")).headers["location"] == "/sign-in?next=/account"

    clock.advance(seconds=60)
    await stranger.send_form("/sign-in", KNOWN)
    answer = await stranger.send_form("/sign-in/code", {"code": totp.at(clock())})
    assert answer.headers["location"] == "/requests"


async def test_a_recovery_code_signs_in_once_and_is_told_by_mail(stranger: Client, clock) -> None:
    await _register(stranger)
    _, codes = await _set_up(stranger, clock)
    await stranger.post_form("/sign-out")

    await stranger.send_form("/sign-in", KNOWN)
    answer = await stranger.send_form("/sign-in/recovery-code", {"code": codes[3].lower()})

    assert answer.headers["location"] == "/requests"
    assert "9 of 10 left" in (await stranger.get("/account")).text
    assert "(9 left)" in await last_mail("ada@practice.example")


async def test_a_form_that_is_wrong_comes_back_with_words_and_without_passwords(stranger: Client) -> None:
    answer = await stranger.send_form(
        "/sign-up", {**ADA, "again": "something else", "terms": "", "email": "a@"}
    )

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "must be an email address" in answer.text and "Select the box to accept the terms" in answer.text
    assert 'value="Okafor"' in answer.text and PASSWORD not in answer.text


async def test_a_poor_password_is_refused_at_its_field(stranger: Client) -> None:
    for password in ("short", "passwordpassword", "Ada.Okafor.2026!"):
        answer = await stranger.send_form("/sign-up", {**ADA, "password": password, "again": password})
        assert answer.status_code == 422
        assert 'id="password-error"' in answer.text


async def test_wrong_password_and_unknown_address_get_the_same_answer(
    stranger: Client, signed_in_client: SignIn
) -> None:
    await signed_in_client()
    pages = []
    for email in ("ada@practice.example", "nobody@practice.example"):
        answer = await stranger.send_form("/sign-in", {"email": email, "password": "not the password"})
        pages.append((answer.status_code, without_token(answer.text).replace(email, "…")))

    assert pages[0] == pages[1]
    assert pages[0][0] == 422


async def test_a_forgotten_password_is_changed_by_mail_and_ends_every_session(
    app: Litestar, signed_in_client: SignIn
) -> None:
    ada = await signed_in_client()
    async with client_for(app) as forgetful:
        answer = await forgetful.send_form("/reset", {"email": ada.email})
        code = re.search(r"^    (\S+)$", await last_mail(ada.email), re.MULTILINE)
        assert code
        answer = await forgetful.send_form(answer.headers["location"], {"code": code[1]})
        new = "magnet thistle umbrella canoe"
        answer = await forgetful.send_form(answer.headers["location"], {"password": new, "again": new})
        assert answer.headers["location"] == "/sign-in?done=password"
        assert (await ada.get("/account")).status_code == 303

        answer = await forgetful.send_form("/sign-in", {"email": ada.email, "password": PASSWORD})
        assert answer.status_code == 422
        answer = await forgetful.send_form("/sign-in", {"email": ada.email, "password": new})
        assert answer.headers["location"] == "/sign-in/code"
        assert (await forgetful.get("/account")).headers["location"] == "/sign-in/code?next=/account"


async def test_an_unknown_address_gets_the_same_answer_and_another_mail(stranger: Client) -> None:
    answer = await stranger.send_form("/reset", {"email": "nobody@practice.example"})

    assert answer.headers["location"].startswith("/reset/check-mail/")
    assert "Check your email" in (await stranger.get(answer.headers["location"])).text
    assert "No account uses this address" in await last_mail("nobody@practice.example")


async def test_this_was_not_me_ends_every_session_without_signing_in(
    app: Litestar, signed_in_client: SignIn
) -> None:
    ada = await signed_in_client()
    new = "magnet thistle umbrella canoe"
    changed = {"current": PASSWORD, "password": new, "again": new}
    assert (await ada.post_form("/account/password", changed)).headers["location"] == "/account?done=password"
    link = path_in(await last_mail(ada.email), "/not-me")

    async with client_for(app) as anybody:
        answer = await anybody.send_form(link)
        assert "The account is locked" in answer.text
        assert (await ada.get("/account")).status_code == 303
        answer = await anybody.send_form("/sign-in", {"email": ada.email, "password": new})
        assert answer.status_code == 422


async def test_changing_the_password_keeps_this_session_under_a_new_token(signed_in_client: SignIn) -> None:
    ada = await signed_in_client()
    before = ada.cookies["portal"]
    new = "magnet thistle umbrella canoe"

    await ada.post_form("/account/password", {"current": PASSWORD, "password": new, "again": new})

    assert ada.cookies["portal"] != before
    assert (await ada.get("/account")).status_code == 200
    ada.carry(before)
    assert (await ada.get("/account")).status_code == 303


async def test_another_authenticator_takes_the_place_of_the_present_one_with_its_first_code(
    signed_in_client: SignIn, clock
) -> None:
    ada = await signed_in_client()
    assert (await ada.send_form("/account/authenticator")).status_code == 303
    page = await ada.get("/account/authenticator/set-up")
    code = pyotp.TOTP(key_in(page.text)).at(clock())
    answer = await ada.post_form("/account/authenticator/set-up", {"code": code})
    assert "Keep your recovery codes" in answer.text
    assert (await ada.get("/account/authenticator/set-up")).headers["location"] == "/account/authenticator"


async def test_own_sessions_are_listed_and_ended_and_those_of_others_are_not_found(
    app: Litestar, signed_in_client: SignIn
) -> None:
    ada, ben = await signed_in_client(), await signed_in_client("ben@practice.example")
    of_ben = (await AccountSession.select().where(AccountSession.account == ben.account))[0]["id"]
    assert (await ada.post_form(f"/account/sessions/{of_ben}/end")).status_code == 404
    assert (await ben.get("/account")).status_code == 200

    async with client_for(app) as second:
        second.carry(await _new_session(ada))
        assert (await second.get("/account")).status_code == 200
        await ada.post_form("/account/sessions/end-others")
        assert (await second.get("/account")).status_code == 303
    assert (await ada.get("/account")).status_code == 200


async def _new_session(client: Client) -> str:
    from core.identity import sessions
    from tests.web.people import BROWSER

    return await sessions.start(client.account, "full", by=BROWSER)


async def test_who_signed_in_with_this_browser_gets_in_after_any_number_of_guesses_by_strangers(
    app: Litestar, stranger: Client, clock
) -> None:
    await _register(stranger)
    totp, _ = await _set_up(stranger, clock)
    await stranger.post_form("/sign-out")
    async with client_for(app) as guesser:
        answers = [await guesser.send_form("/sign-in", {**KNOWN, "password": "wrong"}) for _ in range(30)]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 20
        assert "Wait until your browser has shown that it isn’t a robot" in answers[-1].text
        assert 'data-challenge="/sign-in/puzzle"' in answers[-1].text

    clock.advance(seconds=60)
    answer = await stranger.send_form("/sign-in", KNOWN)
    assert answer.headers["location"] == "/sign-in/code"
    answer = await stranger.send_form("/sign-in/code", {"code": totp.at(clock())})
    assert answer.headers["location"] == "/requests"


async def test_a_browser_that_is_not_known_solves_a_puzzle_after_guesses_by_strangers(
    app: Litestar, stranger: Client, clock
) -> None:
    await _register(stranger)
    async with client_for(app) as guesser:
        for _ in range(12):
            await guesser.send_form("/sign-in", {**KNOWN, "password": "wrong"})
        assert (await guesser.send_form("/sign-in", KNOWN)).status_code == 429

        solution = await solved(guesser, "/sign-in/puzzle")
        answer = await guesser.send_form("/sign-in", {**KNOWN, "altcha": solution})
        assert answer.headers["location"] == "/sign-in/code"
