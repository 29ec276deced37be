"""A practice moves: what comes of it is seen before, support decides, and its day makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock
from core.access.renewing import seeing_to_terms
from core.agreements.terms import last_term, open_renewal
from core.audit import change
from core.database import Database
from core.due.queries import scheduled
from core.errors import Stale
from core.groups.group_moves import moving
from core.groups.people import load_group, locked_group
from core.mail.tables import OutboxMail
from core.office.change_requests import DAY, decide_change, making_changes, withdraw_change
from core.office.moving import draw_move, move_practice
from core.office.practice_data import apply_to_practice
from core.office.queries.changes import change_asked, open_change_of, planned_changes
from core.portal import Portal
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, signing_for, state_of

APPLY = {"practice": apply_to_practice}
CALIFORNIA = {"state": "CA", "city": "Blythe", "postcode": "92225", "address": "1 Main St"}


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, ROSA, replace(AMARA, wants=("cerner", "dsm")))


def in_days(portal: Portal, days: int) -> date:
    return clock.now().astimezone(portal.site.zone).date() + timedelta(days=days)


async def values(portal: Portal, made: Practice, days: int, **answers: str) -> Mapping[str, list[Any]]:
    sent = (await draw_move(portal, made.group, by=made.by)).form.sent
    given = {"reason": "New building", **answers, "day": in_days(portal, days).isoformat()}
    return {**sent, **{name: [text] for name, text in given.items()}}


async def ask(portal: Portal, made: Practice, days: int, **answers: str) -> Any:
    typed = await values(portal, made, days, **answers)
    asked = await move_practice(portal, made.group, typed, ask=True, by=made.by)
    assert asked.key, asked.form.errors
    return asked.key


async def come_due(portal: Portal, key: Any) -> None:
    await making_changes(portal, APPLY)[DAY](key)


@pytest.mark.both_databases
async def test_a_move_says_before_what_ends_and_is_made_on_its_day(portal: Portal, made: Practice) -> None:
    typed = await values(portal, made, 30, **CALIFORNIA)
    seen = await move_practice(portal, made.group, typed, ask=False, by=made.by)
    assert seen.follows and seen.key is None and await open_change_of(made.group) is None
    assert [(each.person, each.application) for each in seen.follows.ends] == [
        ("Amara Okafor", "Direct Secure Messaging")
    ]
    key = await ask(portal, made, 30, **CALIFORNIA)
    await decide_change(portal, key, True, "", by=ANALYST, apply=APPLY)
    begins = portal.site.dates.begins(in_days(portal, 30))
    assert await scheduled(DAY, key) == begins and [each.id for each in await planned_changes()] == [key]
    assert (await load_group(made.group)).jurisdiction == "AZ"
    with pytest.raises(Stale):
        await ask(portal, made, 20, city="Mesa")
    with pytest.raises(Stale):
        await decide_change(portal, key, True, "", by=ANALYST, apply=APPLY)

    await come_due(portal, key)
    await come_due(portal, key)
    assert (await load_group(made.group)).jurisdiction == "CA"
    assert await state_of(made.grants["Amara", "dsm"]) == "revoked"
    assert await state_of(made.grants["Amara", "cerner"]) != "revoked"
    assert (await change_asked(key)).state == "approved" and await open_change_of(made.group) is None
    told = await OutboxMail.select(OutboxMail.template, OutboxMail.recipient)
    sent = {(row["template"], row["recipient"]) for row in told}
    assert ("change-decided", BEN.email) in sent and ("group-changes", ROSA.email) in sent


async def test_what_opens_with_a_move_is_said_too(portal: Portal, made: Practice) -> None:
    away = await ask(portal, made, 0, **CALIFORNIA)
    await decide_change(portal, away, True, "", by=ANALYST, apply=APPLY)
    assert (await load_group(made.group)).jurisdiction == "CA"
    back = {"state": "AZ", "city": "Phoenix", "postcode": "85004", "address": "1 Main St"}
    seen = await move_practice(
        portal, made.group, await values(portal, made, 9, **back), ask=False, by=made.by
    )
    assert seen.follows and not seen.follows.ends
    assert ("Amara Okafor", "Direct Secure Messaging") in {
        (each.person, each.application) for each in seen.follows.opens
    }


async def test_a_move_that_waits_for_its_day_can_be_withdrawn_or_declined(
    portal: Portal, made: Practice
) -> None:
    for declined in (False, True):
        key = await ask(portal, made, 30, city="Mesa", postcode="85201")
        await decide_change(portal, key, True, "", by=ANALYST, apply=APPLY)
        if declined:
            await decide_change(portal, key, False, "The building is not ready", by=ANALYST, apply=APPLY)
        else:
            await withdraw_change(key, by=made.by)
        assert await scheduled(DAY, key) is None
        await come_due(portal, key)
        assert (await load_group(made.group)).details.city != "Mesa"


async def test_a_practice_that_was_closed_before_does_not_move(portal: Portal, made: Practice) -> None:
    key = await ask(portal, made, 30, city="Mesa", postcode="85201")
    await decide_change(portal, key, True, "", by=ANALYST, apply=APPLY)
    async with change("test.closed", by=ANALYST):
        await moving(await locked_group(made.group), "closed", by=ANALYST)
    await come_due(portal, key)
    assert (await change_asked(key)).state == "withdrawn"
    assert (await load_group(made.group)).details.city != "Mesa"


@pytest.mark.parametrize(("days", "words"), [(-1, "today"), (800, "within a year")])
async def test_a_move_is_on_a_day_to_come(portal: Portal, made: Practice, days: int, words: str) -> None:
    typed = await values(portal, made, days, city="Mesa", postcode="85201")
    seen = await move_practice(portal, made.group, typed, ask=True, by=made.by)
    assert seen.key is None and words in (seen.form["day"].error or "")


@pytest.mark.both_databases
async def test_another_name_is_signed_anew_and_access_goes_on(portal: Portal, made: Practice) -> None:
    before = await last_term(made.group)
    key = await ask(portal, made, 0, name="Summit Clinic")
    follows = (await move_practice(
        portal, made.group, await values(portal, made, 0, name="PEAKS, LLC"), ask=False, by=made.by
    )).follows  # fmt: skip
    assert follows and not follows.signs
    await decide_change(portal, key, True, "", by=ANALYST, apply=APPLY)
    assert before and await scheduled("agreement.term", before.id) is not None
    await seeing_to_terms(portal, signing_for(portal))["agreement.term"](before.id)
    renewal, term = await open_renewal(made.group), await last_term(made.group)
    assert renewal and renewal.agreement.content.group == "Summit Clinic"
    assert term and term.state == "in-force" and term.ends_at and before.ends_at
    assert clock.now() < term.ends_at < before.ends_at
