"""The chain of reasons as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.access.why_not import Step
from core.portal import Portal

TITLES = {
    "agreement": "{Agreement.short}",
    "group": "The {practice}",
    "member": "The person",
    "authority": "On whose authority",
    "own-agreement": "Signature of the person",
    "suffix": "Staff type and suffix",
    "place": "Address and facility",
    "rule": "The application’s own rules",
    "requests": "New requests",
    "details": "Name and email",
    "license": "{License}",
    "approval": "Approval",
    "login": "Login name",
    "set-up": "Set-up",
    "factor": "Second factor",
}
STATES = {"ok": ("Fine", "green"), "broken": ("Not possible", "red"), "not-yet": ("Still to come", "grey")}
ACTIONS = {
    "person": "Change the person’s details",
    "authority": "See who can answer for them",
    "practice": "Change the address or facility",
    "support": "Ask support",
    "account": "Set it up",
    "sign": "See who has signed",
    "own-sign": "Sign it",
}

_SUPPORT = {
    "group": " to check credentials",
    "approval": " to approve the access",
    "login": " to prepare the login name",
    "set-up": " to set the access up",
}


class Link(NamedTuple):
    """One condition: how it stands, who must act, and where the fix is."""

    title: str
    state: str
    colour: str
    text: str
    who: str
    href: str = ""
    action: str = ""


class Why(NamedTuple):
    """The answer in a sentence or two, what is still ahead, and what is done."""

    answer: str
    ahead: Sequence[Link]
    done: Sequence[Link]


def reasons(
    portal: Portal, chain: Sequence[Step], reader: str, fixes: Mapping[str, str], administrator: str = ""
) -> Why:
    """Write the chain in the words of a page for who reads it; `fixes` are the addresses that exist here.

    `administrator` is the name of who administers the practice, where the reader is told it.
    """
    acts = _acting(portal, reader, administrator)
    known = {"support": "/help", **fixes}
    ahead = [_link(portal, step, known, acts) for step in chain if step.state != "ok"]
    done = [_link(portal, step, known, acts) for step in chain if step.state == "ok"]
    return Why(_answer(chain, reader, acts), ahead, done)


def _answer(chain: Sequence[Step], reader: str, acts: Mapping[str, str]) -> str:
    step = next((each for each in chain if each.state != "ok"), None)
    if step is None:
        return "Every step is done."
    if step.who == reader:
        return f"{step.words} This is your turn."
    if step.state == "not-yet" and step.who == "support":
        waits = f"Waiting for support{_SUPPORT.get(step.name, '')}."
        own = next((each for each in chain if each.state != "ok" and each.who == reader), None)
        return f"{waits} {own.words} That is your turn." if own else f"{waits} You don’t need to do anything."
    asks = acts.get(step.who, "")
    return f"{step.words} Next: {asks}." if asks else step.words


def _link(portal: Portal, step: Step, fixes: Mapping[str, str], acts: Mapping[str, str]) -> Link:
    state, colour = STATES[step.state]
    action = ACTIONS.get(step.fix, "")
    href = fixes.get(step.fix, "") if step.state != "ok" and action else ""
    text = step.words
    if step.expected:
        text = f"{text} Expected by {portal.site.dates.day(step.expected)}."
    return Link(
        portal.site.terms.said(TITLES[step.name]), state, colour, text, acts.get(step.who, ""), href, action
    )


def _acting(portal: Portal, reader: str, administrator: str) -> Mapping[str, str]:
    """Who each of those is who can act, in words."""
    called = f"the {portal.site.terms.administrator}"
    return {
        "administrator": f"{administrator}, {called}" if administrator else called,
        "member": "you" if reader == "member" else "the person",
        "authorizer": "the colleague who was asked",
        "signers": "everybody who signs",
        "support": "support",
    }
