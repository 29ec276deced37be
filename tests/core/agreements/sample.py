"""Believable agreements for tests: a practice in Arizona with three signers, and what they do."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from core.actor import Actor
from core.agreements.actions import (
    Dispatch,
    Given,
    Opened,
    confirm_read,
    enter_code,
    open_link,
    send_out,
    sign,
)
from core.agreements.content import Practice
from core.agreements.context import Signing
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, SentAgreement, SignerRecord
from core.agreements.signature import Signature, typed
from core.agreements.signers import Party
from core.audit import change
from core.mail import Mail
from core.mail.tables import OutboxMail
from core.settings import Settings
from core.site import SiteProfile, find_site, load_site

BASE = "https://portal.example"
BROWSER = Actor("person", None, "", "198.51.100.7", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0")
SUPPORT = Actor("staff", uuid4(), "Support Desk")
ADMINISTRATOR = Actor("person", uuid4(), "Paul Brandt")
SPONSOR = Party("sponsor", "Rosa M. Alvarez, MD", "rosa@desertsun.example")
MANAGER = Party("administrator", "Paul Brandt", "paul@desertsun.example")
OFFICER = Party("officer", "Ines Okafor", "ines@okaforlegal.example")
PARTIES = (SPONSOR, MANAGER, OFFICER)


def practice(name: str = "Desert Sun Family Medicine") -> Practice:
    return Practice(uuid4(), name, ("1201 E Osborn Rd, Suite 210", "Phoenix, AZ 85014"), MANAGER.email)


@dataclass
class Notebook:
    """A listener that writes down what it is told, in order."""

    told: list[tuple[str, AgreementRecord]] = field(default_factory=list)

    @property
    def what(self) -> list[str]:
        return [what for what, _ in self.told]

    async def signed(self, agreement: AgreementRecord, signer: SignerRecord, *, by: Actor) -> None:
        self.told.append((f"signed by {signer.name}", agreement))

    async def in_force(self, agreement: AgreementRecord) -> None:
        self.told.append(("in force", agreement))

    async def ended(self, agreement: AgreementRecord, why: str, *, by: Actor) -> None:
        self.told.append((f"ended: {why}", agreement))

    async def signers_changed(self, agreement: AgreementRecord) -> None:
        self.told.append(("signers changed", agreement))


def signing(folder: Path, site: SiteProfile | None = None, **settings: object) -> Signing:
    chosen = Settings(demo=True, data_folder=folder, secret_key="s" * 40, **settings)
    site = site or load_site(find_site("banner"))
    return Signing(Mail(site, BASE, "portal@portal.example"), chosen, Notebook())


@dataclass(frozen=True)
class Sent:
    """An agreement that was sent out, and what it is signed with."""

    signing: Signing
    key: UUID

    @property
    def told(self) -> Notebook:
        return self.signing.listener

    async def now(self) -> SentAgreement:
        return await sent_agreement(self.key)

    async def signer(self, party: Party) -> SignerRecord:
        return next(each for each in (await self.now()).signers if party.role in each.roles)

    async def text_hash(self) -> str:
        return (await self.now()).agreement.text_hash

    async def prove(self, party: Party) -> Opened:
        """Open the newest link that was mailed and enter the code that was mailed then."""
        opened = await open_link(self.signing, await newest_link(party.email), by=BROWSER)
        await enter_code(opened.signer, opened.token, await newest_code(party.email), by=BROWSER)
        return opened

    async def sign(self, party: Party, signature: Signature | None = None) -> Opened:
        opened = await self.prove(party)
        await confirm_read(opened.signer, opened.token, await self.text_hash(), by=BROWSER)
        await self.press_sign(opened, signature or typed(party.name))
        return opened

    async def press_sign(self, opened: Opened, signature: Signature, **changed: str) -> None:
        what = {"text_hash": await self.text_hash(), "consent": "1"} | changed
        given = Given(signature=signature, **what)
        await sign(self.signing, opened.signer, opened.token, given, by=BROWSER)

    async def sign_all(self, *parties: Party) -> None:
        for party in parties or PARTIES:
            await self.sign(party)


async def sent(
    folder: Path,
    parties: tuple[Party, ...] = PARTIES,
    site: SiteProfile | None = None,
    **settings: object,
) -> Sent:
    own = signing(folder, site, **settings)
    async with change("request.submitted", by=ADMINISTRATOR):
        key = await send_out(own.mail, Dispatch("first", practice(), parties, uuid4()), by=ADMINISTRATOR)
    return Sent(own, key)


async def mails(address: str, template: str | None = None) -> list[dict]:
    query = OutboxMail.select().where(OutboxMail.recipient == address).order_by(OutboxMail.queued_at)
    return [row for row in await query if template in (None, row["template"])]


async def newest_link(address: str) -> str:
    found = [re.search(r"/sign/(\S+)", row["text"]) for row in await mails(address)]
    return [each[1] for each in found if each][-1]


async def newest_code(address: str) -> str:
    return re.search(r"\d{4} \d{4}", (await mails(address, "signing-code"))[-1]["text"])[0]
