"""What the console calls its queues and states."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.access.states import REQUEST_WORDS
from core.console.bulk import Do
from core.console.queries.away import Absence
from core.console.queries.queues import Queue
from core.groups.marks import Kind
from core.site.terms import Terms

QUEUES: Mapping[Queue, str] = {
    "agreements": "{Agreement.short.plural}",
    "ended": "Ended {agreement.short.plural}",
    "credentials": "Credentials",
    "access": "Access being set up",
    "everything": "All requests",
}
STATE_WORDS: Mapping[str, str] = REQUEST_WORDS
AGREEMENT: Mapping[str, tuple[str, str]] = {
    "out": ("Waiting for signatures", "yellow"),
    "signed": ("Signed by everybody, being sealed", ""),
    "in-force": ("In force", "green"),
    "declined": ("Declined", "red"),
    "void": ("Void", "grey"),
    "expired": ("Run out unsigned", "orange"),
    "lapsed": ("Term over", "grey"),
}
SIGNER: Mapping[str, tuple[str, str]] = {
    "asked": ("Asked", "yellow"),
    "signed": ("Signed", "green"),
    "declined": ("Declined", "red"),
}
WORK: Mapping[str, str] = {"people": "yellow", "dead": "red", "failed": "orange", "waiting": ""}
GROUPS: Mapping[str, str] = {"waiting": "yellow", "active": "green", "suspended": "orange", "closed": "grey"}
# How far a mail got, in words and color.
MAILS: Mapping[str, tuple[str, str]] = {
    "waiting": ("Waiting to be sent", "yellow"),
    "sent": ("Sent", "green"),
    "refused": ("Came back", "red"),
    "dead": ("Not delivered", "red"),
    "later": ("Waits for the summary", "yellow"),
    "summed": ("In a summary", "green"),
    "dropped": ("No longer needed", "grey"),
}
_IN_COMMON: Mapping[Kind, str] = {
    "name-postcode": "name and {postcode}",
    "name-phone": "name and phone number",
    "phone": "phone number and {postcode}",
    "suite": "street address with suite",
    "street": "street address",
    "identifier": "{identifier.short} of a provider",
}


def in_common(kinds: Collection[Kind], terms: Terms) -> str:
    """Say what two practices have in common, such as "the same phone number and ZIP code"."""
    found = [terms.said(words) for kind, words in _IN_COMMON.items() if kind in kinds]
    return f"the same {'; the same '.join(found)}"


@dataclass(frozen=True, slots=True)
class BulkWords:
    """How a decision about several pieces of work reads: asked, explained, on its button and when it is done.

    Whoever gets the work is named behind the question, the button and what was done.
    """

    asked: tuple[str, str]
    effect: str
    button: str
    done: str
    warn: bool = False


BULK: Mapping[Do, BulkWords] = {
    "take": BulkWords(
        ("Assign", "to you"), "Your colleagues see that you do it.", "Assign to me", "assigned to you"
    ),
    "give": BulkWords(
        ("Assign", "to"),
        "Where someone else has it now, it leaves their list.",
        "Assign to",
        "assigned to",
    ),
    "back": BulkWords(
        ("Put", "back into the queue"),
        "Nobody has it any more, and anybody with the role can take it. Steps marked done stay done.",
        "Put back",
        "put back into the queue",
    ),
    "retry": BulkWords(
        ("Try", "again"),
        "We try it again at once, from the beginning. Nobody hears before it works or fails again.",
        "Try again",
        "started again",
    ),
    "done": BulkWords(
        ("Finish", ""),
        "This completes every step of each, and what you write stands as evidence at each. "
        "People whose access now works get an email.",
        "Finish the work",
        "finished",
    ),
    "refuse": BulkWords(
        ("Refuse", ""),
        "Access that was to be given isn’t set up. Its {administrator.short} reads the reason you give. "
        "Other work is closed as refused. You can try it again later.",
        "Refuse the work",
        "refused",
        warn=True,
    ),
}


def handed_on(absence: Absence | None) -> str:
    """Say behind what was done that it went on, where who was given it is away."""
    return f". {absence.name} is away, so it went to {absence.sends_to}" if absence else ""


def pieces(number: int) -> str:
    """Say how much work it is, in words."""
    return "1 piece of work" if number == 1 else f"{number} pieces of work"
