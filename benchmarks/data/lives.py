"""The lives of made-up practices, step by step through the product's own acts, on a clock that is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from benchmarks.data.casts import SPECIALTIES, Cast
from benchmarks.data.registering import Registering
from benchmarks.data.working import Hands, Willing
from core.access.lines import Line, lines_of, load_request
from core.access.records import RequestFacts
from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.demo.going_on import check_and_activate, sign_request
from core.demo.signing import open_as
from core.demo.staff import colleague
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.identity import Identity
from core.identity.queries import account_of_person
from core.mail.worker import MailWorker
from core.messages import actions as messages
from core.messages.forms import NewMessage
from core.portal import Portal
from core.usage.actions import open_application


@dataclass(slots=True)
class Life:
    """One practice, and the clock that it lives by."""

    portal: Portal
    identity: Identity
    signing: Signing
    cast: Cast
    at: datetime
    request: UUID = field(init=False)
    by: Actor = field(init=False)

    def now(self) -> datetime:
        """The moment it is."""
        return self.at

    def later(self, days: int = 0, minutes: int = 10) -> None:
        """Let time go by."""
        self.at += timedelta(days=days, minutes=minutes)

    async def draft(self, people: int) -> None:
        """Begin to register, with so many of the others."""
        begun = await Registering.begin(self.identity, self.portal, self.cast)
        self.by = begun.registering.by
        self.later()
        await begun.describe(SPECIALTIES[len(self.cast.others) % len(SPECIALTIES)])
        self.later()
        await begun.add(self.cast.others[:people])

    async def send(self) -> None:
        """Register the practice and send it off."""
        await self.draft(len(self.cast.others))
        self.later()
        begun = await Registering.begun(self.portal, self.by, self.cast)
        self.request = await begun.send()
        await self.mails()

    async def sign(self) -> None:
        """Have everybody sign."""
        await sign_request(self.signing, self.request)
        await self.mails()

    async def refuse_to_sign(self) -> None:
        """Have the first signer refuse."""
        sent = await latest_of_request(self.request)
        if sent is None:
            raise RuntimeError("a request that was sent has an agreement")
        signer = sent.waiting_for[0]
        opened, by = await open_as(self.signing, sent, signer)
        await actions.decline(self.signing, opened.signer, opened.token, "We use another system now.", by=by)

    async def activate(self) -> None:
        """Have support find everything in order."""
        await check_and_activate(self.portal, self.identity.keys, await self.facts())
        await self.mails()

    async def set_up(self, *, by_machine: bool = False) -> None:
        """Have all work at the applications done, by machines or by people."""
        hands = await self.hands()
        await hands.hand_over(Willing if by_machine else None)
        self.later()
        await hands.do()
        await self.mails()

    async def take_away(self) -> None:
        """Have people take away whatever is to go."""
        hands = await self.hands()
        await hands.hand_over()
        await hands.do()

    async def hands(self) -> Hands:
        """Whoever does the work at applications."""
        return Hands(self.portal, await colleague("provisioning"))

    async def use(self, of: int = 1) -> None:
        """Have one of so many open everything that works for them."""
        for number, line in enumerate(await self.lines("active")):
            if number % of == 0 and (account := await self.account(line.member)):
                by = Actor("person", account, line.member.name, "203.0.113.7", "Firefox")
                if self.portal.applications[line.grant.application].launch_url:
                    await open_application(self.portal, line.id, by=by)

    async def write(self, text: str) -> None:
        """Write to support."""
        await messages.write(self.portal, (await self.facts()).number, _message(text), by=self.by)

    async def be_answered(self, text: str) -> None:
        """Have support write to the practice."""
        message, by = _message(text), await colleague("analyst")
        await messages.answer(self.portal, (await self.facts()).number, message, by=by)

    async def mails(self) -> None:
        """Have every mail sent; links and codes are read in them later on."""
        worker = MailWorker(self.portal.mail, None, keep_text=True)
        while await worker.deliver_due():
            pass

    async def end(self) -> None:
        """Have everything done that waits for machines."""
        await self.mails()

    async def facts(self) -> RequestFacts:
        """The request as it is now."""
        return await load_request(self.request)

    async def group(self) -> GroupFacts:
        """The practice as it is now."""
        return await load_group((await self.facts()).group)

    async def members(self) -> list[MemberFacts]:
        """Everybody in it who plays no part, in the order of the list."""
        parts = {self.cast.sponsor.who.email, self.cast.administrator.who.email}
        return [each for each in await members_of((await self.facts()).group) if each.email not in parts]

    async def lines(self, *states: str) -> list[Line]:
        """What they have in one of these states."""
        group = await self.group()
        return await lines_of(group, await members_of(group.id), *states)

    async def account(self, member: MemberFacts) -> UUID | None:
        """The account of somebody."""
        return await account_of_person(member.person) if member.person else None


def _message(text: str) -> NewMessage:
    return NewMessage(text=text, once=uuid4(), seen=0)
