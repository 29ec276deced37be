from uuid import uuid4

import pytest

from core.access import actions, suspending
from core.access.asking import ask_again
from core.access.conditions import NotNow
from core.access.tables import Grant, Request, WorkItem
from core.activation.actions import activate_group, resume_group, suspend_group
from core.agreements.actions import void
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid, NotFound
from core.groups.tables import Member
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    KEYS,
    LINE,
    ROSA,
    Someone,
    active,
    check_credentials,
    practice,
    signing_for,
    state_of,
)


async def _generation(grant: object) -> int:
    row = await Grant.select(Grant.generation).where(Grant.id == grant).first()
    return int(row["generation"]) if row else 0


async def _work(grant: object) -> list[tuple[str, int, str]]:
    rows = await WorkItem.select().where(WorkItem.grant == grant).order_by(WorkItem.generation)
    return [(row["kind"], row["generation"], row["state"]) for row in rows]


async def test_activation_approves_and_begins_every_line(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, AMARA)
    assert {await state_of(grant) for grant in made.grants.values()} == {"provisioning"}
    grant = made.grants["Amara", "pacs"]
    assert await _work(grant) == [("grant", 2, "waiting")] and await _generation(grant) == 2
    request = await Request.select(Request.state).where(Request.id == made.request).first()
    assert request and request["state"] == "in-progress"


async def test_nothing_moves_forward_without_an_agreement_in_force(
    database: Database, portal: Portal
) -> None:
    unsigned, ended = await practice(portal, BEN, in_force=False), await practice(portal, BEN, name="Mesa")
    await check_credentials(portal, ended)
    await void(signing_for(portal), ended.agreement, "Signed by the wrong person.", by=ANALYST)
    against = (
        (unsigned, "Still to be checked", "still needs signatures"),
        (ended, "isn’t in force", "isn’t in force"),
    )
    for made, its_activation, one_line in against:
        with pytest.raises(NotNow, match=its_activation):
            await activate_group(portal, KEYS, made.group, by=ANALYST)
        with pytest.raises(NotNow, match=one_line):
            await actions.approve(portal, made.grants["Ben", "cerner"], by=ANALYST)
        assert await state_of(made.grants["Ben", "cerner"]) == "requested"


async def test_nothing_is_activated_before_the_credentials_are_checked(
    database: Database, portal: Portal
) -> None:
    made = await practice(portal, BEN, AMARA)
    with pytest.raises(NotNow, match="Still to be checked: Amara Okafor"):
        await activate_group(portal, KEYS, made.group, by=ANALYST)


async def test_whose_credentials_are_not_valid_gets_nothing(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN, ROSA, AMARA)
    await check_credentials(portal, made, not_valid=["Amara"])
    await activate_group(portal, KEYS, made.group, by=ANALYST)
    assert await state_of(made.grants["Amara", "cerner"]) == "denied"
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"


async def test_a_line_that_was_never_possible_is_declined_with_its_reason(
    database: Database, portal: Portal
) -> None:
    clerk = Someone("Clara", "Clerk", "clara@peaks.example", ("qventus",), "Surgery Scheduler")
    made = await practice(portal, BEN, clerk)
    await check_credentials(portal, made)
    # Written by hand: no act changes a suffix without looking at what was asked for.
    await Member.update({Member.suffix: "Billing"}).where(Member.id == made.members["Clara"])
    await activate_group(portal, KEYS, made.group, by=ANALYST)
    row = await Grant.select().where(Grant.id == made.grants["Clara", "qventus"]).first()
    assert row and row["state"] == "denied" and "suffix" in row["reason"]


async def test_whoever_asked_does_not_approve(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN)
    grant = made.grants["Ben", "cerner"]
    await actions.revoke(grant, LINE, by=ANALYST)
    await ask_again(portal, grant, by=made.by)
    with pytest.raises(NotNow, match="Someone else"):
        await actions.approve(portal, grant, by=made.by)


async def test_working_access_is_told_to_its_person_and_the_administrator(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    await actions.activate(portal, made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    told = await OutboxMail.select().where(OutboxMail.template.like("access-active%"))
    assert {row["recipient"] for row in told} == {AMARA.email, BEN.email}
    assert all("aokafor" in row["text"] for row in told)


async def test_the_last_line_ends_the_request(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, AMARA)
    for (_, slug), grant in made.grants.items():
        await actions.activate(portal, grant, slug, by=ANALYST)
    row = await Request.select(Request.state).where(Request.id == made.request).first()
    assert row and row["state"] == "done"
    assert await AuditEvent.exists().where(AuditEvent.action == "request.done")


@pytest.mark.parametrize("end", ["revoke", "suspend", "expire"])
async def test_ending_access_always_leaves_work_of_a_newer_generation(
    database: Database, portal: Portal, end: str
) -> None:
    made = await active(portal, BEN)
    grant = made.grants["Ben", "cerner"]
    await actions.activate(portal, grant, "bruiz", by=ANALYST)
    match end:
        case "expire":
            await actions.expire(grant, by=ANALYST)
        case "suspend":
            await suspending.suspend(grant, LINE, by=ANALYST)
        case _:
            await actions.revoke(grant, LINE, by=ANALYST)
    assert await _work(grant) == [("grant", 2, "over"), ("revoke", 3, "waiting")]
    assert await _generation(grant) == 3


async def test_a_move_that_is_not_in_the_table_is_refused_and_leaves_nothing(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN)
    grant, events = made.grants["Ben", "cerner"], await AuditEvent.count()
    with pytest.raises(NotNow):
        await suspending.suspend(grant, LINE, by=ANALYST)
    with pytest.raises(Invalid):
        await actions.revoke(grant, "  ", by=ANALYST)
    assert await state_of(grant) == "provisioning" and await AuditEvent.count() == events


async def test_access_does_not_outlive_its_agreement(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, AMARA)
    working, waiting = made.grants["Amara", "cerner"], made.grants["Amara", "pacs"]
    await actions.activate(portal, working, "aokafor", by=ANALYST)
    await void(signing_for(portal), made.agreement, "Signed by the wrong person.", by=ANALYST)
    assert (await state_of(working), await state_of(waiting)) == ("suspended", "failed")
    assert (await _work(working))[-1][0] == "revoke" and (await _work(waiting))[-1][0] == "revoke"
    with pytest.raises(NotNow, match="isn’t in force"):
        await suspending.resume(portal, working, by=ANALYST)


@pytest.mark.both_databases
async def test_a_suspended_group_gets_its_access_set_up_again(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN)
    grant = made.grants["Ben", "cerner"]
    await actions.activate(portal, grant, "bruiz", by=ANALYST)
    await suspend_group(portal, made.group, "Suspected misuse.", by=ANALYST)
    assert await state_of(grant) == "suspended"
    with pytest.raises(NotNow, match="is suspended"):
        await suspending.resume(portal, grant, by=ANALYST)
    await resume_group(portal, made.group, by=ANALYST)
    assert await state_of(grant) == "provisioning"
    assert [kind for kind, _, state in await _work(grant) if state == "waiting"] == ["grant"]


async def test_what_was_stopped_or_agreed_to_meanwhile_is_set_up_when_a_group_is_resumed(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, AMARA)
    stopped, late = made.grants["Amara", "cerner"], made.grants["Amara", "pacs"]
    await actions.revoke(late, LINE, by=ANALYST)
    await ask_again(portal, late, by=made.by)
    await actions.approve(portal, late, by=ANALYST)
    await suspend_group(portal, made.group, "Suspected misuse.", by=ANALYST)
    assert (await state_of(stopped), await state_of(late)) == ("failed", "approved")
    await resume_group(portal, made.group, by=ANALYST)
    assert {await state_of(grant) for grant in made.grants.values()} == {"provisioning"}


async def test_access_that_works_has_nothing_left_to_be_set_up(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN)
    await actions.activate(portal, made.grants["Ben", "cerner"], "bruiz", by=ANALYST)
    assert await _work(made.grants["Ben", "cerner"]) == [("grant", 2, "over")]


async def test_an_unknown_grant_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await actions.deny(uuid4(), "No such line.", by=ANALYST)
