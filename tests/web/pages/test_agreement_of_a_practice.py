"""Until when the agreement of a practice binds, who signs the next one, and sending that."""

from __future__ import annotations

from datetime import timedelta

from litestar import Litestar

from core.access.renewing import TERM
from core.agreements.actions import void
from core.agreements.actions.due import attend
from core.agreements.moving import answering
from core.agreements.queries import sent_agreement
from core.agreements.term import days_on
from core.agreements.terms import open_renewal
from core.due.tables import Due
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, active, signing_for
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.sent import portal_of


async def let_nothing_be_sent_by_itself() -> None:
    """The workers of the app would send the next agreement while a test looks at the page."""
    await Due.delete().where(Due.kind == TERM)


async def test_whoever_administers_sends_the_next_agreement_from_the_page_they_are_led_to(
    app: Litestar, clock: MovableClock
) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    await let_nothing_be_sent_by_itself()
    path = f"/office/{made.group}/agreement"
    term = (await sent_agreement(made.agreement)).agreement
    clock.set(term.term[0] - timedelta(days=3))
    ben = await signed_in(app, made, "Ben")
    assert "Send the next" in await words(ben, path)
    assert f'href="/agreements/{made.agreement}/signed.pdf"' in (await ben.get(path)).text

    assert (await ben.post_form(path)).status_code == 303

    assert await open_renewal(made.group) and "Send the email again" in await words(ben, path)
    assert "Sign the next agreement" in await words(ben, path)
    assert "Sign the Data Access Agreement for Peaks" in await words(ben, "/requests")
    assert (await ben.post_form(path)).status_code == 422


async def test_the_page_says_who_ended_the_next_one_why_and_what_comes_next(
    app: Litestar, clock: MovableClock
) -> None:
    portal = portal_of(app)
    made, signing = await active(portal, BEN, AMARA), signing_for(portal)
    await let_nothing_be_sent_by_itself()
    path, term = f"/office/{made.group}/agreement", (await sent_agreement(made.agreement)).agreement
    ben, day = await signed_in(app, made, "Ben"), portal.site.dates.day
    assert f"We send the next one on {day(days_on(term.term[0], -60, portal.site.zone))}" in await words(
        ben, path
    )
    clock.set(term.term[0] - timedelta(days=50))
    ben = await signed_in(app, made, "Ben")
    for how in ("declined", "void", "expired"):
        clock.advance(minutes=1)
        assert (await ben.post_form(path)).status_code == 303
        sent = await open_renewal(made.group)
        assert sent
        if how == "declined":
            async with answering(signing, sent.signers[0].id, how, by=ANALYST, reason="I retire."):
                pass
        elif how == "void":
            await void(signing, sent.agreement.id, "A wrong name", by=ANALYST)
        else:
            clock.set(sent.agreement.expires_at)
            await attend(signing, sent.agreement.id)
            await attend(signing, made.agreement)
            ben = await signed_in(app, made, "Ben")
        page = await words(ben, path)
        said = {
            "declined": f"declined to sign it on {day(clock())}. The reason given: “I retire.”",
            "expired": "These signatures were missing",
            "void": "The reason given: “A wrong name.”",
        }
        assert said[how] in page and "Send the next" in page, how
    assert "All access is suspended" in page


async def test_after_a_void_the_page_leads_to_support(app: Litestar) -> None:
    portal = portal_of(app)
    made = await active(portal, BEN, AMARA)
    await void(signing_for(portal), made.agreement, "Wrong practice", by=ANALYST)
    page = (await (await signed_in(app, made, "Ben")).get(f"/office/{made.group}/agreement")).text
    assert "Support ended it on" in page and "Wrong practice" in page
    assert f'href="/requests/{made.number}#messages"' in page and "Send the next" not in page
