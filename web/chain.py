"""The chain of reasons as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.access.why_not import Step
from core.portal import Portal

TITLES = {
    "agreement": "Agreement",
    "group": "The practice",
    "suffix": "Staff type and suffix",
    "place": "Address and facility",
    "rule": "The application's own rules",
    "details": "Name and email",
    "license": "License",
    "approval": "Approval",
    "login": "Login name",
    "set-up": "Set-up",
    "factor": "Second factor",
}
STATES = {"ok": ("Fine", "green"), "broken": ("Not possible", "red"), "not-yet": ("Still to come", "grey")}
ACTIONS = {
    "person": "Change the person's details",
    "practice": "Change the address or facility",
    "support": "Ask support",
    "account": "Set it up",
    "sign": "See who has signed",
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


def links(portal: Portal, chain: Sequence[Step], fixes: Mapping[str, str]) -> list[Link]:
    """Write the chain in the words of a page; `fixes` are the addresses that exist here."""
    return [_link(portal, step, {"support": "/help", **fixes}) for step in chain]


def _link(portal: Portal, step: Step, fixes: Mapping[str, str]) -> Link:
    state, colour = STATES[step.state]
    href = fixes.get(step.fix, "") if step.state != "ok" else ""
    text = step.words
    if step.expected:
        text = f"{text} Expected by {portal.site.dates.day(step.expected)}."
    return Link(
        TITLES[step.name], state, colour, text, _acts(portal, step.who), href, ACTIONS.get(step.fix, "")
    )


def _acts(portal: Portal, who: str) -> str:
    acts = {
        "administrator": f"the {portal.site.terms.administrator}",
        "member": "the person",
        "signers": "everybody who signs",
        "support": "support",
    }
    return acts.get(who, "")
