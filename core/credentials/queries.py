"""Where the check of credentials stands: everybody whose license counts, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.agreements.queries import address_of_signer
from core.credentials.tables import CredentialDecision, CredentialFinding, SponsorAddress
from core.database import at_once
from core.groups.records import MemberFacts
from core.groups.rights import KNOWN, plays
from core.groups.tables import Member
from core.identity.queries import account_of_person, accounts
from core.names import first_upper
from core.portal import Portal
from core.site import SiteProfile

Row = Mapping[str, Any]
State = Literal["open", "valid", "not-valid"]
WORDS: Mapping[State, str] = {"open": "To be checked", "valid": "Valid", "not-valid": "Not valid"}
OUTCOMES: Mapping[str, str] = {
    "agrees": "agrees",
    "contradicts": "contradicts",
    "unknown": "doesn’t know this person",
    "silent": "couldn’t be asked",
}
NOT_VALID = "The credentials aren’t valid."
HOW: Mapping[str, str] = {
    "staff-file": "It is the address in the medical-staff file",
    "call-back": "Confirmed by a call back to a number on file",
}
_OWN = ("first_name", "middle_initial", "last_name", "suffix")
_DETAILS = ("license_state", "license_number", "specialty")


@dataclass(frozen=True, slots=True)
class Said:
    """What a register said about credentials as they are now."""

    register: str
    outcome: str
    words: str
    at: datetime

    @property
    def outcome_words(self) -> str:
        """The outcome as it goes on after the name of the register."""
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision; it counts no more when the credentials were corrected since, or another one followed."""

    state: State
    reason: str
    by: str
    at: datetime

    @property
    def words(self) -> str:
        """The decision as people read it."""
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class ProvedAddress:
    """How an address was proved, what was seen, when and by whom."""

    address: str
    how: str
    seen: str
    by: str
    at: datetime

    @property
    def words(self) -> str:
        """How it was proved, as people read it."""
        return HOW[self.how]


@dataclass(frozen=True, slots=True)
class Check:
    """One person whose credentials have to be in order; `decided` is the decision that counts.

    `address` is where the sponsor is asked to sign, and `proof` how that address was proved; both are empty
    for everybody else. `looked_up` are the registers that show the person, with the address of each.
    """

    member: UUID
    name: str
    kind: str
    is_sponsor: bool
    credentials: tuple[tuple[str, str], ...]
    decided: Decided | None
    earlier: tuple[Decided, ...]
    said: tuple[Said, ...]
    address: str = ""
    proof: ProvedAddress | None = None
    looked_up: tuple[tuple[str, str], ...] = ()

    @property
    def lacks_proof(self) -> bool:
        """Whether nobody has proved yet where the sponsor is reached."""
        return self.is_sponsor and self.proof is None

    @property
    def state(self) -> State:
        """How it stands."""
        return self.decided.state if self.decided else "open"

    @property
    def words(self) -> str:
        """The same as people read it."""
        return WORDS[self.state]


async def checks(portal: Portal, group: UUID, *, addresses: bool = True) -> tuple[Check, ...]:
    """List everybody of a group whose credentials count, the sponsor first; five statements at most.

    Without `addresses` nothing is said about how the sponsor's was proved; three statements.
    """
    query = Member.select(*Member.all_columns(), plays("sponsor")).where(Member.group == group)
    query = query.order_by(Member.position, Member.id)
    rows = [(MemberFacts.of(row), bool(row["plays"])) for row in await query.output(load_json=True)]
    members = [(each, sponsor) for each, sponsor in rows if needed(portal.site, each)]
    keys = [each.id for each, _ in members]
    decisions, findings = await at_once(_of(CredentialDecision, keys), _of(CredentialFinding, keys))
    made = [
        _check(
            portal.site,
            each,
            [row for row in decisions if row["member"] == each.id],
            [row for row in findings if row["member"] == each.id],
            is_sponsor=sponsor,
        )
        for each, sponsor in members
    ]
    made = [
        await _with_address(each, [one for one, _ in members]) if addresses and each.is_sponsor else each
        for each in made
    ]
    return tuple(sorted(made, key=lambda each: not each.is_sponsor))


async def not_asked_about(members: Sequence[MemberFacts], register: str) -> list[MemberFacts]:
    """List those of these members of whose credentials, as they are now, a register said nothing yet."""
    rows = await _of(CredentialFinding, [each.id for each in members])
    said = [(row["member"], row["about"]) for row in rows if row["register"] == register]
    return [each for each in members if (each.id, about(each)) not in said]


async def decided_alike(member: MemberFacts, decision: str, reason: str) -> bool:
    """Tell whether the decision that counts about these credentials is this one, for this reason."""
    decisions = await _of(CredentialDecision, [member.id])
    if not decisions or not _counts(decisions[-1], member):
        return False
    return (decisions[-1]["decision"], decisions[-1]["reason"]) == (decision, reason[:500])


async def proof_of(member: MemberFacts) -> tuple[str, ProvedAddress | None]:
    """Find where a sponsor is reached, and how that address was proved; None while it was not.

    That is where they are asked to sign and where their own mail goes. As long as these differ both have to
    be proved, and the first that was not is told.
    """
    signs, rows = await at_once(address_of_signer(member.group, "sponsor"), _of(SponsorAddress, [member.id]))
    signs_at, proofs = signs or member.email, {row["address"]: row for row in rows}
    address = signs_at if signs_at not in proofs else member.email
    return address, _proof(proofs.get(address))


async def check_of_proposed(site: SiteProfile, member: MemberFacts) -> Check:
    """Find how the check of somebody stands who is to sponsor a group; `address` is where they would sign.

    Five statements.
    """
    account = await account_of_person(member.person) if member.person_state in KNOWN else None
    address = (await accounts([account]))[account].email if account else member.email
    decisions, findings = await at_once(
        _of(CredentialDecision, [member.id]), _of(CredentialFinding, [member.id])
    )
    proofs = {row["address"]: row for row in await _of(SponsorAddress, [member.id])}
    found = _check(site, member, decisions, findings, is_sponsor=True)
    return replace(found, address=address, proof=_proof(proofs.get(address)))


async def counted(site: SiteProfile, groups: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Count for each group how many credentials are settled, and how many there are; two statements."""
    rows = await Member.select().where(Member.group.is_in([*groups])).output(load_json=True)
    counting = [each for each in map(MemberFacts.of, rows) if needed(site, each)]
    decisions = await _of(CredentialDecision, [each.id for each in counting])
    latest = {row["member"]: row for row in decisions}
    found: dict[UUID, tuple[int, int]] = {}
    for each in counting:
        settled_, all_ = found.get(each.group, (0, 0))
        found[each.group] = (settled_ + _counts(latest.get(each.id), each), all_ + 1)
    return found


def still_open(site: SiteProfile, found: Iterable[Check]) -> str:
    """Say why the check of credentials is not over yet, in words; empty when it is."""
    everybody = list(found)
    waiting = [each.name for each in everybody if each.state == "open"]
    if waiting:
        return f"Still to be checked: {', '.join(waiting)}."
    wrong = [each.name for each in everybody if each.is_sponsor and each.state == "not-valid"]
    if wrong:
        who = f"the {site.terms.sponsor}, {wrong[0]},"
        return f"The credentials of {who} aren’t valid: nothing goes without them."
    unproved = [each.name for each in everybody if each.lacks_proof]
    if unproved:
        return f"Still to be proved: the email address of {unproved[0]}."
    return ""


def about(member: MemberFacts) -> Mapping[str, str | Mapping[str, str]]:
    """Return what a decision is about; another one is needed as soon as any of it changes."""
    own = {name: str(getattr(member, name)) for name in _OWN}
    details = {name: str(getattr(member.details, name)) for name in _DETAILS}
    return {**own, **details, "identifiers": dict(member.details.identifiers)}


def needed(site: SiteProfile, member: MemberFacts) -> bool:
    """Tell whether the credentials of this person have to be in order; who has left needs none."""
    return member.state != "left" and site.needs_license(member.suffix)


async def _with_address(check: Check, members: Iterable[MemberFacts]) -> Check:
    """The sponsor with where they sign; there is one, so that this is asked once a group."""
    address, proof = await proof_of(next(each for each in members if each.id == check.member))
    return replace(check, address=address, proof=proof)


def _proof(row: Row | None) -> ProvedAddress | None:
    if row is None:
        return None
    return ProvedAddress(row["address"], row["how"], row["seen"], row["by_name"], row["at"])


async def _of(table: Any, members: list[UUID]) -> list[Row]:
    if not members:
        return []
    query = table.select().where(table.member.is_in(members)).order_by(table.at)
    rows: list[Row] = await query.output(load_json=True)
    return rows


def _counts(decision: Row | None, member: MemberFacts) -> bool:
    return decision is not None and decision["about"] == about(member)


def _check(
    site: SiteProfile, member: MemberFacts, decisions: list[Row], findings: list[Row], *, is_sponsor: bool
) -> Check:
    suffix, staff_type = site.suffix(member.suffix), site.staff_type(member.staff_type)
    made = [Decided(row["decision"], row["reason"], row["by_name"], row["at"]) for row in decisions]
    counts = bool(decisions) and _counts(decisions[-1], member)
    return Check(
        member=member.id,
        name=member.name,
        kind=", ".join(each for each in (staff_type and staff_type.name, suffix and suffix.label) if each),
        is_sponsor=is_sponsor,
        credentials=_shown(site, member),
        decided=made[-1] if counts else None,
        earlier=tuple(made[:-1] if counts else made),
        said=tuple(
            Said(row["register"], row["outcome"], row["words"], row["at"])
            for row in findings
            if row["about"] == about(member)
        ),
        looked_up=_registers(site, member),
    )


def _shown(site: SiteProfile, member: MemberFacts) -> tuple[tuple[str, str], ...]:
    """The credentials under the labels that the person saw."""
    facts = member.details
    place = site.jurisdiction(facts.license_state)
    number = f"{facts.license_number} ({place.name if place else facts.license_state})"
    rows = (
        (first_upper(site.terms.license), number if facts.license_number else ""),
        *site.numbers(facts.identifiers),
        ("Specialty", facts.specialty),
    )
    return tuple((label, value) for label, value in rows if value)


def _registers(site: SiteProfile, member: MemberFacts) -> tuple[tuple[str, str], ...]:
    """The registers of the site in which this person can be looked up, by what is known of them."""
    known = {"license": member.details.license_number, **member.details.identifiers}
    found = ((each.name, each.address_for(known)) for each in site.registers)
    return tuple((name, address) for name, address in found if address)
