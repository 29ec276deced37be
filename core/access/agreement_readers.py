"""Who reads of the end of an agreement, and how far that end reaches for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.ending import TakenAway
from core.access.notices import by_person, each_with_addresses, over_practices
from core.agreements.records import SentAgreement
from core.agreements.terms import last_term
from core.groups.following import member_playing
from core.groups.people import load_member
from core.groups.rights import administrator_of
from core.portal import Portal

NOTHING_YET = "We set nothing up without it."
GOES_ON = "Another one is in force until {day}, and access goes on until then."
SUSPENDED = "None is in force, so all access stays suspended until everyone has signed a new one."


@dataclass(frozen=True, slots=True)
class ReadersOfEnd:
    """The signers of an agreement and whoever administers its group, by address with how they are greeted.

    `over` are those of them who can open its page.
    """

    sent: SentAgreement
    names: Mapping[str, str]
    administrator: str
    over: frozenset[str]

    def about(self, address: str) -> dict[str, Any]:
        """Tell what is said to one of them only: whether they signed it, and whether they open its page."""
        signer = next((each for each in self.sent.signers if each.email == address), None)
        return {
            "name": self.names[address],
            "signed": signer is not None and signer.state == "signed",
            "over": address.casefold() in self.over,
        }


async def who_reads_of(sent: SentAgreement, *, sponsors_too: bool) -> ReadersOfEnd:
    """Find who is told of the end of an agreement; `sponsors_too` may open its page.

    Signers are reached where they sign: their practice knows no other address of theirs.
    """
    group = sent.agreement.group
    names = {each.email: each.name for each in sent.signers}
    address, named = await _administrator(sent)
    opens = {address, *(await over_practices(group) if sponsors_too else ())}
    return ReadersOfEnd(sent, {address: named} | names, address, frozenset(each.casefold() for each in opens))


async def _administrator(sent: SentAgreement) -> tuple[str, str]:
    """Where whoever administers the group is reached, which is where they sign if they do; and their name."""
    group = sent.agreement.group
    found, holder = await administrator_of(group), await member_playing(group, "administrator")
    theirs = {found.email if found else sent.agreement.contact}
    if holder is not None:
        theirs.add((await load_member(holder)).email)
    own = {each.casefold() for each in theirs}
    if signer := next((each for each in sent.signers if each.email.casefold() in own), None):
        return signer.email, signer.name
    return (found.email, found.first_name) if found else (sent.agreement.contact, "")


async def what_binds(portal: Portal, group: UUID) -> str:
    """Say what a group has while nobody signs: another agreement that binds it, nothing any more, or yet."""
    term = await last_term(group)
    if term is None:
        return NOTHING_YET
    if term.state != "in-force":
        return SUSPENDED
    return GOES_ON.format(day=portal.site.dates.day(term.term[1]))


async def what_they_lose(taken: TakenAway, address: str, *, everybody: bool) -> dict[str, list[str]]:
    """Say what one reader loses with an agreement; `everybody` in the group, whoever administers it."""
    if everybody:
        return {"applications": [], "ended": by_person(taken.working), "stopped": by_person(taken.begun)}
    own = [
        line.grant.application_name
        for lines, reached in await each_with_addresses(taken.working)
        for line in lines
        if address in reached
    ]
    return {"applications": own, "ended": [], "stopped": []}
