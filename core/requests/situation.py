"""Where a request stands, in words for whoever reads them: what happened, who acts next, and what then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access.records import AgreementNote, RequestDetails, SignerNote
from core.access.states import REFUSED, REQUEST_WORDS
from core.names import first_upper
from core.site import SiteProfile

WAITING = "waiting-for-signatures"
SUPPORT = frozenset({"checking-credentials", "to-be-decided", "in-progress"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: somebody of the practice, who signs from `email`; or staff, with who has the request.

    `holder` is empty when nobody has it, and "you" when the reader does.
    """

    email: str = ""
    staff: bool = False
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a request stands: `kind` is its state, or how its agreement stands where that says more."""

    kind: str
    heading: str
    waits_for: str
    next_step: str

    @property
    def ended_agreement(self) -> bool:
        """Whether the agreement has ended and another has to go out before anything goes on."""
        return self.kind in ENDINGS


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of one situation are made from."""

    site: SiteProfile
    state: str
    details: RequestDetails
    reader: Viewer

    @property
    def note(self) -> AgreementNote:
        return self.details.agreement

    @property
    def agreement(self) -> str:
        return self.site.terms.agreement

    @property
    def support(self) -> str:
        """Support as the reader knows it."""
        if not self.reader.staff:
            return f"{self.site.brand.organization} support"
        return self.reader.holder or "support"

    @property
    def administrator(self) -> str:
        return f"the {self.site.terms.administrator}" if self.reader.staff else "you"

    @property
    def signers(self) -> str:
        """Those whose signature is missing, the reader first, as `you`."""
        missing = [each for each in self.details.signers if each.signed_at is None]
        own = [each for each in missing if _is_reader(each, self.reader)]
        return named_in_turn([*(["you"] if own else []), *(each.name for each in missing if each not in own)])

    @property
    def unsigned(self) -> str:
        return named_in_turn(self.note.unsigned) or "all signers"

    @property
    def reason(self) -> str:
        """Why it ended, as a sentence that follows another."""
        return f" The reason given: “{self.note.reason.rstrip('.')}.”" if self.note.reason else ""


def situation(site: SiteProfile, state: str, details: RequestDetails, reader: Viewer) -> Situation:
    """Say where a request stands."""
    told = _Told(site, state, details, reader)
    kind = _kind(state, details)
    if kind in ENDINGS:
        return Situation(kind, _ended_heading(told), _who_settles(told), _after_the_end(told))
    return Situation(kind, HEADINGS.get(kind) or REQUEST_WORDS[state], _who(told, kind), _next(told, kind))


def named_in_turn(names: Sequence[str]) -> str:
    """Write names one after the other, the last behind an `and`."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def _kind(state: str, details: RequestDetails) -> str:
    note = details.agreement
    if state in REFUSED or not (state == WAITING or note.bound):
        return state
    if note.ended:
        return f"agreement-{note.state}"
    if note.state == "out" and not any(each.signed_at is None for each in details.signers):
        return "agreement-sealing" if details.signers else state
    return "agreement-anew" if note.state == "out" and note.bound else state


ENDINGS = frozenset({"agreement-declined", "agreement-expired", "agreement-void", "agreement-lapsed"})
HEADINGS: Mapping[str, str] = {
    "agreement-sealing": "Signed by everybody",
    "agreement-anew": REQUEST_WORDS[WAITING],
}


def _ended_heading(told: _Told) -> str:
    ends = {
        "declined": "was declined",
        "expired": "wasn’t signed in time",
        "void": "is void",
        "lapsed": "is over",
    }
    return f"The {told.agreement} {ends[told.note.state]}"


def _who_settles(told: _Told) -> str:
    """Who can send another: support always, and the practice when it was only late or its term is over."""
    if told.note.state in ("expired", "lapsed") and not told.reader.staff:
        return f"you, or {told.support}"
    return told.support


def _after_the_end(told: _Told) -> str:
    return f"{_what_ended(told)}{_what_is_lost(told)} {_what_now(told)}"


def _what_ended(told: _Told) -> str:
    note = told.note
    if note.state == "declined":
        return f"{note.by or 'A signer'} declined to sign it.{told.reason}"
    if note.state == "expired":
        return f"{told.unsigned} still had to sign it."
    if note.state == "lapsed":
        return "Its term ended before everybody had signed the next one."
    return f"Support ended it.{told.reason}"


def _what_is_lost(told: _Told) -> str:
    if told.note.bound:
        return f" All access of the {told.site.terms.group} is suspended."
    return " We set nothing up without it."


def _what_now(told: _Told) -> str:
    return _what_support_does(told) if told.reader.staff else _what_the_practice_does(told)


def _what_support_does(told: _Told) -> str:
    if told.note.state == "lapsed":
        return "See who has to sign the next one, or send a new one."
    return "Send a new one." if told.note.bound else "Send a new one, or decline the request."


def _what_the_practice_does(told: _Told) -> str:
    then = " What was suspended comes back by itself when everybody has signed." if told.note.bound else ""
    if told.note.state == "expired":
        return f"You can send it to the same people again, or ask {told.support} to.{then}"
    if told.note.state == "lapsed":
        return f"See who has to sign the next one, or send it.{then}"
    return f"{first_upper(told.support)} can send a new one: write to them below.{then}"


def _who(told: _Told, kind: str) -> str:
    if kind in (WAITING, "agreement-anew"):
        return told.signers
    if kind == "waiting-for-correction":
        return told.administrator
    return told.support if kind in SUPPORT else ""


def _next(told: _Told, kind: str) -> str:
    administrator, reason = told.administrator, told.details.reason
    why = f" The reason given: “{reason.rstrip('.')}.”" if reason else ""
    corrects = "You correct" if administrator == "you" else f"{first_upper(administrator)} corrects"
    signed = f"We wait for {told.signers} to sign the {told.agreement}."
    then = (
        "sets up access"
        if told.site.enrollment.people == "listed"
        else f"activates the {told.site.terms.group}"
    )
    return {
        WAITING: f"{signed} Then support checks the details and {then}.",
        "agreement-anew": f"{signed} All access is suspended, and comes back after that.",
        "agreement-sealing": f"The {told.agreement} gets its seal, which takes a few minutes.",
        "checking-credentials": "Support checks the credentials.",
        "waiting-for-correction": f"{corrects} what support sent back. Then support goes on.",
        "to-be-decided": "Support decides about each application.",
        "in-progress": "Support sets up the access of each person.",
        "done": "Nothing is left to do.",
        "declined": f"Support declined the request.{why} Nothing of it is set up.",
        "withdrawn": f"The {told.site.terms.group} withdrew the request.{why} Nothing of it is set up.",
    }[kind]


def _is_reader(signer: SignerNote, reader: Viewer) -> bool:
    return bool(reader.email) and signer.email.casefold() == reader.email.casefold()
