"""What must hold before access may exist at all; asked inside the transaction that gives it."""

from __future__ import annotations

from dataclasses import replace

from core.access.authority import authority_of
from core.access.lines import Line
from core.access.progress import Progress, group_steps, member_steps
from core.access.steps import Step
from core.access.why_not import first_broken, refusal, refusals, why_not
from core.agreements.queries import agreement_in_force, latest_of_group
from core.agreements.records import SentAgreement
from core.agreements.states import ENDED
from core.groups.for_rules import as_group, as_person
from core.groups.records import GroupFacts, MemberFacts
from core.moves import NotNow
from core.portal import Portal

__all__ = [
    "NotAsked",
    "NotNow",
    "against",
    "against_asking",
    "against_for_now",
    "against_group",
    "against_line",
    "against_set_up",
    "against_their_kind",
    "progress_of_group",
    "require",
]


class NotAsked(NotNow):
    """The application could not be asked: nothing is decided by that, neither for nor against."""


async def progress_of_group(group: GroupFacts) -> Progress:
    """Return how far a group has come, as far as that is the same for everybody in it."""
    if await agreement_in_force(group.id) is not None:
        return Progress("in-force", group.state)
    sent = await latest_of_group(group.id)
    if sent is None or sent.agreement.state != "out":
        return Progress("none", group.state, ended=_how_it_ended(sent))
    return Progress("out", group.state, tuple(signer.name for signer in sent.waiting_for))


def _how_it_ended(sent: SentAgreement | None) -> str:
    """How the last agreement ended, as a sentence; empty when there was none or it is being sealed."""
    if sent is None or sent.agreement.state not in ENDED:
        return ""
    reason = sent.agreement.reason.strip().rstrip(".")
    return {
        "declined": f"A signer declined to sign it: {reason}.",
        "expired": "It wasn’t signed in time.",
        "void": f"It is void: {reason}.",
        "lapsed": "Its term is over.",
    }[sent.agreement.state]


async def against_group(portal: Portal, group: GroupFacts) -> str | None:
    """Say why nobody in this group may have anything, or return None."""
    step = first_broken(group_steps(portal, await progress_of_group(group)))
    return step.words if step else None


def against_line(portal: Portal, group: GroupFacts, member: MemberFacts, application: str) -> str | None:
    """Say why this person may not have this application, or return None; decided as when it was offered.

    NotAsked when the application could not be asked.
    """
    return _words(_refusal_of_line(portal, group, member, application))


def against_asking(portal: Portal, group: GroupFacts, member: MemberFacts, application: str) -> str | None:
    """Say the same of access that is requested now, for which it must be open to new requests as well."""
    if reason := against_line(portal, group, member, application):
        return reason
    person, place = as_person(portal.site, member), as_group(portal.site, group)
    return _words(refusals(portal, [application], person, place)[application])


def against_for_now(portal: Portal, group: GroupFacts, member: MemberFacts, application: str) -> str | None:
    """Say the same where access is agreed to or queued, for the worker asks again before it is given.

    An application that could not be asked is nothing against it.
    """
    step = _refusal_of_line(portal, group, member, application)
    return None if step is None or step.unasked else step.words


def against_set_up(portal: Portal, group: GroupFacts, member: MemberFacts, application: str) -> str | None:
    """Say why what was agreed to is not set up now: what `against_for_now` says, or that nobody signed it."""
    step = _refusal_of_line(portal, group, member, application, signed=member.has_signed)
    return None if step is None or step.unasked else step.words


def against_their_kind(
    portal: Portal, group: GroupFacts, member: MemberFacts, application: str
) -> str | None:
    """Say what `against_for_now` says of somebody who is there, whether or not they are away or suspended."""
    return against_for_now(portal, group, replace(member, state="active", held_by=""), application)


def _refusal_of_line(
    portal: Portal, group: GroupFacts, member: MemberFacts, application: str, signed: bool | None = None
) -> Step | None:
    progress = Progress("in-force", group.state, member=member.standing, signed=signed)
    there = first_broken(member_steps(portal, progress))
    return there or refusal(portal, application, as_person(portal.site, member), as_group(portal.site, group))


def _words(step: Step | None) -> str | None:
    if step is not None and step.unasked:
        raise NotAsked(step.words)
    return step.words if step else None


async def against(portal: Portal, line: Line, *, agreeing: bool = False) -> str | None:
    """Return the first reason why this grant may not be given, or None; NotAsked when that is not known.

    With `agreeing` nobody has to answer for this person yet, nor they to sign: access is only agreed to.
    """
    authority = None if agreeing else await authority_of(portal, line.member)
    signed = None if agreeing else line.member.has_signed
    step = first_broken(
        why_not(
            portal,
            line.grant.application,
            as_person(portal.site, line.member),
            as_group(portal.site, line.group),
            replace(
                await progress_of_group(line.group),
                grant=line.grant.state,
                member=line.member.standing,
                authority=authority,
                signed=signed,
            ),
        )
    )
    return _words(step)


async def require(portal: Portal, line: Line, *, agreeing: bool = False) -> None:
    """Go on only when the grant may be given, or agreed to; raises NotNow."""
    if reason := await against(portal, line, agreeing=agreeing):
        raise NotNow(reason)
