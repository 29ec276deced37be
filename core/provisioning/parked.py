"""A removal whose plugin is gone: people's work until the plugin is back, and then a machine's again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from core.access.lines import login_of
from core.access.records import StepNote
from core.actor import SYSTEM
from core.audit import change
from core.database.leases import Lease
from core.identity.queries import portal_ids
from core.provisioning.context import Errand
from core.provisioning.recording import NotOurs

LOOK_AGAIN = timedelta(minutes=2)


async def park(lease: Lease, job: Errand) -> None:
    """Hand the removal to people, once, and look again soon whether the plugin is back."""
    again_at = clock.now() + LOOK_AGAIN
    if job.item.state == "people":
        await lease.settle({}, again_at=again_at)
        return
    name, person = job.line.grant.application_name, login_of(job.line)
    login = (await portal_ids([person])).get(person, "") if person else ""
    about = {"grant": job.line.id, "kind": job.item.kind, "application": job.item.application}
    async with change("work.handed-over", by=SYSTEM, subject=("work", job.item.id), **about):
        values: dict[Any, Any] = {
            "state": "people",
            "for_whom": "analyst",
            "steps": [StepNote(text=step).stored() for step in _steps(job, login)],
            "words": f"{name} is switched off here. This goes on by itself when it is back."[:500],
        }
        if not await lease.settle(values, again_at=again_at):
            raise NotOurs


def _steps(job: Errand, login: str) -> list[str]:
    """What people do without a plugin's check-list: where, for whom, and what was asked for them."""
    grant, member = job.line.grant, job.line.member
    named = f" ({grant.account or login})" if grant.account or login else ""
    asked = [f"{label}: {answer}" for label, answer in grant.shown]
    return [
        f"{grant.application_name} is switched off in this portal, so that no machine takes the access away.",
        f"At {grant.application_name}, end the access of {member.name}{named}.",
        *([f"What was requested for it: {'; '.join(asked)}."[:500]] if asked else []),
        "Look that the person can’t get in any more, and note how that can be seen.",
    ]
