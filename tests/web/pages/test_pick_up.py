import asyncio
import re
from dataclasses import replace

import pyotp
import pytest
from litestar import Litestar

from core import clock as time_source
from core.groups.tables import Member
from core.identity import people
from core.identity.tables import Acceptance, Account
from core.mail.tables import OutboxMail
from core.mfa import authenticators
from core.portal import Portal
from tests.practices import AMARA, BEN, KEYS, active, portal_for
from tests.web.people import PASSWORD, Client, SignIn, client_for, csrf_in

CHOICE = {"password": PASSWORD, "again": PASSWORD, "privacy": "yes", "terms": "yes"}
PORTAL = portal_for()


@pytest.fixture
async def portal(app: Litestar) -> Portal:
    assert app
    return PORTAL


def _shown_by_app(setup: authenticators.Setup) -> str:
    return pyotp.TOTP(setup.seed).at(time_source.now())


async def _link(to: str, page: str) -> str:
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    return re.findall(rf"/{page}/[\w-]+", "\n".join(row["text"] for row in rows))[-1]


async def test_a_new_person_opens_the_account_once_and_sets_up_the_second_step(
    app: Litestar, stranger: Client, portal: Portal
) -> None:
    await active(portal, BEN, AMARA)
    path = await _link(AMARA.email, "pick-up")
    page = await stranger.get(path)
    assert page.status_code == 200 and page.text.count("<button") >= 1
    for name, value in (("Name", "Amara Okafor"), ("Portal ID", "aokafor"), ("Office group", "Peaks")):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in page.text
    assert 'value="aokafor" autocomplete="username"' in page.text

    assert 'name="versions" value="privacy=1 terms=1"' in page.text

    answer = await stranger.send_form(path, CHOICE | {"versions": "privacy=1 terms=0"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/set-up")
    set_up = await stranger.get("/sign-in/set-up")
    assert "aokafor" not in set_up.text or set_up.status_code == 200
    account = await people.account_of_name("aokafor")
    assert account
    setup = await authenticators.waiting(account, KEYS)
    assert setup
    done = await stranger.send_form("/sign-in/set-up", {"code": _shown_by_app(setup)})
    assert "recovery codes" in done.text
    assert (await stranger.get("/account")).status_code == 200
    # The terms changed while the page was open: those of now are read before anything else.
    assert await Acceptance.count().where(Acceptance.account == account) == 1
    assert "/account/texts" in (await stranger.get("/my-applications")).headers["location"]

    async with client_for(app) as other:
        assert (await other.get(path)).status_code == 404
        assert (await other.send_form(path, CHOICE, page="/sign-in")).status_code == 404


async def test_looking_at_the_link_uses_nothing_up_and_a_poor_password_neither(
    stranger: Client, portal: Portal
) -> None:
    await active(portal, BEN, AMARA)
    path = await _link(AMARA.email, "pick-up")
    for _ in range(3):
        assert (await stranger.get(path)).status_code == 200
    poor = await stranger.send_form(path, CHOICE | {"password": "short", "again": "short"})
    assert poor.status_code == 422
    unread = await stranger.send_form(path, {"password": PASSWORD, "again": PASSWORD})
    assert unread.status_code == 422 and "Select the box" in unread.text
    assert (await stranger.send_form(path, CHOICE)).status_code == 303


async def test_of_many_who_use_the_link_at_once_one_succeeds(
    app: Litestar, stranger: Client, portal: Portal
) -> None:
    await active(portal, BEN, AMARA)
    path = await _link(AMARA.email, "pick-up")
    csrf = csrf_in((await stranger.get(path)).text)
    answers = await asyncio.gather(*(stranger.post(path, data={"csrf": csrf, **CHOICE}) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [303, *[404] * 11]


async def test_somebody_signs_in_by_login_name_with_or_without_its_domain(
    app: Litestar, stranger: Client, portal: Portal
) -> None:
    await active(portal, BEN, AMARA)
    await stranger.send_form(await _link(AMARA.email, "pick-up"), CHOICE)
    for login in ("aokafor", "AOkafor ", "aokafor@connectivity.bannerhealth.com", AMARA.email):
        async with client_for(app) as browser:
            answer = await browser.send_form("/sign-in", {"email": login, "password": PASSWORD})
            assert answer.status_code == 303, login


@pytest.mark.both_databases
async def test_whose_factor_is_due_sets_it_up_before_anything_else(
    app: Litestar, signed_in_client: SignIn, portal: Portal
) -> None:
    ben = await signed_in_client(BEN.email, name="Ben Ruiz")
    await active(portal, BEN)
    answer = await ben.get("/account")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/account/authenticator/set-up?next=/account",
    )
    assert (await ben.get("/account/authenticator/set-up")).status_code == 200
    setup = await authenticators.waiting(ben.account, app.state.identity.keys)
    assert setup
    done = await ben.send_form("/account/authenticator/set-up", {"code": _shown_by_app(setup)})
    assert "recovery codes" in done.text
    assert (await ben.get("/account")).status_code == 200
    row = await Account.select(Account.factor_due_at).where(Account.id == ben.account).first()
    assert row and row["factor_due_at"] is None


async def test_the_administrator_signs_in_and_says_who_is_known(
    stranger: Client, signed_in_client: SignIn, portal: Portal
) -> None:
    await active(portal, BEN, AMARA)
    olga = await signed_in_client("olga@valley.example")
    made = await active(
        portal, replace(BEN, email="olga@valley.example"), replace(AMARA, first="Ámy"), name="Valley"
    )
    path = await _link("olga@valley.example", "known-person")
    for headers in (None, {"HX-Request": "true"}):
        answer = await stranger.get(path, headers=headers)
        away = answer.headers.get("location") or answer.headers["hx-redirect"]
        assert away.startswith("/sign-in") and "Okafor" not in answer.text
    page = await olga.get(path)
    assert "Ámy Okafor" in page.text and "The email address and the NPI you typed belong to" in page.text
    assert "This question can be answered until" in page.text
    assert not any(word in page.text for word in ("aokafor", "Amara", "Peaks", "elsewhere"))
    nothing = await olga.send_form(path, {})
    assert nothing.status_code == 422 and "Select one of the two buttons" in nothing.text
    answer = await olga.send_form(path, {"same": "yes"})
    assert "being set up" in answer.text
    row = await Member.select().where(Member.id == made.members["Ámy"]).first()
    assert row and row["person_state"] == "known"
    assert (await olga.get(path)).status_code == 404


async def test_nobody_else_who_holds_the_link_can_answer(signed_in_client: SignIn, portal: Portal) -> None:
    await active(portal, BEN, AMARA)
    made = await active(portal, replace(BEN, email="olga@valley.example"), AMARA, name="Valley")
    path = await _link("olga@valley.example", "known-person")
    other = await signed_in_client("someone@else.example")
    assert (await other.get(path)).status_code == 404
    assert (await other.send_form(path, {"same": "yes"})).status_code == 404
    row = await Member.select().where(Member.id == made.members["Amara"]).first()
    assert row and row["person_state"] == "asked"
