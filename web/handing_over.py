"""What is shown and asked where the administration of a practice is handed to somebody else.

The practice, its sponsor and support are shown the same; each draws it on a page of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response
from pydantic import BaseModel

from core import clock
from core.access.parties import other_parties
from core.actor import Actor
from core.agreements.context import Signing
from core.database import at_once
from core.errors import Invalid, Stale
from core.forms import field
from core.groups.people import load_group
from core.office import handing_over
from core.office.queries.followers import (
    OpenChange,
    Successor,
    change_under_way,
    followers,
    playing,
)
from core.portal import Portal
from core.requests.signers import Asked, asked_to_sign
from web.asking import Question, answered, ask
from web.ending_answers import Nothing
from web.ending_questions import Asked as AskedBefore
from web.forms import see_other
from web.visit import Visit


class WhyTransfer(BaseModel):
    """Why support hands the administration to somebody else."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why",
        hint="Such as: who called, and how you know them. It stands in the trail.",
    )


@dataclass(frozen=True, slots=True)
class HandingOver:
    """How it stands: who administers now, who could follow, or who is to follow and who has signed.

    `may_withdraw` tells whether whoever looks at it may withdraw the transfer.
    """

    group: UUID
    name: str
    administrator: str
    people: Sequence[Successor]
    waiting: str
    until: str
    signers: Sequence[Asked]
    may_withdraw: bool


async def handing_over_shown(portal: Portal, group: UUID, by: Actor) -> HandingOver:
    """Find it for whoever may see it; NotFound for others, and before the practice was activated."""
    side = await handing_over.side_in(group, by)
    found, open_one, administrator = await at_once(
        load_group(group), change_under_way(group), playing(group, "administrator")
    )
    handing_over.require_active(found)
    return HandingOver(
        group=group,
        name=found.name,
        administrator=administrator,
        people=() if open_one else await followers(portal, group),
        waiting=transfer_in_words(open_one) if open_one else "",
        until=portal.site.dates.day(open_one.sent.agreement.expires_at) if open_one else "",
        signers=await asked_to_sign(open_one.sent) if open_one else (),
        may_withdraw=open_one is not None and handing_over.may_withdraw(open_one.change, side),
    )


async def transfer_question(portal: Portal, group: UUID, member: UUID, by: Actor) -> AskedBefore:
    """Say what will happen when somebody follows; Stale for who cannot."""
    await handing_over.side_in(group, by)
    await handing_over.require_room(await load_group(group))
    chosen = await handing_over.chosen_in(portal, group, member)

    async def act(given: BaseModel) -> None:
        await _placed(portal, group, member, getattr(given, "reason", ""), by)

    before, terms = await playing(group, "administrator"), portal.site.terms
    lines = [
        *await _signing_lines(portal, group, chosen),
        f"Until everyone has signed, {before} stays the {terms.administrator}, and you can withdraw this.",
        f"Then {chosen.member.name} manages the {terms.practice} and gets its email. From that moment "
        f"{before} can’t manage it any more, but stays in it and keeps their applications.",
        f"{portal.site.with_the_sponsor(chosen.member.name, before)} get one email each.",
        *_notice(portal),
    ]
    model = WhyTransfer if by.kind == "staff" else Nothing
    return AskedBefore(f"Transfer to {chosen.member.name}", lines, "Ask for the signatures", model, act)


async def withdraw_question(signing: Signing, group: UUID, by: Actor) -> AskedBefore:
    """Say what will happen when the transfer is withdrawn; Stale when there is none."""
    await handing_over.side_in(group, by)
    if (found := await change_under_way(group)) is None:
        raise Stale(handing_over.NOTHING)

    async def act(_: BaseModel) -> None:
        try:
            await handing_over.withdraw(signing, group, by=by)
        except Stale as problem:
            raise Invalid({"": str(problem)}) from problem

    name = found.member.name
    lines = [
        f"{await playing(group, 'administrator')} stays the {signing.site.terms.administrator}.",
        "We tell everyone whom we asked to sign, and their links stop working.",
        "You can choose someone else afterwards.",
    ]
    return AskedBefore(
        f"Withdraw the transfer to {name}", lines, "Withdraw the transfer", Nothing, act, warn=True
    )


async def _placed(portal: Portal, group: UUID, member: UUID, reason: str, by: Actor) -> None:
    """Say on the page itself that something changed meanwhile."""
    try:
        await handing_over.begin(portal, group, member, reason, by=by)
    except Stale as problem:
        raise Invalid({"": str(problem)}) from problem
    except Invalid as problem:
        raise Invalid({"": " ".join(problem.errors.values())}) from problem


async def _signing_lines(portal: Portal, group: UUID, chosen: Successor) -> list[str]:
    kind = portal.site.agreement
    asked = {other.email: other.name for other in await other_parties(portal.site, group)}
    if "administrator" in kind.signers:
        asked = {chosen.email: chosen.member.name, **asked}
    agreement = portal.site.terms.agreement
    told = [f"{name} ({email})" for email, name in asked.items()]
    return [
        f"{' and '.join(told)} {'get' if len(told) > 1 else 'gets'} an email to sign a new {agreement}.",
        f"They have {kind.expires_days} days for it. We remind them.",
    ]


def _notice(portal: Portal) -> list[str]:
    days, called = portal.site.administrator_notice_days, portal.site.terms.administrator
    if not days:
        return []
    over = portal.site.dates.day(clock.now() + timedelta(days=days))
    return [
        f"{portal.site.brand.organization} asks for {days} days’ notice before the {called} changes. "
        f"Asking for the signatures gives it: the {days} days are over on {over}."
    ]


def transfer_in_words(found: OpenChange) -> str:
    """Say who is to follow, and how many signatures are waited for."""
    number = len(found.sent.signers)
    missing = f"{len(found.sent.waiting_for)} of {number} {'signature' if number == 1 else 'signatures'}"
    return f"Transfer to {found.member.name} is waiting for {missing}"


async def asking(
    visit: Visit,
    question: Awaitable[AskedBefore],
    page: Callable[[AskedBefore, UUID], Question],
    group: UUID,
    back: str,
) -> Response[Any]:
    """Ask a question, or do what was answered to it; where it cannot be asked now, the list says why."""
    try:
        asked = await question
    except (Invalid, Stale):
        return see_other(back)
    if visit.request.method == "POST":
        return await answered(visit, page(asked, group), asked.model, asked.act)
    return ask(visit, page(asked, group), asked.model)
