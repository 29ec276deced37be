"""People whose access ends are told, once, in one mail each; the administrator gets one list."""

from __future__ import annotations

import pytest

from core.access import actions, leaving
from core.agreements.actions import void
from core.agreements.queries import sent_agreement
from core.console import agreement
from core.database import Database
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    Practice,
    Someone,
    active,
    sign_another,
    signing_for,
    state_of,
)

WEI = Someone("Wei", "Chen", "wei@peaks.example", ("cerner", "pacs"), suffix="Coder")


async def working(portal: Portal) -> Practice:
    """Amara and Wei have two applications each, and Ben's is still being set up."""
    made = await active(portal, BEN, AMARA, WEI)
    for (first, _), grant in made.grants.items():
        if first != "Ben":
            await actions.activate(portal, grant, "a-login", by=ANALYST)
    return made


async def told(*templates: str) -> dict[str, list[str]]:
    """The texts of these mails, by address."""
    rows = await OutboxMail.select().where(OutboxMail.template.is_in([*templates]))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["recipient"], []).append(row["text"])
    return found


ENDED = ("access-ended", "access-ended-of-practice")


@pytest.mark.both_databases
async def test_who_is_told_of_a_void_learns_that_another_agreement_binds_still(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    await sign_another(portal, (await sent_agreement(made.agreement)).agreement)
    await void(signing_for(portal), made.agreement, "Wrong practice", by=ANALYST)

    (mail,) = (await told("agreement-void"))[AMARA.email]
    assert "and access goes on until then" in mail and "suspended" not in mail
    assert await told(*ENDED) == {}


async def test_nobody_is_told_twice_when_the_agreement_was_void_before(
    database: Database, portal: Portal
) -> None:
    made = await working(portal)
    signing = signing_for(portal)
    await agreement.void(signing, made.number, "Wrong practice", by=ANALYST)
    before = await told(*ENDED)
    assert sorted(before) == [WEI.email]
    await agreement.send_anew(signing, made.number, by=ANALYST)
    await agreement.void(signing, made.number, "Wrong again", by=ANALYST)
    assert await told(*ENDED) == before


@pytest.mark.both_databases
async def test_who_leaves_their_administrator_and_their_sponsor_are_told_once_each(
    database: Database, portal: Portal
) -> None:
    made = await working(portal)
    await leaving.leave(portal, made.members["Wei"], "Left the practice", by=made.by)

    assert await told(*ENDED) == {}
    over, own = await told("left-of-practice"), await told("left")
    assert sorted(over) == sorted([BEN.email, AMARA.email]) and sorted(own) == [WEI.email]
    for text in (*over[BEN.email], *over[AMARA.email], *own[WEI.email]):
        assert "PACS Synapse" in text and "Left the practice" in text
    assert all(len(texts) == 1 for texts in (*over.values(), *own.values()))
    assert await state_of(made.grants["Amara", "cerner"]) == "active"
