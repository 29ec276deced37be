"""The eyes of the walk: each fault that is planted in the tables is seen, and named for what it is."""

from __future__ import annotations

import pytest

from core.access.following import Following
from core.actor import SYSTEM
from core.audit import change
from core.audit.tables import AuditEvent
from core.audit.verification import Broken
from tests.core.audit.trail import without_protection
from tests.core.walk.conftest import standing
from tests.core.walk.machine import Everything
from tests.core.walk.stages import Stages
from tests.core.walk.steps import THE_END


async def _does_nothing(*_: object, **__: object) -> None:
    """What a listener does that was forgotten."""


async def _plant(statement: str, event: str) -> None:
    if event:
        async with change(event, by=SYSTEM):
            await AuditEvent.raw(statement)
    else:
        await AuditEvent.raw(statement)


WORKING = "(SELECT id FROM access_grant WHERE state = 'active' ORDER BY rowid LIMIT 1)"
AGAIN = """INSERT INTO appointment (id, "group", part, member, name, email, state)
  SELECT lower(hex(randomblob(16))), "group", part, member, name, email, '{state}' FROM appointment
  WHERE part = 'administrator'"""
TWICE = f"{AGAIN} UNION ALL {AGAIN[AGAIN.index('SELECT') :]}"
WAITS = """INSERT INTO appointment (id, "group", part, member, name, email, state, open_for, agreement)
  SELECT lower(hex(randomblob(16))), "group", part, member, name, email, 'proposed', "group" || ':' || part,
  (SELECT id FROM agreement WHERE "group" = appointment."group" AND state = 'in-force')
  FROM appointment WHERE part = 'administrator'"""
ENDED = "UPDATE appointment SET state = 'ended', held_for = NULL"
OTHER = """UPDATE appointment SET member = (SELECT id FROM member WHERE "group" = appointment."group"
  AND id <> appointment.member AND person IS NOT NULL LIMIT 1) WHERE part = 'administrator'"""
AWAY = f"""UPDATE member SET state = '{{state}}' WHERE id IN
  (SELECT member FROM access_grant WHERE id = {WORKING})"""
HOLDS = """UPDATE member SET state = 'left' WHERE id IN
  (SELECT member FROM appointment WHERE state = '{state}' AND part = '{part}')"""
COMES = """INSERT INTO due (id, kind, subject, key, due, attempts)
  SELECT lower(hex(randomblob(16))), '{kind}', id, '{kind}:' || id, '2099-01-01 00:00:00+00:00', 0
  FROM {table}"""
OBJECTION = f"""INSERT INTO member_objection (id, member, kind, account, by_name, reason, at, state, answer,
  closed_by, open_for) SELECT lower(hex(randomblob(16))), member, 'self', id, '', '', '2026-01-01', 'open',
  '', '', member FROM access_grant WHERE id = {WORKING}"""
CHANGE = """INSERT INTO change_request (id, "group", kind, wanted, shown, why, state, asked_by_name, asked_at,
  decided_by_name, reason, open_for) SELECT lower(hex(randomblob(16))), id, 'practice', '{}', '[]', '',
  'approved', '', '2026-01-01', '', '', id FROM practice_group LIMIT 1"""
FAULTS = {
    "without an event": "UPDATE access_grant SET reason = 'x'",
    "without an agreement in force": "UPDATE agreement SET binds_until = '2020-01-01 00:00:00+00:00'",
    "in a group that is suspended": "UPDATE practice_group SET state = 'suspended'",
    "though: ": "UPDATE member SET suffix = 'Other', staff_type = 'staff' WHERE id IN"
    " (SELECT member FROM access_grant WHERE application = 'qventus')",
    "for someone who is not known": "UPDATE member SET person_state = 'unclear'",
    "under the login of someone else": "UPDATE access_grant SET person = id",
    "not exactly one administrator": "UPDATE appointment SET part = 'backup' WHERE part = 'administrator'",
    "not exactly one sponsor": f"{ENDED} WHERE part = 'sponsor'",
    "of part administrator in-force": AGAIN.format(state="in-force"),
    "of part administrator proposed": TWICE.format(state="proposed"),
    "waits for an agreement that is in-force": WAITS,
    "of someone who is still to come": HOLDS.replace("left", "proposed").format(
        state="in-force", part="administrator"
    ),
    "kept under another key": "UPDATE appointment SET held_for = 'x' || held_for",
    "someone in another group": "UPDATE appointment SET member ="
    " (SELECT id FROM member ORDER BY \"group\" LIMIT 1)",
    "acts for a practice and should not": OTHER,
    "should act for a practice and cannot": OTHER,
    "appointment .* is ended without an event": f"{ENDED} WHERE part = 'officer'",
    "went from in-force to withdrawn": "UPDATE appointment SET state = 'withdrawn', held_for = NULL"
    " WHERE part = 'officer'",
    "for someone who is on-leave": AWAY.format(state="on-leave"),
    "for someone who is dormant": AWAY.format(state="dormant"),
    "ends at .* and should at": "UPDATE agreement SET ends_at = '2099-01-01 00:00:00+00:00',"
    " binds_until = '2099-01-01 00:00:00+00:00'",
    "ends and nobody will be told": "UPDATE due SET due = NULL WHERE kind = 'agreement.term'",
    "nobody looks whether it is used": "UPDATE due SET due = NULL WHERE kind = 'member.disuse'",
    "for someone who is left": AWAY.format(state="left"),
    "is active and its person has left": AWAY.format(state="left"),
    "of someone who left is in-force": HOLDS.format(state="in-force", part="sponsor"),
    "grant .* goes on past the last day": "UPDATE access_grant SET ends_on = '2020-01-01'",
    "grant .* has a last day, .* nothing comes due": "UPDATE access_grant SET ends_on = '2099-01-01'",
    "member .* goes on past the last day": "UPDATE member SET until = '2020-01-01'",
    "member .* has a last day, .* nothing comes due": "UPDATE member SET until = '2099-01-01'",
    "grant .*: a last day that was taken back": COMES.format(kind="grant.last-day", table="access_grant"),
    "member .*: a last day that was taken back": COMES.format(kind="member.last-day", table="member"),
    "is on-leave and a leave is planned": "UPDATE member SET state = 'on-leave', away_from = '2099-01-01'",
    "is active and a leave has an end": "UPDATE member SET away_until = '2099-01-01'",
    "nothing begins the leave": "UPDATE member SET away_from = '2099-01-01'",
    "nothing ends the leave": "UPDATE member SET away_from = '2099-01-01', away_until = '2099-01-02'",
    "is disabled and signed in": "UPDATE account SET disabled_at = '2020-01-01 00:00:00+00:00'",
    "the numbers of requests are": "UPDATE access_request SET number = number || '1'",
    "asks for": "UPDATE enrollment_person SET suffix = 'Coder', staff_type = 'staff',"
    " applications = json_object('qventus', json_object('wanted', json('true')))",
    "is newer than its grant": "UPDATE work_item SET generation = generation + 1",
    "another text was signed": "UPDATE agreement_signer SET signed_hash = 'x'",
    "not signed by all": "UPDATE agreement_signer SET state = 'asked'",
    "two signers share an address": "UPDATE agreement_signer SET email = 'one@peaks.example'",
    "not sealed": "DELETE FROM agreement_sealed",
    "two open agreements": "UPDATE agreement SET state = 'out',"
    " \"group\" = (SELECT id FROM practice_group LIMIT 1)",
    "is not who was asked": "UPDATE agreement_signer SET name = 'Someone Else'",
    "is asked elsewhere": "UPDATE agreement_signer SET email = 'x' || email",
    "had signed and is asked": "UPDATE agreement_signer SET state = 'asked'",
    "the text of agreement": "UPDATE agreement SET text_hash = 'x'",
    "went from done to in-progress": "UPDATE access_request SET state = 'in-progress'",
    "went from active to waiting": "UPDATE practice_group SET state = 'waiting'",
    "group .* is suspended without an event": "UPDATE practice_group SET state = 'suspended'",
    # The line of a grant that works is closed, and not that of whoever asked for it before.
    "and its request still waits for it": "UPDATE request_line SET open_for = \"grant\""
    " WHERE \"grant\" IN (SELECT id FROM access_grant WHERE state = 'active')",
    "is done and something is left of it": "UPDATE request_line SET open_for = \"grant\"",
    "is in-progress and nothing is left of it": "UPDATE request_line SET open_for = NULL",
    "and nobody asked for it": "DELETE FROM request_line",
    "was approved by who asked for it": "UPDATE request_line SET decision = 'approved',"
    " decided_by = (SELECT sent_by FROM access_request WHERE id = request)",
    "grant .* is counted as": "UPDATE figure SET number = number + 1 WHERE name = 'grant'",
    "standing .* is counted as": "UPDATE figure SET number = number + 1 WHERE name = 'standing'",
    "standing done 1970-01-01 00 is counted as 0": "DELETE FROM figure WHERE name = 'standing'",
    "are counted as finished": "DELETE FROM figure WHERE name = 'finished'",
    "is suspended by 'support' and nobody said so": "UPDATE access_grant SET suspended_by = 'support'",
    "is revoked without an event": "UPDATE access_grant SET state = 'revoked'",
    "person .* is found by other words": "UPDATE member SET phone = '+16025550000'",
    "though somebody objects to its person": OBJECTION,
    "suspended for an objection that nobody has": "UPDATE access_grant SET suspended_by = 'objection'",
    "objection .* is taken-back and kept as another": OBJECTION.replace("'open'", "'taken-back'"),
    "suspended for a review that is over": "UPDATE access_grant SET suspended_by = 'review'",
    "in a group that is closed": "UPDATE practice_group SET state = 'closed'",
    "change .* is approved and kept as another": CHANGE,
    "with nothing to take it away": f"UPDATE access_grant SET state = 'revoked' WHERE id = {WORKING}",
}  # fmt: skip


@pytest.mark.parametrize("words", FAULTS)
def test_a_planted_fault_is_named(whole: Everything, words: str) -> None:
    whole.sign_in(who=0, how=0)
    event = "" if words == "without an event" else "thing.changed"
    whole.world.run(_plant(FAULTS[words], event))
    with pytest.raises(AssertionError, match=words):
        whole.look(THE_END)


def test_a_refusal_that_changes_something_is_named(whole: Everything) -> None:
    whole.world.run(_plant(FAULTS["without an event"], ""))
    with pytest.raises(AssertionError, match=r"was refused .* and changed something"):
        whole.look("planted", "Stale")


def test_a_move_that_is_in_no_table_is_named(whole: Everything) -> None:
    grant = whole.world.pick(0, "access_grant", "state = 'active'")["id"]

    async def plant() -> None:
        async with change("grant.approved", by=SYSTEM, subject=("grant", grant), was="active"):
            await AuditEvent.raw(f"UPDATE access_grant SET state = 'approved' WHERE id = '{grant}'")

    whole.world.run(plant())
    with pytest.raises(AssertionError, match="went from active to approved"):
        whole.look("planted")


def test_two_people_who_are_one_human_are_named(whole: Everything) -> None:
    whole.world.run(_plant("DROP INDEX member_is_one_human", ""))
    whole.world.run(_plant("UPDATE member SET person = (SELECT id FROM person LIMIT 1)", "thing.changed"))
    with pytest.raises(AssertionError, match="two people of a practice are one human"):
        whole.look("planted")


def test_access_that_comes_back_though_somebody_keeps_it_suspended_is_named(whole: Everything) -> None:
    whole.suspend(which=0, how=3)
    grant = whole.world.pick(0, "access_grant", "suspended_by = 'support'")["id"]

    async def plant() -> None:
        async with change("grant.begun", by=SYSTEM, subject=("grant", grant), was="suspended"):
            await AuditEvent.raw(
                f"UPDATE access_grant SET state = 'provisioning', suspended_by = '' WHERE id = '{grant}'"
            )

    whole.world.run(plant())
    with pytest.raises(AssertionError, match="came back though support suspended it"):
        whole.look("planted")


def test_a_removal_without_work_is_named(whole: Everything) -> None:
    grant = whole.world.pick(0, "access_grant", "state = 'active'")["id"]

    async def plant() -> None:
        async with change("grant.revoked", by=SYSTEM, subject=("grant", grant), was="active"):
            await AuditEvent.raw(f"UPDATE access_grant SET state = 'revoked' WHERE id = '{grant}'")

    whole.world.run(plant())
    with pytest.raises(AssertionError, match="left no work"):
        whole.look("planted")


def test_a_last_day_that_comes_due_at_another_moment_is_named(whole: Everything) -> None:
    whole.set_an_end(which=0, how=2, day=3)
    whole.set_a_last_day(which=0, how=2, day=3)
    whole.world.run(_plant("UPDATE due SET due = '2099-01-01 00:00:00+00:00'", "thing.changed"))
    with pytest.raises(AssertionError, match=r"grant .*comes due at another moment.*member .*comes due"):
        whole.look("planted")


def test_a_date_that_nobody_sees_to_is_named(whole: Everything) -> None:
    whole.set_an_end(which=0, how=2, day=3)
    whole.world.by_date.handlers = dict.fromkeys(whole.world.by_date.handlers, _does_nothing)
    with pytest.raises(AssertionError, match=r"grant .* goes on past the last day"):
        whole.see_to_what_is_due(pause=3)


def test_each_thing_that_a_listener_does_not_do_is_named(stages: Stages) -> None:
    def signed(walk: Everything) -> None:
        walk.everybody_signs(which=0)

    def sealed(walk: Everything) -> None:
        walk.everybody_signs(which=0)
        walk.look_after_agreements(which=0)

    def corrected(walk: Everything) -> None:
        walk.correct_an_address(which=0, who=0, how=2)

    def called_off(walk: Everything) -> None:
        walk.call_it_off(which=0, how=0)

    cases = {
        "signed": (1, signed, "says something else of its signers"),
        "in_force": (1, sealed, "waits for signatures on an agreement in force"),
        "signers_changed": (1, corrected, "says something else of its signers"),
        "ended": (4, called_off, "without an agreement in force"),
    }
    for method, (stage, does, words) in cases.items():
        walk = standing(stages, stage)
        deaf = type("Deaf", (Following,), {method: _does_nothing})
        walk.world.listen(deaf(walk.world.portal))
        with pytest.raises(AssertionError, match=words):
            does(walk)
        walk.world.close()


def test_access_that_stays_behind_is_found_at_the_end(whole: Everything) -> None:
    whole.world.machine.has.clear()
    with pytest.raises(AssertionError, match="too little"):
        whole.end()


def test_a_trail_that_was_changed_is_found(whole: Everything) -> None:
    whole.world.run(without_protection(whole.world.database))
    whole.world.run(_plant("UPDATE audit_event SET action = 'x' WHERE number = 3", "thing.changed"))
    with pytest.raises(Broken, match="event 3"):
        whole.end()
