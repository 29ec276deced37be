"""Where each member signs an agreement of their own, nobody has access without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.access import actions, leaving
from core.access.by_date import handlers
from core.access.conditions import against
from core.access.handing_over import calling_off
from core.access.lines import load
from core.access.own_agreements import reaching_anew
from core.access.renewing import asking_for_new_versions, seeing_to_terms
from core.agreements.actions import decline, enter_code, open_link, void
from core.agreements.of_members import newest_of_each
from core.agreements.open_ones import open_purposes
from core.agreements.queries import (
    agreement_in_force,
    agreements_of,
    another_binds,
    bound,
    bound_no_more_since,
    latest_of_group,
    newest_sealed,
    sent_agreement,
)
from core.agreements.records import SentAgreement
from core.agreements.terms import last_term, open_renewal
from core.agreements.worker import AgreementWorker
from core.console.queries.terms import ending_terms, next_to_end
from core.database import Database
from core.due.worker import DueWorker
from core.groups.people import load_member
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.requests.queries.needs import find_standing
from core.reviews.queries.needs import EVERY_NEED
from tests.conftest import MovableClock
from tests.core.agreements.sample import BROWSER, newest_code, newest_link
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    ROSA,
    Practice,
    active,
    bring_in_force,
    signing_for,
    state_of,
    themselves,
    where_members_sign,
)


@pytest.fixture
def portal() -> Portal:
    return where_members_sign()


async def own_of(made: Practice, first: str) -> SentAgreement:
    """What somebody of the practice was last asked to sign for themselves."""
    key = made.members[first]
    return await sent_agreement((await newest_of_each([key]))[key].id)


async def signs(portal: Portal, made: Practice, first: str) -> SentAgreement:
    await bring_in_force(signing_for(portal), await own_of(made, first))
    return await own_of(made, first)


async def working(portal: Portal) -> tuple[Practice, UUID, SentAgreement]:
    """A practice in which Amara has signed and one access of hers works."""
    made = await active(portal, BEN, AMARA)
    own = await signs(portal, made, "Amara")
    await actions.activate(portal, made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    return made, made.grants["Amara", "cerner"], own


async def do_what_is_due(portal: Portal) -> None:
    signing = signing_for(portal)
    kinds = {**handlers(portal), **seeing_to_terms(portal, signing), **calling_off(signing)}
    kinds |= reaching_anew(signing)
    others = ("look-at-access", "group.npis", "leaver.receipt", "member.disuse")
    worker = DueWorker({**dict.fromkeys(others, _nothing), **kinds})
    while await worker.attend_due() or await AgreementWorker(signing).attend_due():
        pass


async def _nothing(_: UUID) -> None:
    return None


async def told(template: str) -> list[str]:
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template == template)
    return sorted(row["recipient"] for row in rows)


@pytest.mark.both_databases
async def test_each_is_asked_at_activation_and_set_up_once_they_have_signed(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    hers, his = made.grants["Amara", "cerner"], made.grants["Ben", "cerner"]
    own, amara = await own_of(made, "Amara"), await themselves(made, "Amara")
    assert (await state_of(hers), await state_of(his)) == ("approved", "approved")
    assert (own.agreement.purpose, own.agreement.slug) == ("member", "user-agreement")
    assert [each.name for each in own.signers] == ["Amara Okafor"] and not own.agreement.content.signers[
        0
    ].parts
    assert amara.account
    needs = (await find_standing(portal, amara.account, EVERY_NEED)).needs
    assert [(each.kind, each.what, each.key) for each in needs] == [
        ("sign", "user-agreement", own.signers[0].id)
    ]
    assert await against(portal, await load(hers)) == "This person has to sign the User Agreement first."

    sealed = await signs(portal, made, "Amara")

    assert sealed.agreement.state == "in-force"
    assert (await load_member(made.members["Amara"])).signed_until == sealed.agreement.binds_until
    assert (await state_of(hers), await state_of(his)) == ("provisioning", "approved")
    assert await against(portal, await load(hers)) is None


@pytest.mark.both_databases
async def test_what_members_sign_counts_for_nothing_of_their_group(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN, AMARA)
    await signs(portal, made, "Amara")
    signing, group = signing_for(portal), made.group

    async def of_group() -> tuple[object, ...]:
        latest, last = await latest_of_group(group), await last_term(group)
        assert latest and last
        first, after = await next_to_end(), await ending_terms("60")
        return (
            await agreement_in_force(group), await agreements_of(group), await bound([group]),
            latest.agreement.id, last.id, await newest_sealed(group),
            await another_binds(group, made.agreement), await open_purposes(group), await open_renewal(group),
            first and first.agreement, after,
        )  # fmt: skip

    key = made.agreement
    assert await of_group() == (key, [key], [group], key, key, key, False, frozenset(), None, key, ((), None))
    await void(signing, key, "A mistake.", by=ANALYST)
    assert await agreement_in_force(group) is None and await bound([group]) == []
    ended = await bound_no_more_since(group)
    clock.advance(days=1)
    await void(signing, (await own_of(made, "Amara")).agreement.id, "Another mistake.", by=ANALYST)
    assert await bound_no_more_since(group) == ended


async def test_who_declines_has_nothing_and_whoever_administers_the_practice_reads_why(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    signing = signing_for(portal)
    opened = await open_link(signing, await newest_link(AMARA.email), by=BROWSER)
    await enter_code(opened.signer, opened.token, await newest_code(AMARA.email), by=BROWSER)
    await decline(signing, opened.signer, opened.token, "I am leaving soon.", by=BROWSER)

    assert await told("own-agreement-ended-of-practice") == [BEN.email]
    assert await told("own-agreement-ended") == []
    assert await state_of(made.grants["Amara", "cerner"]) == "approved"
    assert (await own_of(made, "Ben")).agreement.state == "out"


@pytest.mark.both_databases
async def test_the_end_of_a_term_is_told_in_time_and_suspends_that_person_alone(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, own = await working(portal)
    await signs(portal, made, "Ben")
    his = made.grants["Ben", "cerner"]
    await actions.activate(portal, his, "bpeak", by=ANALYST)
    ends, _ = own.agreement.term
    for number, days in enumerate((60, 30)):
        clock.set(ends - timedelta(days=days))
        await do_what_is_due(portal)
        assert (await told("sign-agreement-reminder")).count(AMARA.email) == number
    renewal = await own_of(made, "Amara")
    assert (renewal.agreement.follows, renewal.agreement.content.term_from) == (own.agreement.id, ends)
    await signs(portal, made, "Ben")
    clock.set(ends)
    await do_what_is_due(portal)

    assert (await state_of(grant), await state_of(his)) == ("suspended", "active")
    assert AMARA.email in await told("access-ended") and await told("agreement-lapsed") == []
    clock.advance(days=10)
    await signs(portal, made, "Amara")
    assert await state_of(grant) == "provisioning"
    assert (await own_of(made, "Ben")).agreement.term[0] > ends + timedelta(days=364)


async def test_a_term_that_nothing_follows_is_told_to_the_person_and_the_administrator(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant, own = await working(portal)
    clock.set(own.agreement.term[0] - timedelta(days=60))
    await do_what_is_due(portal)
    await void(signing_for(portal), (await own_of(made, "Amara")).agreement.id, "A mistake.", by=ANALYST)
    assert AMARA.email in await told("own-agreement-ended")
    assert await state_of(grant) == "active"
    clock.advance(days=30)
    await do_what_is_due(portal)
    assert {AMARA.email, BEN.email} <= {*await told("own-agreement-ends")}


async def test_a_new_version_is_asked_of_who_signed_an_earlier_one(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, _, own = await working(portal)
    kind = portal.site.member_agreement
    assert kind
    day = (clock() + timedelta(days=45)).date()
    newer = where_members_sign(text=kind.text.model_copy(update={"version": "2"}), sign_by=day)
    async with asking_for_new_versions(newer):
        clock.advance(seconds=10)
        await do_what_is_due(newer)
    assert (await own_of(made, "Amara")).agreement.version == "2"
    assert (await sent_agreement(own.agreement.id)).agreement.term[0] < clock() + timedelta(days=47)
    assert await open_renewal(made.group) is None


@pytest.mark.both_databases
async def test_it_ends_with_who_leaves_and_who_is_back_signs_anew(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN, AMARA, replace(ROSA, wants=("cerner",)))
    member, grant = made.members["Rosa"], made.grants["Rosa", "cerner"]
    own = await signs(portal, made, "Rosa")
    clock.advance(days=1)
    await leaving.leave(portal, member, "She moved.", by=ANALYST)
    assert not (await load_member(member)).has_signed
    await do_what_is_due(portal)
    assert (await sent_agreement(own.agreement.id)).agreement.state == "void"
    assert await told("own-agreement-ended") == await told("own-agreement-ended-of-practice") == []

    clock.advance(days=1)
    await leaving.come_back(portal, member, by=ANALYST)

    again = await own_of(made, "Rosa")
    assert again.agreement.id != own.agreement.id and again.agreement.state == "out"
    assert await state_of(grant) == "revoked"
    # Back before the worker came to the one that was open.
    await leaving.leave(portal, member, "Once more.", by=ANALYST)
    clock.advance(seconds=1)
    await leaving.come_back(portal, member, by=ANALYST)
    await do_what_is_due(portal)
    assert (await sent_agreement(again.agreement.id)).agreement.state == "void"
    assert (await own_of(made, "Rosa")).agreement.state == "out"
