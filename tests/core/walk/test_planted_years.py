"""The eyes of the walk in the years after activation: an act that forgets something is named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from core.access import absence, handing_over, suspending
from core.actor import SYSTEM, Actor
from core.audit import change
from core.audit.tables import AuditEvent
from core.misuse import cancelling
from core.office import acts, backing_up, change_requests, editing, new_address, objecting, practice_data
from core.office.new_address import correct_address
from core.reviews import finishing
from tests.core.walk.machine import Everything

Goes = Callable[[Everything], None]


async def _nothing(*_: object, **__: object) -> tuple[()]:
    """What an act does that was forgotten."""
    return ()


async def _ends_all(portal: Any, line: Any, by: Actor) -> None:
    for side in line.access.suspended_by:
        await suspending.resume(portal, line.access.id, by=by, side=side)


def _objects(walk: Everything) -> None:
    for which in range(8):
        walk.object_to_somebody(which=which, how=1)


def _edits(walk: Everything) -> None:
    for which in range(8):
        walk.edit_somebody(which=which, what=1, how=2)


def _answers(walk: Everything) -> None:
    """Nobody answers until everything is suspended, support suspends it too, and then it is kept."""
    walk.start_a_campaign(which=0, how=2)
    walk.ignore_a_review(which=0, how=0)
    for which in range(8):
        walk.suspend(which=which, how=3)
    for which in range(8):
        walk.answer_a_whole_review(which=which, how=0)


def _takes_back(walk: Everything) -> None:
    for which in range(8):
        walk.object_to_somebody(which=which, how=1)
        walk.decide_about_an_objection(which=0, how=1)


def _plans(walk: Everything) -> None:
    for which in range(8):
        walk.plan_a_leave(which=which, how=2, days=6)


def _suspects(walk: Everything) -> None:
    for which in range(8):
        walk.suspect_somebody(which=which, how=2)


def _cancels(walk: Everything) -> None:
    """One of support proposes it for a practice after the other, another one confirms it."""
    for which in range(3):
        walk.propose_to_cancel_a_group(which=which, how=7)
        walk.decide_about_a_cancellation(which=which, how=8)


def _renames(walk: Everything) -> None:
    walk.change_a_practice(which=0, what=1, how=2)


def _moves(walk: Everything) -> None:
    """In five days, as support approves."""
    for which in range(3):
        walk.move_a_practice(which=which, what=3, day=2, how=3)
        walk.decide_about_a_change(which=which, how=9)


def _writes_from_elsewhere(walk: Everything) -> None:
    walk.ask_for_another_address(which=0, who=1, how=2)


async def _keeps_at_once(_: object, __: object, row: Any, email: str, *, by: Actor) -> None:
    await correct_address(row, email)


def _follows(walk: Everything) -> None:
    """Somebody else is asked to sponsor each practice, and everybody signs."""
    for which in range(3):
        walk.ask_for_a_sponsor(which=which, who=2 * which, how=2)
        walk.check_a_new_sponsor(which=which, how=2)
        walk.sign_for_a_new_sponsor(which=which)


def _stands_in(walk: Everything) -> None:
    for which in range(3):
        walk.name_who_stands_in(which=which, who=1, how=2)
        walk.have_nobody_stand_in(which=which, how=2)


async def _ends_in_silence(key: UUID, *, by: Actor) -> None:
    query = AuditEvent.raw(f"UPDATE appointment SET state = 'ended', held_for = NULL WHERE id = '{key}'")
    # In a task of its own, because it is not the product that asks.
    await asyncio.ensure_future(query.run())


FORGOTTEN: dict[str, tuple[Any, str, Any, Goes]] = {
    "though somebody objects to its person": (objecting.suspending, "suspend", _nothing, _objects),
    "suspended for an objection that nobody has": (objecting, "_give_back", _nothing, _takes_back),
    "though: Only for": (editing, "end_what_no_longer_fits", _nothing, _edits),
    "the suspension by support was ended by person": (finishing, "_give_back", _ends_all, _answers),
    "suspended for a review that is over": (finishing, "_give_back", _nothing, _answers),
    "nothing begins the leave that is planned": (absence, "schedule", _nothing, _plans),
    "though: All access of this person is susp": (acts, "stop_each", _nothing, _suspects),
    "in a group that is closed": (cancelling, "revoke_each", _nothing, _cancels),
    "was changed and is as it was": (practice_data, "keep_answers", _nothing, _renames),
    "is planned and its day is another matter": (change_requests, "schedule", _nothing, _moves),
    "another address that nobody proved": (new_address, "_send", _keeps_at_once, _writes_from_elsewhere),
    "waits for an agreement that is in-force": (handing_over.appointments, "take_up", _nothing, _follows),
    "appointment .* is ended without an event": (backing_up, "end", _ends_in_silence, _stands_in),
}


@pytest.mark.parametrize("words", FORGOTTEN)
def test_an_act_that_forgets_something_is_named(
    whole: Everything, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    room, name, instead, goes = FORGOTTEN[words]
    monkeypatch.setattr(room, name, instead)
    with pytest.raises(AssertionError, match=words):
        goes(whole)


@pytest.mark.parametrize("side", ["objection", "review", "support"])
def test_a_suspension_that_somebody_else_ends_is_named(whole: Everything, side: str) -> None:
    grant = UUID(whole.world.pick(0, "access_grant", "state = 'active'")["id"])

    async def plant() -> None:
        async with change("grant.suspension-ended", by=SYSTEM, subject=("grant", grant), suspended_by=side):
            await AuditEvent.raw("UPDATE access_grant SET reason = 'x'")

    whole.world.run(plant())
    with pytest.raises(AssertionError, match=f"the suspension by {side} was ended by"):
        whole.look("planted")
