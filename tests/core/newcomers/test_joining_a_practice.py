"""Somebody joins a practice of the shipped site, as if people joined there."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.access.conditions import NotNow
from core.access.tables import Grant, Request
from core.actor import Actor
from core.database import Database
from core.errors import Invalid, NotFound, Stale, TooMany
from core.groups import group_moves
from core.groups.people import load_group, members_of
from core.groups.tables import Member
from core.identity.people import of_account
from core.joining.asked import NOTHING_SAID
from core.joining.joins import asked_of, withdraw
from core.joining.tables import Join
from core.mail.tables import OutboxMail
from core.newcomers.answering import accept_join, turn_down
from core.newcomers.asking import LOOKS, PRACTICES, ask_to_belong, form_of, redrawn
from core.newcomers.drafts import member_to_be
from core.newcomers.queries import SEARCHES, find_practices, join_to_answer, own_joins
from core.plugin_api import Options
from core.portal import Portal
from core.requests.queries.needs import find_standing
from core.reviews.queries.needs import EVERY_NEED
from tests.audit_diff import audited, nothing_changes
from tests.plugins.blocking import portal_where
from tests.practices import AMARA, ANALYST, BEN, Practice, Someone, active, portal_for, portal_of, themselves
from tests.practices.enrolling import account_for
from tests.practices.vouching import CARA

WEI = Someone("Wei", "Chen", "wei@elsewhere.example", ("cerner",), "Coder")


@pytest.fixture
def portal() -> Portal:
    """The shipped site, as if people joined."""
    site = portal_for().site
    return portal_of(
        site.model_copy(update={"enrollment": site.enrollment.model_copy(update={"people": "join"})})
    )


@pytest.fixture
async def made(database: Database, clock: object) -> Practice:
    """A practice that Ben administers."""
    return await active(portal_for(), BEN, AMARA)


def sent(portal: Portal, who: Someone, **more: Any) -> dict[str, list[str]]:
    """What a browser sends for them."""
    kind = who.staff_type(portal.site)
    typed = {**who.typed(portal.site, kind), "staff_type": kind, "applications": [*who.wants], **more}
    del typed["email"]
    return {name: value if isinstance(value, list) else [value] for name, value in typed.items()}


async def asked(portal: Portal, group: UUID, who: Someone, by: Actor, **more: Any) -> UUID:
    """Asks, with everything that is asked."""
    values = sent(portal, who, **more)
    drawn = await redrawn(portal, group, values, by=by)
    versions = {each.name: [str(each.value)] for each in drawn.agreeing if each.kind == "hidden"}
    ticks = {each.name: ["yes"] for each in drawn.agreeing if each.kind != "hidden"}
    page = await ask_to_belong(portal, group, {**values, **versions, **ticks}, by=by)
    assert not page.wrong, (page.errors, page.problems, page.drawn)
    (join,) = await Join.select(Join.id).where(Join.group == group, Join.open_for.is_not_null())
    return join["id"]


async def test_a_no_is_told_with_its_reason_and_one_asks_again(made: Practice, portal: Portal) -> None:
    wei = await account_for(portal, WEI)
    async with audited():
        join = await asked(portal, made.group, WEI, wei)
    with pytest.raises(Stale, match="asked already"):
        await asked(portal, made.group, WEI, wei)
    for by in (wei, ANALYST):
        with pytest.raises(NotFound):
            await join_to_answer(portal, join, by.account)
        with pytest.raises(NotFound):
            await accept_join(portal, join, by=by)
    await turn_down(portal, join, "We do not know you.", by=made.by)
    assert await mails() >= {
        ("join-asked", BEN.email),
        ("join-sent", WEI.email),
        ("join-declined", WEI.email),
    }
    async with nothing_changes():
        with pytest.raises(NotNow):
            await accept_join(portal, join, by=made.by)
    again = await asked(portal, made.group, WEI, wei)
    await withdraw(again, by=wei)
    # Nothing of it is kept, and whoever asks again begins with what their account says.
    assert {repr(asked_of(row)) for row in await Join.select()} == {repr(NOTHING_SAID)}
    assert not (await form_of(portal, made.group, by=wei)).drawn.person.staff_type


async def mails() -> set[tuple[str, str]]:
    """The template and the recipient of every mail."""
    rows = await OutboxMail.select(OutboxMail.template, OutboxMail.recipient)
    return {(each["template"], each["recipient"]) for each in rows}


@pytest.mark.both_databases
async def test_a_yes_makes_a_member_with_a_request_and_one_of_all_answers_wins(
    made: Practice, portal: Portal
) -> None:
    wei = await account_for(portal, WEI)
    (found,) = await find_practices("PEAK", by=wei)
    assert (found.id, found.place) == (made.group, "Phoenix, AZ")
    join = await asked(portal, made.group, WEI, wei)
    standing = await find_standing(portal, made.by.account, EVERY_NEED)
    assert [(each.kind, each.key, each.person) for each in standing.needs] == [("join", join, "Wei Chen")]
    view = await join_to_answer(portal, join, made.by.account)
    assert view.looked and not view.looked.against and [each.name for each in view.looked.wishes]
    racing = [*(accept_join(portal, join, by=made.by) for _ in range(2)), withdraw(join, by=wei)]
    given = await asyncio.gather(*racing, return_exceptions=True)
    won = [each for each in given if not isinstance(each, Stale)]
    assert len(won) == 1 and not isinstance(won[0], BaseException), given
    if won == [None]:
        join = await asked(portal, made.group, WEI, wei)
        won = [await accept_join(portal, join, by=made.by)]
    member = next(each for each in await members_of(made.group) if each.first_name == "Wei")
    assert (member.id, member.email) == (member_to_be(made.group, wei.account), WEI.email)
    assert (member.state, member.person_state) == ("active", "added")
    (grant,) = await Grant.select().where(Grant.member == member.id)
    (request,) = await Request.select().where(Request.number == won[0])
    assert (grant["application"], grant["state"]) == ("cerner", "requested")
    assert (request["kind"], request["sent_by"]) == ("applications", made.by.account)
    assert await mails() >= {("join-accepted", WEI.email), ("request-submitted", BEN.email)}
    assert (await own_joins(wei.account))[0].state == "accepted"


async def test_who_has_a_login_keeps_it_and_nobody_is_two_members(made: Practice, portal: Portal) -> None:
    other = await active(portal_for(), replace(BEN, email="olga@mesa.example"), name="Mesa")
    amara = await themselves(made, "Amara")
    here = replace(AMARA, wants=("cerner",))
    join = await asked(portal, other.group, here, amara)
    await accept_join(portal, join, by=other.by)
    member = next(each for each in await members_of(other.group) if each.email == AMARA.email)
    person = await of_account(amara.account)
    assert person and (member.person, member.person_state) == (person["id"], "known")
    with pytest.raises(Stale, match="belong"):
        await asked(portal, other.group, here, amara)

    # The practice added them itself meanwhile.
    wei = await account_for(portal, WEI)
    join = await asked(portal, made.group, WEI, wei)
    await Member.update({Member.email: WEI.email}).where(Member.id == made.members["Amara"])
    async with nothing_changes():
        with pytest.raises(NotNow, match="in this practice already"):
            await accept_join(portal, join, by=made.by)
    await Member.update({Member.state: "left"}).where(Member.id == made.members["Amara"])
    async with nothing_changes():
        with pytest.raises(NotNow, match="bring them back"):
            await accept_join(portal, join, by=made.by)


async def test_rules_are_looked_at_again_when_it_is_answered(
    made: Practice, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    wei = await account_for(portal, WEI)
    join = await asked(portal, made.group, WEI, wei)
    stored = await Join.select(Join.asked).where(Join.id == join).first().output(load_json=True)
    before = (stored or {})["asked"]
    changed = {**before, "details": {**before["details"], "suffix": "MD", "staff_type": "provider"}}
    await Join.update({Join.asked: changed}).where(Join.id == join)
    view = await join_to_answer(portal, join, made.by.account)
    assert view.looked and "license" in view.looked.against
    async with nothing_changes():
        with pytest.raises(NotNow):
            await accept_join(portal, join, by=made.by)
    group = await load_group(made.group)
    await group_moves.moving(group, "suspended", by=ANALYST)
    with pytest.raises(NotNow, match="active"):
        await accept_join(portal, join, by=made.by)
    with pytest.raises(NotFound):
        await form_of(portal, made.group, by=replace(wei, account=made.by.account))


async def test_what_the_site_changed_since_they_asked_is_said_and_not_accepted(
    made: Practice, portal: Portal
) -> None:
    join = await asked(portal, made.group, WEI, await account_for(portal, WEI))
    site, enrollment = portal.site, portal.site.enrollment
    newer = enrollment.attestation.model_copy(update={"markdown": "I confirm that I am I."})
    other = enrollment.model_copy(update={"attestation": newer})
    rewritten = portal_of(site.model_copy(update={"enrollment": other}))
    fewer = {slug: each for slug, each in site.plugins.items() if slug != "cerner"}
    for now, words in (
        (rewritten, f"“{newer.title}” has changed"),
        (portal_of(site.model_copy(update={"plugins": fewer})), "asked for cerner"),
    ):
        async with nothing_changes():
            with pytest.raises(NotNow, match=words):
                await accept_join(now, join, by=made.by)
    await accept_join(portal, join, by=made.by)


async def test_what_is_wrong_is_said_and_kept_and_nothing_is_stored(made: Practice, portal: Portal) -> None:
    wei = await account_for(portal, WEI)
    async with nothing_changes():
        page = await ask_to_belong(
            portal, made.group, {"staff_type": ["staff"], "suffix": ["Coder"], "last_name": ["Chen"]}, by=wei
        )
    assert page.wrong and page.drawn.form["last_name"].value == "Chen"
    assert {"first_name", "read", "attested"} <= {where for where, _ in page.errors}
    assert page.problems == ("Select at least one application",)
    assert "email" not in page.drawn.form
    for elsewhere, by in ((portal_for(), wei), (portal, ANALYST)):
        with pytest.raises(NotFound):
            await form_of(elsewhere, made.group, by=by)


async def test_a_search_tells_little_and_not_forever(made: Practice, portal: Portal) -> None:
    wei = await account_for(portal, WEI)
    with pytest.raises(Invalid):
        await find_practices("P.e", by=wei)
    await group_moves.moving(await load_group(made.group), "suspended", by=ANALYST)
    for _ in range(SEARCHES.times):
        assert await find_practices("peaks", by=wei) == ()
    with pytest.raises(TooMany):
        await find_practices("peaks", by=wei)


@pytest.fixture
def on_authority(portal: Portal) -> Portal:
    """The same, at which staff act on the authority of a physician."""
    site = portal.site
    kinds = tuple(
        each.model_copy(update={"authorized_by": ("provider", "sponsoring-physician")})
        if each.slug == "staff"
        else each
        for each in site.staff_types
    )
    return portal_of(site.model_copy(update={"staff_types": kinds}))


@pytest.mark.both_databases
async def test_who_reads_the_names_of_colleagues_reads_few_of_them(
    made: Practice, on_authority: Portal
) -> None:
    wei, typed = await account_for(on_authority, WEI), {"staff_type": ["staff"]}
    for _ in range(PRACTICES.times - 1):
        await PRACTICES.spend(str(wei.account))
    for look in range(LOOKS.times - 1):
        page = await (ask_to_belong if look % 2 else redrawn)(on_authority, made.group, typed, by=wei)
        (choice,) = page.authorizers["authorizers"].choices
        assert (choice.label, choice.hint) == ("Amara Okafor", "")
    cara = replace(CARA, email="cara@mesa.example")
    other = await active(portal_for(), replace(BEN, email="olga@mesa.example"), cara, name="Mesa")
    for _ in range(2):
        with pytest.raises(TooMany):
            await redrawn(on_authority, other.group, typed, by=wei)
    with pytest.raises(TooMany):
        await redrawn(on_authority, made.group, typed, by=wei)
    await form_of(on_authority, made.group, by=wei)


async def test_only_who_may_authorize_at_the_yes_is_asked(made: Practice, on_authority: Portal) -> None:
    wei, amara = await account_for(on_authority, WEI), made.members["Amara"]
    join = await asked(on_authority, made.group, WEI, wei, authorizers=[str(amara)])
    looked = (await join_to_answer(on_authority, join, made.by.account)).looked
    assert looked and (looked.vouching, looked.unable, looked.against) == (("Amara Okafor",), (), "")
    await Member.update({Member.person_state: "added"}).where(Member.id == amara)
    # Who Amara is, is not certain: she is not offered to whoever asks now.
    assert (await redrawn(on_authority, made.group, {"staff_type": ["staff"]}, by=wei)).nobody
    looked = (await join_to_answer(on_authority, join, made.by.account)).looked
    assert looked and (looked.vouching, looked.unable) == ((), ("Amara Okafor",))
    async with nothing_changes():
        with pytest.raises(NotNow, match="may authorize them"):
            await accept_join(on_authority, join, by=made.by)


async def test_what_was_asked_before_a_pause_goes_on_and_what_is_asked_meanwhile_is_kept_on_the_page(
    made: Practice, portal: Portal
) -> None:
    wei = await account_for(portal, WEI)
    paused = portal_where(portal, "cerner", options=Options(paused="We move it."))
    page = await ask_to_belong(paused, made.group, sent(portal, WEI), by=wei)
    assert page.problems == ("Cerner Millennium: New requests are paused. We move it.",)
    assert "cerner" in page.drawn.person.wanted
    assert not await Join.exists()

    join = await asked(portal, made.group, WEI, wei)
    view = await join_to_answer(paused, join, made.by.account)
    assert view.looked and not view.looked.against
    assert all(step.state == "ok" for each in view.looked.wishes for step in each.chain)
    assert await accept_join(paused, join, by=made.by)
