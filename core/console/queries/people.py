"""Everything about one human: who they are, where they belong, what they have, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from core.access.chains import chain
from core.access.lines import load
from core.access.steps import Step
from core.access.turnaround import figures
from core.console.queries.accesses import HeldAccess, accesses_of
from core.console.queries.drafts import BegunRegistration, drafts_of
from core.console.queries.history import Happened, abouts_of, history
from core.console.queries.letters import SentMail, Written, mails_to, messages_about
from core.console.queries.meant import these
from core.errors import NotFound
from core.groups.records import MemberDetails
from core.groups.rights import KNOWN
from core.groups.states import MEMBER
from core.groups.tables import Member
from core.identity.sign_ins import PastSession, SignInState, sign_ins_of
from core.identity.tables import Person
from core.names import full_name
from core.office.possible import TO_SIGN, possible
from core.office.queries.leavings import last_leavings
from core.office.queries.own_signing import OwnSigning, own_signings
from core.portal import Portal

FEW, MANY = 10, 200


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody as a member of one practice; `sure` is whether it is certain which human they are."""

    member: UUID
    group: UUID
    practice: str
    staff_type: str
    suffix: str
    email: str
    phone: str
    identifiers: Mapping[str, str]
    license: str
    state: str
    words: str
    until: date | None
    away_from: date | None
    held_by: str
    sure: bool
    shown: tuple[tuple[str, str], ...]
    access: tuple[HeldAccess, ...]
    leaving: UUID | None
    signs: OwnSigning | None

    @property
    def acts(self) -> tuple[str, ...]:
        """List what support can do about this membership as it stands."""
        asked = (TO_SIGN,) if self.signs and self.signs.may_be_asked else ()
        acts = possible("support", self.state, self.until, self.access, self.away_from, self.held_by)
        return (*acts, *asked)


@dataclass(frozen=True, slots=True)
class PersonView:
    """One human; `more` names the lists of which there is more than is shown."""

    id: UUID
    name: str
    login: str
    upn: str
    numbers: tuple[tuple[str, str], ...]
    seats: tuple[Membership, ...]
    account: SignInState | None
    sessions: tuple[PastSession, ...]
    mails: tuple[SentMail, ...]
    messages: tuple[Written, ...]
    drafts: tuple[BegunRegistration, ...]
    happened: tuple[Happened, ...]
    more: frozenset[str]


async def person_view(portal: Portal, key: UUID, *, everything: bool = False) -> PersonView:
    """Find a human by their own key or that of a member; NotFound. As many statements for everybody."""
    person, rows = await _found(key)
    limit = MANY if everything else FEW
    access = await accesses_of(portal, [row["id"] for row in rows])
    left = await last_leavings([row["id"] for row in rows])
    signs = await own_signings(portal, [(row["id"], row["state"], row["signed_until"]) for row in rows])
    seats = tuple(
        replace(
            _seat(portal, row, access.get(row["id"], ()), left.get(row["id"])), signs=signs.get(row["id"])
        )
        for row in rows
    )
    account, sessions = await sign_ins_of(person["account"], limit) if person else (None, ())
    emails = {*(seat.email for seat in seats), *([account.email] if account else [])}
    keys = (*(seat.member for seat in seats), *_keys(person))
    accesses = [(each.id, seat.member, each.name) for seat in seats for each in seat.access]
    abouts = abouts_of(dict.fromkeys(keys, _name(person, rows)), accesses)
    mails, messages = (
        await mails_to(emails, limit),
        await messages_about([seat.group for seat in seats], limit),
    )
    happened, more_happened = await history(portal, abouts, limit)
    cut = {"mails": mails, "messages": messages, "sessions": sessions}
    return PersonView(
        id=person["id"] if person else key,
        name=_name(person, rows),
        login=(person and person["portal_id"]) or "",
        upn=(person and person["upn"]) or "",
        numbers=portal.site.numbers(_identifiers(person, seats)),
        seats=seats,
        account=account,
        sessions=sessions[:limit],
        mails=mails[:limit],
        messages=messages[:limit],
        drafts=await drafts_of([account.account]) if account else (),
        happened=happened,
        more=frozenset(name for name, rows in cut.items() if len(rows) > limit)
        | ({"history"} if more_happened else set()),
    )


async def why(portal: Portal, view: PersonView, grant: UUID) -> tuple[Step, ...]:
    """Return the whole chain of one access of somebody; NotFound when it is nobody's or another's."""
    if not any(each.id == grant for seat in view.seats for each in seat.access):
        raise NotFound
    line = await load(grant)
    slug = line.grant.application
    return await chain(portal, line, (await figures(portal, [slug])).get(slug))


async def _found(key: UUID) -> tuple[Mapping[str, Any] | None, list[dict[str, Any]]]:
    """The person, if it is certain who that is, and their seats, the newest practice last."""
    certain = Member.select(Member.person).where(
        (Member.id == key) & Member.person.is_not_null() & Member.person_state.is_in(sorted(KNOWN))
    )
    person = await Person.select().where((Person.id == key) | Person.id.is_in(certain)).first()
    columns = (*Member.all_columns(), Member.group.name.as_alias("practice"))
    query = Member.select(*columns).where(these([person["id"] if person else key]))
    rows: list[dict[str, Any]] = await query.order_by(Member.group, Member.id).output(load_json=True)
    if person is None and not rows:
        raise NotFound
    return person, rows


def _name(person: Mapping[str, Any] | None, rows: Sequence[Mapping[str, Any]]) -> str:
    named = rows[0] if rows else person or {}
    return full_name(named["first_name"], named.get("middle_initial", ""), named["last_name"])


def _identifiers(person: Mapping[str, Any] | None, seats: Sequence[Membership]) -> dict[str, str]:
    """The numbers of somebody: those typed at the practice that comes first, and their own before all."""
    found: dict[str, str] = {}
    for seat in reversed(seats):
        found |= seat.identifiers
    slug, _, number = ((person and person["identifier"]) or "").partition(":")
    return found | ({slug: number} if number else {})


def _keys(person: Mapping[str, Any] | None) -> tuple[UUID, ...]:
    return (person["id"], person["account"]) if person else ()


def _seat(
    portal: Portal, row: Mapping[str, Any], access: tuple[HeldAccess, ...], leaving: UUID | None
) -> Membership:
    details = MemberDetails.model_validate(row["details"])
    staff_type, suffix = portal.site.staff_type(row["staff_type"]), portal.site.suffix(row["suffix"])
    return Membership(
        member=row["id"],
        group=row["group"],
        practice=row["practice"],
        staff_type=staff_type.name if staff_type else row["staff_type"],
        suffix=suffix.label if suffix else row["suffix"],
        email=row["email"],
        phone=row["phone"],
        identifiers=details.identifiers,
        license=" ".join(part for part in (details.license_state, details.license_number) if part),
        state=row["state"],
        words=MEMBER.in_words(row["state"]),
        until=row["until"],
        away_from=row["away_from"],
        held_by=row["held_by"],
        sure=row["person_state"] in KNOWN,
        shown=details.shown,
        access=access,
        leaving=leaving,
        signs=None,
    )
