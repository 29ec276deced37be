"""Support sees which terms end soon, and sends what follows them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.agreements.actions import void
from core.agreements.queries import agreement_in_force, sent_agreement
from core.agreements.tables import Agreement
from core.agreements.terms import last_term, open_renewal
from core.console.queries.figures import tallies, terms_so_far
from core.console.queries.terms import Which, ending_terms, statement_of
from core.console.renewing import looks, send_each
from core.database import Database, count_statements, transaction
from core.errors import Invalid
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.office.test_log import VALLEY
from tests.practices import (
    ANALYST,
    BEN,
    ROSA,
    Practice,
    active,
    bring_in_force,
    portal_for,
    sign_another,
    signing_for,
    themselves,
)

WHY = "They call each year"


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, ROSA)


async def to_the_end(made: Practice, clock: MovableClock, **before: int) -> None:
    """The time comes shortly before the end of the term."""
    ends_at = (await sent_agreement(made.agreement)).agreement.ends_at
    assert ends_at
    clock.set(ends_at - timedelta(**before))


async def names(which: Which) -> list[str]:
    return [each.name for each in (await ending_terms(which))[0]]


@pytest.mark.both_databases
async def test_terms_are_listed_by_their_end_with_what_follows_each(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    other = await active(portal, *VALLEY, name="Valley")
    assert await names("60") == []
    await to_the_end(made, clock, days=20)
    assert sorted(await names("60")) == ["Peaks", "Valley"] == sorted(await names("30"))
    assert await names("14") == []
    assert terms_so_far(await tallies(None)) == "2"
    (first,), rest = await ending_terms("60", limit=1)
    assert rest == first.agreement
    (second,), rest = await ending_terms("60", rest, limit=1)
    assert rest is None and {first.group, second.group} == {made.group, other.group}
    assert first.follows is None and first.may_be_sent and first.days in (19, 20)
    assert await send_each(portal, [made.group], WHY, by=ANALYST) == {made.group: ""}
    follows = {each.group: each.follows for each in (await ending_terms("60"))[0]}[made.group]
    assert follows and follows.state == "out" and "Ben Ruiz" in follows.missing
    with count_statements() as statements:
        await ending_terms("60")
    assert len(statements) == 3
    clock.advance(days=21)
    assert sorted(await names("grace")) == ["Peaks", "Valley"] and await names("60") == []
    assert terms_so_far(await tallies(None)) == "0"
    await Agreement.update({Agreement.state: "lapsed"}).where(Agreement.id == made.agreement)
    assert await names("lapsed") == ["Peaks"] and await names("grace") == ["Valley"]


@pytest.mark.both_databases
async def test_the_list_walks_an_index(portal: Portal, made: Practice) -> None:
    text, values = await statement_of("60", None)
    postgres = Agreement._meta.db.engine_type == "postgres"
    async with transaction():
        if postgres:
            await Agreement.raw("SET LOCAL enable_seqscan = off")
            await Agreement.raw("SET LOCAL enable_sort = off")
        explain = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
        plan = str(await Agreement.raw(f"{explain} {text} ORDER BY a.ends_at, a.id LIMIT 51", *values))
    assert "agreement_by_end" in plan, plan


@pytest.mark.both_databases
async def test_of_two_who_send_at_once_one_wins_and_the_old_term_stays_in_force(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    await to_the_end(made, clock, days=200)
    (look,) = await looks(portal, [made.group, made.group])
    assert [each.email for each in look.signers] and not look.against
    came = await asyncio.gather(*(send_each(portal, [made.group], WHY, by=ANALYST) for _ in range(2)))
    assert sorted(each[made.group] for each in came) == ["", "Another one is under way."]
    sent = await open_renewal(made.group)
    assert sent and sent.agreement.follows == made.agreement
    assert (await sent_agreement(made.agreement)).agreement.state == "in-force"
    told = OutboxMail.recipient.is_in([each.email for each in look.signers])
    links = await OutboxMail.count().where(
        told, OutboxMail.template == "sign-agreement", OutboxMail.id.is_not_null()
    )
    assert links >= len(look.signers)
    assert (await looks(portal, [made.group]))[0].against == "Another one is under way."
    await void(signing_for(portal), sent.agreement.id, "A wrong name", by=ANALYST)
    assert await send_each(portal, [made.group], WHY, by=ANALYST) == {made.group: ""}


@pytest.mark.both_databases
async def test_what_another_term_outlasts_is_not_counted_and_a_void_term_is_followed_by_support(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    await to_the_end(made, clock, days=20)
    await sign_another(portal, (await sent_agreement(made.agreement)).agreement)
    assert terms_so_far(await tallies(None)) == "0"
    assert terms_so_far({"terms": 180.0, "terms-read": 200.0}) == "180+"
    clock.advance(days=30)
    last = await last_term(made.group)
    assert last
    await void(signing_for(portal), last.id, "A wrong name", by=ANALYST)
    assert await send_each(portal, [made.group], WHY, by=ANALYST) == {made.group: ""}
    sent = await open_renewal(made.group)
    assert sent
    await bring_in_force(signing_for(portal), sent)
    assert await agreement_in_force(made.group) == sent.agreement.id


async def test_a_reason_is_needed_and_support_sends_nothing_to_its_own_practice(
    portal: Portal, made: Practice
) -> None:
    with pytest.raises(Invalid):
        await send_each(portal, [made.group], " ", by=ANALYST)
    own = await send_each(portal, [made.group], WHY, by=await themselves(made, "Ben"))
    assert own[made.group] and await open_renewal(made.group) is None
