"""The question to an administrator whether somebody of their practice is a person who is known already.

It says which of the things that were typed belongs to somebody known, and nothing about who that is. Only
whoever acts for the practice can answer it, signed in: the link alone is worth nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database import transaction
from core.due.actions import schedule, schedule_each
from core.due.queries import still_scheduled
from core.errors import NotFound, Stale
from core.groups.people import load_group, load_member, locked_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import Administrator, administers, administrator_of
from core.identity import proofs
from core.identity.proofs import GONE
from core.mail import Mail, NewMail
from core.names import first_upper

QUESTION = "member.question"
ASKED, REMINDED = "known-person", "known-person-reminder"
MANY = {ASKED: "known-people", REMINDED: "known-people-reminder"}
REMIND_AFTER = timedelta(days=7)
ANSWERED = "This was answered already."
WHAT = {
    "identifier": "the {identifier.short}",
    "email": "the email address",
    "email identifier": "the email address and the {identifier.short}",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be answered: about whom, in which practice, what matched, until when by a link."""

    member: MemberFacts
    group: GroupFacts
    until: datetime | None = None

    @property
    def what(self) -> str:
        """What was typed and belongs to somebody known, as a sentence begins."""
        return first_upper(WHAT[self.member.matched])

    @property
    def several(self) -> bool:
        """Whether these are two things."""
        return " " in self.member.matched


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that waits: who was asked, and until when the link works."""

    to: str
    until: datetime
    open: bool


async def ask_each(mail: Mail, group: GroupFacts, members: Sequence[MemberFacts]) -> None:
    """Ask about each of these members; part of the change that found them."""
    if members and (administrator := await administrator_of(group.id)):
        await _send(mail, ASKED, group, members, administrator)
        await schedule_each(QUESTION, [each.id for each in members], clock.now() + REMIND_AFTER)


async def ask_again(mail: Mail, member: UUID, *, by: Actor) -> None:
    """Ask once more, with a new link in place of the earlier one; Stale when it is answered."""
    async with change("member.asked-again", by=by, subject=("member", member)):
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        if row.person_state != "asked":
            raise Stale(ANSWERED)
        await proofs.void_about(member, "known-person")
        await ask_each(mail, group, [row])


async def remind_when_due(mail: Mail, member: UUID) -> datetime | None:
    """Remind whoever acts for the practice of every question that nobody answered for so long; once."""
    async with transaction():
        group = await locked_group((await load_member(member)).group)
        administrator = await administrator_of(group.id)
        rows = await _to_be_reminded_of(group) if administrator else []
        # What was due with another question went out with it.
        if administrator and member in {each.id for each in rows}:
            async with change("member.reminded", by=SYSTEM, subject=("member", member)):
                for each in rows:
                    await proofs.void_about(each.id, "known-person")
                await _send(mail, REMINDED, group, rows, administrator)
    return None


async def _to_be_reminded_of(group: GroupFacts) -> list[MemberFacts]:
    """The members about whom nobody answered since the first email, and no reminder was sent."""
    asked = [each for each in await members_of(group.id) if each.person_state == "asked"]
    waiting = await still_scheduled(QUESTION, [each.id for each in asked])
    links = await pending([each.id for each in asked])
    lasts = timedelta(minutes=proofs.MINUTES["known-person"])
    sent = {key: link.until - lasts for key, link in links.items()}
    return [
        each
        for each in asked
        if each.id in waiting and each.id in sent and sent[each.id] + REMIND_AFTER <= clock.now()
    ]


async def close(member: UUID) -> None:
    """Have a question never be asked or answered again; part of the change that settles it."""
    await proofs.void_about(member, "known-person")
    await schedule(QUESTION, member, None)


async def asked_with(token: str, account: UUID | None) -> Asked:
    """Find what a link asks; NotFound when it is worth nothing, and for who does not act for the practice."""
    proof = await proofs.by_link(token, "known-person")
    if proof is None or not proof.open or proof.subject is None:
        raise NotFound(GONE)
    return replace(await asked_about(proof.subject, account), until=proof.expires_at)


async def asked_about(member: UUID, account: UUID | None) -> Asked:
    """Find what is asked about a member; NotFound when nothing is, or for who does not act for them."""
    row = await load_member(member)
    if row.person_state != "asked" or not await administers(account, row.group):
        raise NotFound(GONE)
    return Asked(row, await load_group(row.group))


async def use(token: str) -> None:
    """Use a link up; NotFound for everybody but the first."""
    proof = await proofs.by_link(token, "known-person")
    if proof is None or not await proofs.use(proof):
        raise NotFound(GONE)


async def pending(members: Collection[UUID]) -> Mapping[UUID, Pending]:
    """Find the newest question about each of these members; one statement."""
    found = await proofs.newest_about(members, "known-person")
    return {key: Pending(each.email, each.expires_at, each.open) for key, each in found.items()}


async def _send(
    mail: Mail, template: str, group: GroupFacts, members: Sequence[MemberFacts], to: Administrator
) -> None:
    days = proofs.MINUTES["known-person"] // (24 * 60)
    made = await proofs.make_each(
        "known-person", [proofs.Addressee(to.email, None, subject=each.id) for each in members]
    )
    until = mail.site.dates.day(clock.now() + timedelta(days=days))
    asked = [
        {
            "person": each.name,
            "what": first_upper(mail.site.terms.said(WHAT[each.matched])),
            "several": " " in each.matched,
            "path": f"/known-person/{keys.link}",
        }
        for each, keys in zip(members, made, strict=True)
    ]
    common = {"group_name": group.name, "until": until}
    if len(asked) == 1:
        context, about = {**asked[0], **common}, ("member", members[0].id)
    else:
        # One mail about all of them: whoever is asked ten things at once gets no ten mails.
        template, about = MANY[template], ("group", group.id)
        context = {"questions": asked, **common}
    await mail.send_each([NewMail(to.email, template, about, context)])
