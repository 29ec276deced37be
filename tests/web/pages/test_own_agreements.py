"""The pages of a site in which each member signs an agreement of their own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar

from core.agreements.actions.due import attend
from core.agreements.of_members import newest_of_each
from core.agreements.queries import sent_agreement
from core.mail.tables import OutboxMail
from core.site import find_site
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active, signing_for
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.pages.test_signing import prove, sign
from tests.web.people import client_for, running, settings_for, sign_in_person, sign_in_staff
from tests.web.sent import portal_of
from web.app import create_app

OWN = """
[[agreements]]
slug = "user-agreement"
name = "User Agreement"
short_name = "user agreement"
signers = ["member"]
text = { title = "User Agreement", version = "1", date = 2025-11-01, file = "texts/terms-1.md" }
consent = { title = "Signing", version = "1", date = 2025-11-01, file = "texts/electronic-signature-1.md" }
"""


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[Litestar]:
    folder = Path(shutil.copytree(find_site("banner"), tmp_path / "own"))
    profile = folder / "profile.toml"
    profile.write_text(profile.read_text("utf-8") + OWN, "utf-8")
    async with running(create_app(settings_for(database_url, site=str(folder)))) as started:
        yield started


async def test_a_member_is_led_to_sign_and_their_practice_and_support_see_how_it_stands(
    app: Litestar, clock: MovableClock
) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    key = made.members["Amara"]
    sent = await sent_agreement((await newest_of_each([key]))[key].id)
    amara, ben = await signed_in(app, made, "Amara"), await signed_in(app, made, "Ben")
    mine = await words(amara, "/my-applications")
    assert "Sign the User Agreement for Peaks" in mine and f"/signing/{sent.signers[0].id}/begin" in mine
    assert "User Agreement between Banner Health and Peaks" in await words(
        amara, f"/signing/{sent.signers[0].id}/begin"
    )
    why = await words(amara, f"/my-applications/{key}/why/cerner")
    assert "This person has to sign the User Agreement first. This is your turn." in why
    path = f"/office/people/{key}"
    assert "User Agreement not signed" in await words(ben, f"/office/{made.group}?show=unsigned")
    assert "Not signed yet; can be signed until" in await words(ben, path)

    assert "Ask Amara Okafor to sign the User Agreement" in await words(ben, f"{path}/ask-to-sign")
    assert (await ben.post_form(f"{path}/ask-to-sign")).status_code == 303
    assert (await ben.post_form(f"{path}/ask-to-sign")).status_code == 429
    reminded = OutboxMail.template == "sign-agreement-reminder"
    assert await OutboxMail.count().where(reminded, OutboxMail.recipient == AMARA.email) == 1

    async with client_for(app) as browser:
        base = await prove(browser, AMARA.email)
        text = await words(browser, f"{base}/text")
        assert "User Agreement" in text and "Signed for it by" not in text and "Amara Okafor" in text
        await sign(browser, AMARA.email, signature="Amara Okafor")
        await attend(signing_for(portal_of(app)), sent.agreement.id)
        assert "You have signed" in await words(browser, f"{base}/done")
    page = await words(ben, path)
    assert "Signed" in page and "Ask them to sign" not in page
    assert "Amara Okafor signed the User Agreement" in await words(ben, f"/office/{made.group}/log")
    assert (await ben.get(f"{path}/ask-to-sign")).status_code == 404


async def test_only_their_own_practice_and_support_ask_somebody_to_sign(
    app: Litestar, clock: MovableClock
) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    key = made.members["Amara"]
    stranger = await sign_in_person(app, "ada@practice.example", "full", "Ada Okafor")
    assert (await stranger.get(f"/office/people/{key}/ask-to-sign")).status_code == 404
    assert (await stranger.post_form(f"/office/people/{key}/ask-to-sign")).status_code == 404
    staff = await sign_in_staff(app, "analyst")
    assert (
        "User Agreement: Not signed yet"
        in (await staff.get(f"/support/people/{key}", follow_redirects=True)).text
    )
    asking = f"/support/members/{key}/ask-to-sign"
    assert (await staff.send_form(asking, {"reason": ""})).status_code == 422
    assert (await staff.send_form(asking, {"reason": "They lost the email."})).status_code == 303
    reminded = OutboxMail.template == "sign-agreement-reminder"
    assert await OutboxMail.count().where(reminded, OutboxMail.recipient == AMARA.email) == 1
    await stranger.aclose()
    await staff.aclose()
