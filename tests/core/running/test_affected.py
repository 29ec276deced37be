"""What a narrower rule of an application means for people, as it is said before and as it comes."""

from __future__ import annotations

from core.database import Database
from core.running.affected.what_if import rule_in_words, what_if
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import BEN, active, portal_for, practice, state_of


async def test_what_is_approved_is_told_from_what_is_requested_and_is_not_set_up(database: Database) -> None:
    portal, narrowed = portal_for(), portal_for(cerner={"suffix_kinds": ["provider"]})
    asked = await practice(portal, BEN)
    agreed = await active(portal, BEN)
    found = await what_if(portal, narrowed, "cerner")
    assert (found.waiting.number, found.agreed.number, found.working.number) == (1, 1, 0)
    assert found.coming == 2
    words = " ".join(rule_in_words(found, "Cerner"))
    assert "1 person requested Cerner" in words and "1 person with Cerner approved, but not" in words
    await work_off(worker(narrowed, Machine()))
    assert await state_of(agreed.grants["Ben", "cerner"]) == "failed"
    assert await state_of(asked.grants["Ben", "cerner"]) == "requested"
