"""A term comes to its end: what follows is sent in time, and access neither ends early nor outlasts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from core.access import actions, suspending
from core.access.by_date import handlers
from core.access.renewing import KNOWN_EVERYWHERE, TERM, asking_for_new_versions, seeing_to_terms
from core.agreements.actions import void
from core.agreements.queries import agreement_in_force, sent_agreement
from core.agreements.records import AgreementRecord, SentAgreement
from core.agreements.terms import last_term, open_renewal
from core.agreements.versions import bound_by_earlier
from core.agreements.worker import AgreementWorker
from core.console.queries.terms import next_to_end
from core.database import Database
from core.demo.signing import sign_all
from core.due.queries import scheduled
from core.due.worker import DueWorker
from core.errors import NotFound, Stale
from core.mail.tables import OutboxMail
from core.office import renewing
from core.portal import Portal
from core.requests.queries.needs import find_standing
from core.reviews.queries.needs import EVERY_NEED
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    Practice,
    active,
    bring_in_force,
    portal_for,
    portal_of,
    practice,
    sign_another,
    signing_for,
    state_of,
    themselves,
)


async def go_to(portal: Portal, clock: MovableClock, moment: datetime) -> None:
    """The time comes, and every worker does what is due."""
    clock.set(moment)
    signing = signing_for(portal)
    kinds = {**handlers(portal), **seeing_to_terms(portal, signing)}
    worker = DueWorker({**dict.fromkeys(("look-at-access", "group.npis"), _nothing), **kinds})
    while await worker.attend_due() or await AgreementWorker(signing).attend_due():
        pass


async def _nothing(_: UUID) -> datetime | None:
    return None


async def told(template: str) -> set[str]:
    """Who got a mail of this kind."""
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template == template)
    return {row["recipient"] for row in rows}


async def count(template: str) -> int:
    return await OutboxMail.count().where(OutboxMail.template == template)


async def working(portal: Portal) -> tuple[Practice, UUID, AgreementRecord]:
    """A practice in which somebody's access works, and its term."""
    made = await active(portal, BEN, AMARA)
    grant = made.grants["Amara", "cerner"]
    await actions.activate(portal, grant, "aokafor", by=ANALYST)
    return made, grant, (await sent_agreement(made.agreement)).agreement


async def to_renew(made: Practice) -> list[str]:
    """What whoever administers the practice is told to renew."""
    by = await themselves(made, "Ben")
    standing = await find_standing(portal_for(), by.account or uuid4(), EVERY_NEED)
    return [each.group for each in standing.needs if each.kind == "renew"]


async def renewal_of(made: Practice) -> SentAgreement:
    sent = await open_renewal(made.group)
    assert sent
    return sent


def ruled(portal: Portal, **rule: object) -> Portal:
    """The same site with another rule of renewal."""
    (kind, *others) = portal.site.agreements
    kind = kind.model_copy(update={"renewal": kind.renewal.model_copy(update=rule)})
    return portal_of(portal.site.model_copy(update={"agreements": (kind, *others)}))


@pytest.mark.both_databases
async def test_what_follows_is_sent_by_itself_and_its_term_begins_where_the_one_before_ends(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, term = await working(portal)
    await go_to(portal, clock, term.term[0] - timedelta(days=61))
    assert await open_renewal(made.group) is None
    await go_to(portal, clock, term.term[0] - timedelta(days=60))
    sent = await renewal_of(made)
    assert sent.agreement.purpose == "renewal" and {each.email for each in sent.signers} >= {BEN.email}
    assert await told("sign-agreement") >= {each.email for each in sent.signers}

    await bring_in_force(signing_for(portal), sent)

    last = await last_term(made.group)
    assert last and last.id == sent.agreement.id
    assert last.term[0] == term.term[0].replace(year=term.term[0].year + 3)
    await go_to(portal, clock, term.term[0] + timedelta(seconds=1))
    assert (await sent_agreement(term.id)).agreement.state == "lapsed"
    assert await agreement_in_force(made.group) == last.id
    assert await state_of(grant) == "active" and await count("access-ended") == 0


@pytest.mark.both_databases
async def test_when_nobody_signs_everybody_is_told_beforehand_and_after_and_access_is_suspended_not_deleted(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, term = await working(portal)
    ends = term.term[0]
    for number, days in enumerate((60, 30, 14, 7, 1)):
        await go_to(portal, clock, ends - timedelta(days=days))
        assert await count("sign-agreement-reminder") == number * len((await renewal_of(made)).signers)
        assert await count("agreement-ends-of-practice") == number
        assert await state_of(grant) == "active"
    await go_to(portal, clock, ends - timedelta(seconds=1))
    assert await state_of(grant) == "active" and await count("agreement-lapsed") == 0

    await go_to(portal, clock, ends)

    assert await state_of(grant) == "suspended"
    assert await told("agreement-lapsed") >= {AMARA.email}
    assert await told("agreement-lapsed-of-practice") == {portal.site.support_address}


@pytest.mark.both_databases
async def test_who_signs_late_brings_back_what_the_end_suspended_and_only_that(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, term = await working(portal)
    kept, refused = made.grants["Ben", "cerner"], made.grants["Amara", "pacs"]
    await actions.activate(portal, kept, "bpeak", by=ANALYST)
    await suspending.suspend(kept, "A suspicion.", by=ANALYST)
    await actions.fail(portal, refused, "There is no such person.", by=ANALYST)
    await go_to(portal, clock, term.term[0])
    assert await state_of(grant) == "suspended"
    clock.advance(days=29)

    await bring_in_force(signing_for(portal), await renewal_of(made))

    assert await state_of(grant) == "provisioning"
    assert (await state_of(kept), await state_of(refused)) == ("suspended", "failed")
    last = await last_term(made.group)
    assert last and last.in_force_at and last.term[0] > last.in_force_at + timedelta(days=1090)


@pytest.mark.both_databases
async def test_after_the_grace_nobody_can_sign_the_renewal_that_was_sent(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, term = await working(portal)
    await go_to(portal, clock, term.term[0] - timedelta(days=60))
    await go_to(portal, clock, term.term[0] + timedelta(days=30))
    assert await open_renewal(made.group) is None and await state_of(grant) == "suspended"
    assert await count("agreement-expired") == len(await told("agreement-expired"))
    assert await told("agreement-expired") >= {AMARA.email, BEN.email}
    assert await to_renew(made) == ["Peaks"]
    key = await renewing.send_next(portal, made.group, by=await themselves(made, "Ben"))
    await bring_in_force(signing_for(portal), await sent_agreement(key))
    assert await state_of(grant) == "provisioning" and await to_renew(made) == []


async def test_grace_with_access_suspends_only_when_it_is_over_and_says_so(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    portal = ruled(portal, grace_days=20, grace_access=True)
    _, grant, term = await working(portal)
    await go_to(portal, clock, term.term[0] - timedelta(days=60))
    await go_to(portal, clock, term.term[0] + timedelta(days=19))
    assert await state_of(grant) == "active"
    await go_to(portal, clock, term.term[0] + timedelta(days=20))
    assert await state_of(grant) == "suspended"


async def test_after_a_stand_still_one_notice_is_sent_and_not_all_that_were_missed(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    _, _, term = await working(portal)
    await go_to(portal, clock, term.term[0] - timedelta(days=60))
    await go_to(portal, clock, term.term[0] - timedelta(days=2))
    assert await count("agreement-ends-of-practice") == 1
    assert await scheduled(TERM, term.id) == term.term[0] - timedelta(days=1)


@pytest.mark.both_databases
async def test_a_renewal_that_support_voided_is_not_sent_again_by_itself(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, _, term = await working(portal)
    await go_to(portal, clock, term.term[0] - timedelta(days=60))
    sent = await renewal_of(made)
    assert await to_renew(made) == []
    await void(signing_for(portal), sent.agreement.id, "A mistake.", by=ANALYST)
    await go_to(portal, clock, term.term[0] - timedelta(days=30))
    assert await open_renewal(made.group) is None
    assert await told("agreement-ends") >= {AMARA.email, BEN.email}
    assert await to_renew(made) == ["Peaks"]
    ben, next_one = await themselves(made, "Ben"), await next_to_end()
    failed = (await renewing.term_of_practice(portal, made.group, by=ben)).failed
    assert failed and failed.agreement.id == sent.agreement.id
    assert next_one and next_one.agreement == term.id
    await renewing.send_next(portal, made.group, by=ben)
    assert await to_renew(made) == [] and await open_renewal(made.group)


async def test_an_agreement_of_another_purpose_makes_an_unsigned_renewal_void(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, term = await working(portal)
    await go_to(portal, clock, term.term[0] - timedelta(days=60))
    sent = await renewal_of(made)
    await sign_another(portal, term)
    await go_to(portal, clock, term.term[0] + timedelta(days=1))
    assert (await sent_agreement(sent.agreement.id)).agreement.state == "void"
    assert await state_of(grant) == "active" and await count("agreement-lapsed") == 0


def in_version_2(portal: Portal, sign_by: date) -> Portal:
    """The same site with a new version of its agreement, which is signed anew by a day."""
    (kind, *others) = portal.site.agreements
    text = kind.text.model_copy(update={"version": "2"})
    kind = kind.model_copy(update={"text": text, "sign_by": sign_by})
    return portal_of(portal.site.model_copy(update={"agreements": (kind, *others)}))


@pytest.mark.both_databases
async def test_whoever_signed_an_earlier_version_is_asked_by_the_day_the_site_says(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, term = await working(portal)
    day = (clock() + timedelta(days=45)).date()
    newer = in_version_2(portal, day)
    assert (await bound_by_earlier(term.slug, "2", clock())).later == 1
    async with asking_for_new_versions(newer):
        await go_to(newer, clock, clock() + KNOWN_EVERYWHERE)
    sent = await renewal_of(made)
    assert sent.agreement.version == "2"
    ends = datetime.combine(day + timedelta(days=1), time(0), newer.site.zone)
    assert (await sent_agreement(term.id)).agreement.term[0] == ends
    await go_to(newer, clock, ends)
    assert await state_of(grant) == "suspended"


async def test_who_is_signing_while_the_text_changes_finishes_it_and_signs_the_new_one_by_the_day(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await practice(portal, BEN, AMARA, in_force=False)
    sent = await sent_agreement(made.agreement)
    await sign_all(signing_for(portal), replace(sent, signers=sent.signers[:1]))
    day = (clock() + timedelta(days=45)).date()
    newer = in_version_2(portal, day)
    async with asking_for_new_versions(newer):
        await go_to(newer, clock, clock() + KNOWN_EVERYWHERE)
    assert (await sent_agreement(made.agreement)).agreement.state == "out"

    await bring_in_force(signing_for(newer), await sent_agreement(made.agreement))

    signed = (await sent_agreement(made.agreement)).agreement
    assert (signed.state, signed.version, signed.text_hash) == ("in-force", "1", sent.agreement.text_hash)
    assert {each.read_hash for each in (await sent_agreement(made.agreement)).signers} == {signed.text_hash}
    await go_to(newer, clock, clock())
    assert (await renewal_of(made)).agreement.version == "2"
    ends = datetime.combine(day + timedelta(days=1), time(0), newer.site.zone)
    assert (await sent_agreement(made.agreement)).agreement.term[0] == ends


async def test_nobody_else_sees_the_term_of_a_practice_or_sends_what_follows(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, _, term = await working(portal)
    with pytest.raises(Stale):
        await renewing.send_next(portal, made.group, by=await themselves(made, "Ben"))
    clock.set(term.term[0] - timedelta(days=5))
    for by in (replace(ANALYST, kind="person"), replace(ANALYST, kind="person", account=None)):
        with pytest.raises(NotFound):
            await renewing.term_of_practice(portal, made.group, by=by)
        async with nothing_changes():
            with pytest.raises(NotFound):
                await renewing.send_next(portal, made.group, by=by)
