"""Every end of an agreement reaches each person whom it concerns, in one mail with what comes next."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.access import actions
from core.agreements.actions import Dispatch, send_out, void
from core.agreements.actions.due import attend
from core.agreements.content import Practice as AgreementPractice
from core.agreements.moving import answering
from core.agreements.queries import sent_agreement
from core.agreements.records import Purpose
from core.agreements.signers import Party
from core.console import agreement
from core.console.activating import decline
from core.database import Database
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, Practice, Someone, active, practice, signing_for

WEI = Someone("Wei", "Chen", "wei@peaks.example", ("cerner", "pacs"), suffix="Coder")
SPONSOR = Party("sponsor", AMARA.name, AMARA.email)
OFFICER = Party("officer", "Ines Okafor", "ines@law.example")


async def mailed() -> set[UUID]:
    return {row["id"] for row in await OutboxMail.select(OutboxMail.id)}


async def told_since(before: set[UUID]) -> dict[str, tuple[str, str]]:
    """Template and text of the one mail that each got since then."""
    rows = [row for row in await OutboxMail.select() if row["id"] not in before]
    found = {row["recipient"]: (row["template"], row["text"]) for row in rows}
    assert len(found) == len(rows), sorted((row["recipient"], row["template"]) for row in rows)
    return found


async def working(portal: Portal) -> Practice:
    """Amara, who sponsors it, and Wei have access that works; Ben's is still being set up."""
    made = await active(portal, BEN, AMARA, WEI)
    for (first, _), grant in made.grants.items():
        if first != "Ben":
            await actions.activate(portal, grant, "a-login", by=ANALYST)
    return made


async def sent_to(
    portal: Portal, made: Practice, purpose: Purpose, *parties: Party, follows: UUID | None = None
) -> UUID:
    whom = AgreementPractice(made.group, "Peaks", ("1 Main St", "Phoenix"), BEN.email)
    return await send_out(portal.mail, Dispatch(purpose, whom, parties, follows=follows), by=ANALYST)


async def answered(portal: Portal, key: UUID, answers: dict[str, str]) -> None:
    """Signers of an agreement answer, by their address."""
    for signer in (await sent_agreement(key)).signers:
        if (to := answers.get(signer.email)) is not None:
            why = {"reason": "Not my practice"} if to == "declined" else {}
            async with answering(signing_for(portal), signer.id, to, by=ANALYST, **why):
                pass


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["lapsed", "void"])
async def test_an_end_that_suspends_access_is_one_mail_to_each_with_what_they_lose(
    database: Database, portal: Portal, clock: MovableClock, how: str
) -> None:
    made, signing = await working(portal), signing_for(portal)
    term, before = (await sent_agreement(made.agreement)).agreement, await mailed()
    if how == "void":
        await agreement.void(signing, made.number, "Wrong practice", by=ANALYST)
    else:
        clock.set(term.term[1])
        await attend(signing, made.agreement)

    told = await told_since(before)

    assert {BEN.email, AMARA.email, WEI.email} == {*told} - {portal.site.support_address}
    assert (portal.site.support_address in told) is (how == "lapsed")
    assert {told[each][0] for each in (BEN.email, AMARA.email)} == {f"agreement-{how}"}
    assert told[WEI.email][0] == "access-ended" and "PACS Synapse" in told[WEI.email][1]
    over, sponsor = told[BEN.email][1], told[AMARA.email][1]
    assert "Wei Chen: Cerner Millennium, PACS Synapse" in over and "Ben Ruiz: Cerner Millennium" in over
    assert "Your own access" in sponsor and "- Cerner Millennium" in sponsor and "Wei Chen" not in sponsor
    for text in (over, sponsor):
        assert "is suspended now" in text and "comes back by itself" in text and "ended with" not in text
        assert f"/office/{made.group}/agreement" in text


async def test_an_unsigned_renewal_that_ends_is_told_to_who_signed_who_did_not_and_support(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN, AMARA)
    ends = portal.site.dates.day((await sent_agreement(made.agreement)).agreement.term[0])
    for how in ("declined", "expired", "void"):
        key = await sent_to(portal, made, "renewal", SPONSOR, OFFICER, follows=made.agreement)
        await answered(portal, key, {AMARA.email: "signed"})
        before = await mailed()
        if how == "declined":
            await answered(portal, key, {OFFICER.email: "declined"})
        elif how == "void":
            await void(signing_for(portal), key, "Not my practice", by=ANALYST)
        else:
            clock.advance(days=40)
            await attend(signing_for(portal), key)

        told = await told_since(before)

        support = set() if how == "void" else {portal.site.support_address}
        asked = set() if how == "declined" else {OFFICER.email}
        assert {*told} == {BEN.email, AMARA.email} | support | asked, how
        assert f"in force until {ends}" in told[BEN.email][1]
        assert f"/office/{made.group}/agreement" in told[BEN.email][1]
        assert how == "void" or "Your signature on it no longer counts" in told[AMARA.email][1]
        for each in support:
            assert f"/support/practices/{made.group}" in told[each][1]
        for text in [text for each, (_, text) in told.items() if each not in support]:
            assert ("Ines Okafor" if how == "expired" else "Not my practice") in text


async def test_a_signer_without_a_page_of_their_own_reads_that_nothing_is_to_do(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, before = await practice(portal, BEN, AMARA, in_force=False), await mailed()
    await answered(portal, made.agreement, {BEN.email: "signed"})
    clock.advance(days=60)
    await attend(signing_for(portal), made.agreement)

    told = await told_since(before)

    assert (
        f"/requests/{made.number}" in told[BEN.email][1] and "to the same people again" in told[BEN.email][1]
    )
    assert "You don’t need to do anything now" in told[AMARA.email][1]
    assert f"/support/requests/{made.number}" in told[portal.site.support_address][1]


async def test_a_request_that_support_declines_is_one_mail_to_each(
    database: Database, portal: Portal
) -> None:
    made, before = await practice(portal, BEN, AMARA, in_force=False), await mailed()
    await decline(signing_for(portal), made.number, "Outside of the region", by=ANALYST)

    told = await told_since(before)

    assert {each: template for each, (template, _) in told.items()} == {
        BEN.email: "request-declined",
        AMARA.email: "agreement-void",
    }
