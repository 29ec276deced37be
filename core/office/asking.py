"""Support asks for more in the place of a practice, and tells its administrator why.

Only an analyst may, who has nothing to do with the practice. The draft is that analyst's alone: the practice
sees what was sent, and somebody else of support decides about it.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.actor import Actor
from core.audit import changes
from core.database import transaction
from core.enrollment.drafts import BY_SUPPORT, Draft
from core.enrollment.reading import draft_of, row_of
from core.enrollment.starting import start
from core.enrollment.storing import editing
from core.enrollment.submission import Receipt, submit
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.rights import administrator_of, concerned
from core.office.acts import OWN
from core.portal import Portal

_NAMED = 3


async def start_for_practice(portal: Portal, group: UUID, reason: str, *, by: Actor) -> UUID:
    """Find the draft in which somebody of the staff asks for more in a practice, or begin it; keep why.

    Invalid without a reason, NotNow for who belongs there, NotFound for everybody who is no analyst.
    """
    reason = given_reason(reason)
    if by.kind != "staff":
        raise NotFound
    await require_apart_from(group, by)
    by = replace(by, on_behalf_of=(await load_group(group)).name)
    async with changes():
        enrollment = await start(group, by=by)
        async with editing(portal, "enrollment.by-support", enrollment, by=by, reason=reason) as edit:
            why = edit.draft.section(BY_SUPPORT)
            kept = replace(why, answers={"reason": reason}, complete=True, version=why.version + 1)
            edit.draft = edit.draft.with_section(kept)
    return enrollment


async def require_apart_from(group: UUID, by: Actor) -> None:
    """Go on only for somebody who has nothing to do with the practice; raises NotNow."""
    if await concerned(by.account, [group]):
        raise NotNow(OWN)


async def send_draft(portal: Portal, enrollment: UUID, *, by: Actor) -> Receipt:
    """Send a draft, as `submit`; whoever administers the practice is told once what support sent, and why."""
    if by.kind != "staff":
        return await submit(portal, enrollment, by=by)
    async with transaction():
        row = await row_of(enrollment, by.account, lock=True)
        if row is None or row["group"] is None:
            raise NotFound
        await require_apart_from(row["group"], by)
        draft, group = await draft_of(row), await load_group(row["group"])
        receipt = await submit(portal, enrollment, by=replace(by, on_behalf_of=group.name))
        if draft.state == "draft":
            await _tell(portal, draft, receipt, group.name)
    return receipt


async def _tell(portal: Portal, draft: Draft, receipt: Receipt, practice: str) -> None:
    administrator = await administrator_of(receipt.group)
    if administrator is not None:
        await portal.mail.send(
            to=administrator.email,
            template="support-acted",
            about=("request", receipt.request),
            first_name=administrator.first_name,
            group_name=practice,
            what=f"Support sent request {receipt.number} in your place, for {_names(draft)}",
            reason=draft.by_support,
            path=f"/requests/{receipt.number}",
        )


def _names(draft: Draft) -> str:
    names = [each.name for each in draft.people if each.wanted]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
