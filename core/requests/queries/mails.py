"""The mails about a request, as its administrator sees them: how far each got.

Mails on how to sign in are one line a person, whatever they said: the practice must not learn from them who
was known here before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.access.queries import grants_asked, own_place
from core.agreements.tables import Agreement, Signer
from core.groups.people import members_of
from core.groups.question import ASKED, MANY, REMINDED, Pending, pending
from core.groups.records import MemberFacts
from core.groups.tables import Member
from core.identity import queries, sessions
from core.identity.proofs import MINUTES
from core.identity.tables import Person
from core.mail.tables import OutboxMail

State = Literal["waiting", "sent", "opened", "bounced", "expired", "unopened", "cancelled", "later", "summed"]
REMINDER = "sign-agreement-reminder"
SIGNING = frozenset({"sign-agreement", REMINDER})
# A signer is reminded once a day at most.
REMIND_AGAIN = timedelta(days=1)
WELCOME = frozenset({"portal-id", "portal-id-known", "pick-up"})
LABELS = {
    "request-submitted": "Confirmation that the request was received",
    "administrator-named": "How the {administrator.short} gets the request",
    "sign-agreement": "{Agreement.short} to sign",
    "sign-agreement-reminder": "{Agreement.short} to sign",
    "agreement-address-changed": "The {agreement.short} is signed from another address",
    "agreement-copy": "Signed copy of the {agreement.short}",
    "agreement-declined": "The {agreement.short} was declined",
    "agreement-expired": "The {agreement.short} wasn’t signed in time",
    "agreement-void": "The {agreement.short} is void",
    "request-given-back": "Something has to be corrected",
    "request-declined": "The request was declined",
    "request-withdrawn": "The request was withdrawn",
    "message-waiting": "New message",
    "member-unclear": "Someone was connected with the wrong person",
    "portal-ids-of-practice": "New login names: your copy",
    "access-active": "Access is ready",
    "access-active-of-practice": "Access is ready: your copy",
    "access-failed": "Access couldn’t be set up",
    "access-ended": "Access ended or is suspended",
    "access-ended-of-practice": "Access ended or is suspended: the list for the {practice}",
    "left": "Someone left: what they had",
    "left-of-practice": "Someone left: the list for the {practice}",
}
# Sent to the address that a person proved, which their practice may not know.
TO_THEIR_PERSON = frozenset({"access-ended", "left"})
WELCOME_LABEL = "How to sign in"
_STATES: dict[str, State] = {
    "waiting": "waiting", "sent": "sent", "refused": "bounced", "dead": "bounced",
    "later": "later", "summed": "summed", "dropped": "cancelled",
}  # fmt: skip
# What becomes of a link that was not opened, when its agreement ends.
_ENDED: dict[str, State] = {"expired": "expired", "void": "cancelled", "declined": "cancelled"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HowAsked:
    """How a question stands: answered, or waiting until a moment, or not answered in time."""

    answered: bool
    until: datetime
    in_time: bool


@dataclass(frozen=True, slots=True)
class RequestMail:
    """The newest mail of one kind to one person. `again` is the key by which it can be sent once more.

    `state` is that of the mail; of a link that was not used, also whether its time is over (`expired`) or it
    leads nowhere any more (`cancelled`). What brings somebody in and is not used for a week is `unopened`,
    whether or not it had a link.
    `question` tells of a question that it asks: whether it waits, and until when it can be answered.
    """

    title: str
    to: str
    state: State
    at: datetime
    again: UUID | None
    question: HowAsked | None = None


async def mails_of(number: str, account: UUID) -> tuple[RequestMail, ...]:
    """List everything mailed about the account's own request, newest first; NotFound when it is another's."""
    place = await own_place(number, account)
    signers, welcomed = await _signers(place.id), await _people(place.group)
    theirs = await _addresses(place.group)
    keys = [
        place.id,
        place.group,
        *(each["agreement"] for each in signers),
        *await grants_asked(place.id),
        *theirs,
    ]
    told = [_as_given(each, theirs) for each in await _stored(keys, LABELS)]
    greeted = await _stored([key for each in welcomed for key in (each["id"], each["person"])], WELCOME)
    asked = await _questions(place.group)
    found = [
        *asked,
        *_newest(_of_agreement(each, signers) for each in told),
        *_welcomes(welcomed, greeted),
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.title, each.to), reverse=True))


async def reminded_lately(agreement: UUID) -> frozenset[str]:
    """Find the addresses at which signers were reminded within a day; one statement."""
    lately = OutboxMail.queued_at > clock.now() - REMIND_AGAIN
    ours = (OutboxMail.about == str(agreement)) & (OutboxMail.template == REMINDER)
    rows = await OutboxMail.select(OutboxMail.recipient).where(ours & lately)
    return frozenset(row["recipient"] for row in rows)


async def _addresses(group: UUID) -> dict[UUID, str]:
    """The addresses that the practice gave for its people."""
    rows = await Member.select(Member.id, Member.email).where(Member.group == group)
    return {row["id"]: row["email"] for row in rows}


def _as_given(row: Row, given: Mapping[UUID, str]) -> Row:
    """A mail to a person under the address their practice gave, whichever address it went to."""
    if row["template"] not in TO_THEIR_PERSON:
        return row
    return row | {"recipient": given.get(UUID(row["about"]), row["recipient"])}


async def _signers(request: UUID) -> list[Row]:
    of_agreement: Any = Signer.agreement
    return list(
        await Signer.select(
            Signer.id,
            Signer.email,
            Signer.agreement,
            Signer.state,
            Signer.opened_at,
            of_agreement.state.as_alias("agreement_state"),
        ).where(Signer.agreement.is_in(Agreement.select(Agreement.id).where(Agreement.request == request)))
    )


async def _people(group: UUID) -> list[Row]:
    """Members whose login name exists, with what is known of the use of their accounts."""
    query = Member.select(Member.id, Member.email, Member.person).where(
        Member.group == group, Member.person.is_not_null(), Member.person_state.is_in(["new", "known"])
    )
    members: list[Row] = await query
    if not members:
        return []
    people = await Person.select(Person.id, Person.account).where(
        Person.id.is_in([each["person"] for each in members])
    )
    accounts: dict[UUID, UUID] = {each["id"]: each["account"] for each in people}
    known = await queries.accounts(accounts.values())
    signed_in = await sessions.last_whole(accounts.values())
    return [
        each | {"chosen": bool(theirs.password_hash), "signed_in": signed_in.get(theirs.account)}
        for each in members
        if (theirs := known.get(accounts[each["person"]]))
    ]


def _opened(member: Row, mails: Sequence[Row]) -> bool:
    """Whether somebody used what the mails brought: the link, or where none was needed, the way to sign in.

    Never whether an account was there before.
    """
    if any(row["template"] == "pick-up" for row in mails):
        return bool(member["chosen"])
    return bool(member["signed_in"] and member["signed_in"] > mails[-1]["queued_at"])


async def _questions(group: UUID) -> list[RequestMail]:
    """The newest mail about each person of whom the practice was asked who it is."""
    names = {each.id: each for each in await members_of(group) if each.matched}
    rows = await _stored([*names, group], (ASKED, REMINDED, *MANY.values()))
    about = {UUID(row["about"]): row for row in reversed(rows)}
    # Who was asked about together with others has no mail of their own, until they are asked about again.
    newest = {key: row for key in names if (row := about.get(key) or about.get(group))}
    links = await pending([*newest])
    return [_question(names[key], row, links.get(key)) for key, row in newest.items()]


def _question(member: MemberFacts, row: Row, link: Pending | None) -> RequestMail:
    waits = member.person_state == "asked"
    return RequestMail(
        f"Question whether {member.name} is known already",
        row["recipient"],
        _STATES[row["state"]],
        row["sent_at"] or row["queued_at"],
        member.id if waits else None,
        HowAsked(not waits, link.until, link.open) if link else None,
    )


async def _stored(keys: Sequence[UUID], templates: Iterable[str]) -> list[Row]:
    if not keys:
        return []
    box = OutboxMail
    ours = box.about.is_in([str(key) for key in keys]) & box.template.is_in(list(templates))
    columns = (box.about, box.template, box.recipient, box.state, box.queued_at, box.sent_at)
    return list(await box.select(*columns).where(ours).order_by(box.queued_at, ascending=False))


def _of_agreement(row: Row, signers: Sequence[Row]) -> RequestMail:
    invites = row["template"] in SIGNING
    signer = next((each for each in signers if _is_for(row, each)), None) if invites else None
    opened = signer["opened_at"] if signer else None
    open_still = signer and signer["state"] == "asked" and signer["agreement_state"] == "out"
    reminded = row["template"] == REMINDER and row["queued_at"] > clock.now() - REMIND_AGAIN
    return RequestMail(
        LABELS[row["template"]],
        row["recipient"],
        _invitation(row, signer) if invites else _STATES[row["state"]],
        opened or row["sent_at"] or row["queued_at"],
        signer["id"] if signer and open_still and not reminded else None,
    )


def _invitation(row: Row, signer: Row | None) -> State:
    """How an invitation to sign stands; one to an address that was corrected leads nowhere any more."""
    if signer is None:
        return "cancelled"
    if signer["opened_at"] or signer["state"] != "asked":
        return "opened"
    return _ENDED.get(signer["agreement_state"], _STATES[row["state"]])


def _is_for(row: Row, signer: Row) -> bool:
    return bool(row["about"] == str(signer["agreement"]) and row["recipient"] == signer["email"])


def _newest(mails: Iterable[RequestMail]) -> list[RequestMail]:
    found: dict[tuple[str, str], RequestMail] = {}
    for mail in mails:
        found.setdefault((mail.title, mail.to), mail)
    return list(found.values())


def _welcomes(members: Sequence[Row], rows: Sequence[Row]) -> list[RequestMail]:
    """One line for each person, under the address the practice gave, whichever address it went to."""
    mails = []
    for member in members:
        mine = [row for row in rows if row["about"] in (str(member["id"]), str(member["person"]))]
        if not mine:
            continue
        newest = mine[0]
        opened = _opened(member, mine)
        state: State = "opened" if opened else _unopened(mine)
        at = newest["sent_at"] or newest["queued_at"]
        again = None if opened else member["person"]
        mails.append(RequestMail(WELCOME_LABEL, member["email"], state, at, again))
    return mails


def _unopened(rows: Sequence[Row]) -> State:
    """How what was mailed stands while nobody has used it, whether or not a link had to be used."""
    over = clock.now() - timedelta(minutes=MINUTES["pick-up"])
    return "unopened" if rows[0]["queued_at"] <= over else _worst(rows)


def _worst(rows: Sequence[Row]) -> State:
    newest: dict[str, State] = {}
    for row in rows:
        newest.setdefault(row["template"], _STATES[row["state"]])
    return next(state for state in ("bounced", "waiting", "sent") if state in newest.values())
