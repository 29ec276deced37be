"""Believable agreements for tests: a practice in Arizona with three signers, and what they do."""

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from core.actor import Actor
from core.agreements.actions import Opened, confirm_read, enter_code, open_link, send_out, sign
from core.agreements.content import Party, Practice
from core.agreements.desk import Desk
from core.agreements.queries import Standing, standing
from core.agreements.signature import Signature, typed
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


def desk(folder: Path, site: SiteProfile | None = None, **settings: object) -> Desk:
    chosen = Settings(demo=True, data_folder=folder, secret_key="s" * 40, **settings)
    site = site or load_site(find_site("banner"))
    return Desk(site, Mail(site, BASE, "portal@portal.example"), chosen)


@dataclass(frozen=True)
class Sent:
    """An agreement that was sent out, and the desk it went out from."""

    desk: Desk
    key: UUID

    async def now(self) -> Standing:
        return await standing(self.key)

    async def signer(self, party: Party) -> dict:
        return next(each for each in (await self.now()).signers if party.role in each["roles"])

    async def text_hash(self) -> str:
        return (await self.now()).agreement["text_hash"]

    async def prove(self, party: Party) -> Opened:
        """Open the newest link that was mailed and enter the code that was mailed then."""
        opened = await open_link(self.desk, await newest_link(party.email), by=BROWSER)
        await enter_code(self.desk, opened.signer, opened.token, await newest_code(party.email), by=BROWSER)
        return opened

    async def sign(self, party: Party, signature: Signature | None = None) -> Opened:
        opened = await self.prove(party)
        await confirm_read(opened.signer, opened.token, await self.text_hash(), by=BROWSER)
        await self.press_sign(opened, signature or typed(party.name))
        return opened

    async def press_sign(self, opened: Opened, signature: Signature, **changed: str) -> None:
        what = {"text_hash": await self.text_hash(), "consent": "1"} | changed
        await sign(opened.signer, opened.token, signature=signature, by=BROWSER, **what)

    async def sign_all(self, *parties: Party) -> None:
        for party in parties or PARTIES:
            await self.sign(party)


async def sent(
    folder: Path,
    parties: tuple[Party, ...] = PARTIES,
    site: SiteProfile | None = None,
    **settings: object,
) -> Sent:
    office = desk(folder, site, **settings)
    async with change("request.submitted", by=ADMINISTRATOR):
        key = await send_out(office, practice(), parties, by=ADMINISTRATOR, request=uuid4())
    return Sent(office, key)


async def letters(address: str, template: str | None = None) -> list[dict]:
    query = OutboxMail.select().where(OutboxMail.recipient == address).order_by(OutboxMail.queued_at)
    return [row for row in await query if template in (None, row["template"])]


async def newest_link(address: str) -> str:
    found = [re.search(r"/sign/(\S+)", row["text"]) for row in await letters(address)]
    return [each[1] for each in found if each][-1]


async def newest_code(address: str) -> str:
    return re.search(r"\d{4} \d{4}", (await letters(address, "signing-code"))[-1]["text"])[0]
