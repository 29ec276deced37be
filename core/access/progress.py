"""The links of the chain that exist once a practice was submitted: agreement to second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.access.authority import Authority
from core.access.steps import Fix, State, Step, StepName, Who
from core.portal import Portal

How = tuple[State, str, Who, Fix]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a submitted group and one line of it have come.

    `group` and `grant` are states of `core.access.states`; `grant` is empty when nobody asked. `waits_for`
    are those who have not signed, `ended` how the last agreement ended, as a sentence. `login` is the
    member's `person_state`. `expected` is the day by which the access is likely to work. `member` is the
    member's standing, and `authority` on whose they act, None for who needs nobody's. `signed` says whether
    they signed the agreement that each member signs, None where that is not asked. `factor` says whether the
    person has a second factor, None when nobody looked.
    """

    agreement: Literal["in-force", "out", "none"]
    group: str
    waits_for: tuple[str, ...] = ()
    grant: str = ""
    reason: str = ""
    login: str = ""
    expected: date | None = None
    factor: bool | None = None
    member: str = "active"
    signed: bool | None = None
    ended: str = ""
    authority: Authority | None = None


def group_steps(portal: Portal, progress: Progress) -> tuple[Step, ...]:
    """List what must hold before anybody in the group may have anything."""
    return (
        _step("agreement", _AGREEMENT[progress.agreement], portal, progress, decides=True),
        _step("group", _GROUP[progress.group], portal, progress, decides=True),
    )


def member_steps(portal: Portal, progress: Progress) -> tuple[Step, ...]:
    """List what must hold for one person before they may have anything; nothing for who is simply there."""
    here = progress.member == "active"
    steps = () if here else (_step("member", _MEMBER[progress.member], portal, progress, decides=True),)
    if progress.authority:
        steps = (*steps, progress.authority.step)
    if progress.signed is None or portal.site.member_agreement is None:
        return steps
    return (*steps, _step("own-agreement", _SIGNED[progress.signed], portal, progress, decides=True))


def line_steps(portal: Portal, progress: Progress) -> tuple[Step, ...]:
    """Tell how far one person's access has come."""
    steps = (
        _step("approval", _APPROVAL.get(progress.grant, _APPROVED), portal, progress),
        _step("login", _LOGIN[progress.login], portal, progress),
        _step("set-up", _SET_UP.get(progress.grant, _NOT_YET_SET_UP), portal, progress),
    )
    if progress.factor is None:
        return steps
    return (*steps, _step("factor", _FACTOR[progress.factor], portal, progress))


def _step(name: StepName, how: How, portal: Portal, progress: Progress, *, decides: bool = False) -> Step:
    state, words, who, fix = how
    terms, own = portal.site.terms, portal.site.member_agreement
    said = words.format(
        group=terms.group,
        agreement=terms.agreement,
        own=own.name if own else "",
        administrator=terms.administrator,
        login=terms.login,
        waits_for=", ".join(progress.waits_for) or "everybody named",
        reason=f" {progress.reason}" if progress.reason else "",
        ended=f" {progress.ended}" if progress.ended else "",
    )
    waits_for_support = state == "not-yet" and who == "support"
    return Step(name, state, said, who, fix, decides, progress.expected if waits_for_support else None)


_AGREEMENT: dict[str, How] = {
    "in-force": ("ok", "The {agreement} is in force.", "", ""),
    "out": ("not-yet", "The {agreement} still needs signatures: {waits_for}.", "signers", "sign"),
    "none": ("broken", "The {agreement} isn’t in force.{ended}", "support", "support"),
}
_GROUP: dict[str, How] = {
    "waiting": ("not-yet", "The {group} isn’t active: support checks the credentials first.", "support", ""),
    "active": ("ok", "The {group} is active.", "", ""),
    "suspended": ("broken", "The {group} is suspended.", "support", "support"),
    "closed": ("broken", "The {group} is closed.", "support", "support"),
}
_MEMBER: dict[str, How] = {
    "proposed": ("broken", "This person isn’t in the {group} yet.", "support", "person"),
    "on-leave": ("broken", "This person is on leave.", "administrator", "person"),
    "held": ("broken", "All access of this person is suspended.", "support", "person"),
    "dormant": ("broken", "Nobody used this access for long.", "administrator", "person"),
    "left": ("broken", "This person has left the {group}.", "administrator", "person"),
}
_SIGNED: dict[bool, How] = {
    True: ("ok", "This person has signed the {own}.", "", ""),
    False: ("not-yet", "This person has to sign the {own} first.", "member", "own-sign"),
}
_APPROVED: How = ("ok", "Support approved it.", "", "")
_APPROVAL: dict[str, How] = {
    "": ("not-yet", "Nobody has requested it yet.", "administrator", "application"),
    "requested": ("not-yet", "Support has to approve it.", "support", ""),
    "denied": ("broken", "It was declined.{reason}", "administrator", "application"),
    "revoked": ("broken", "It was ended.{reason}", "administrator", "application"),
    "expired": ("broken", "It has run out.", "administrator", "application"),
}
_KNOWN: How = ("ok", "The {login} exists.", "", "")
_LOGIN: dict[str, How] = {
    "": ("not-yet", "The {login} is made when the {group} becomes active.", "support", ""),
    "added": ("not-yet", "They get a {login} once support has approved something.", "support", ""),
    "new": _KNOWN,
    "known": _KNOWN,
    "asked": (
        "not-yet",
        "The {administrator} has to answer an email about the {login}.",
        "administrator",
        "",
    ),
    "unclear": ("not-yet", "Support prepares the {login}.", "support", "support"),
}
_NOT_YET_SET_UP: How = ("not-yet", "It is set up once everything before is settled.", "support", "")
_SET_UP: dict[str, How] = {
    "provisioning": ("not-yet", "It is being set up.", "support", ""),
    "active": ("ok", "It is set up.", "", ""),
    "failed": ("broken", "It couldn’t be set up yet.{reason}", "support", "support"),
    "suspended": ("broken", "It is suspended.{reason}", "support", "support"),
}
_FACTOR: dict[bool, How] = {
    True: ("ok", "The second factor is set up.", "", ""),
    False: ("not-yet", "The second factor is still to be set up.", "member", "account"),
}
