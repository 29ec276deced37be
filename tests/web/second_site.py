"""The demo of the second site, and what else its pages need: two active worksites with people of every kind.

Aisha acts on behalf of Maya, who agreed; both work at Tamara's worksite, which Lena wants to join. Victor
and Grace work at Stefan's, where Victor has still to say whether he answers for Grace. Ruth wants to join it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from litestar import Litestar

from core.access import authorizing
from core.access.following import signing_of
from core.access.queries import newest_of
from core.activation.people import ActivationWorker
from core.actor import Actor
from core.demo import fill, making
from core.demo.going_on import agree_to, go_on
from core.demo.joining import asks
from core.demo.sign_ins import STORIES
from core.groups.authority import authorizations_of
from core.groups.rights import memberships_of
from core.identity import Identity
from core.identity.queries import account_of
from core.identity.sessions import Level, start
from core.joining.joins import asked_by_account
from core.newcomers.answering import accept_join
from core.portal import Portal
from core.settings import Settings
from tests.data_folders import folder_of
from tests.web.people import Client, client_for, running, settings_for
from web.app import create_app

SITE = "careconnect"
TAMARA, STEFAN = (
    next(each.email for each in STORIES if each.name == name) for name in ("Tamara Gill", "Stefan Fuchs")
)
NINA = next(each.email for each in STORIES if each.kind == "new")
NAMES = ("Maya Lindqvist", "Aisha Bello", "Lena Hoffmann", "Victor Okoye", "Grace Kim", "Ruth Abramson")
MAYA, AISHA, LENA, VICTOR, GRACE, RUTH = (
    making.email(name, number) for name, number in zip(NAMES, (400, 404, 405, 406, 407, 408), strict=True)
)
# Who joins beside those of the demo.
KINDS = {
    LENA: ("Lena Hoffmann", 405, "pharmacist", "RPh"),
    VICTOR: ("Victor Okoye", 406, "practitioner", "MD"),
    GRACE: ("Grace Kim", 407, "on-behalf-of", "MOA"),
    RUTH: ("Ruth Abramson", 408, "pharmacist", "RPh"),
}


@dataclass(frozen=True, slots=True)
class Filling:
    """The second site while it is filled."""

    identity: Identity
    portal: Portal

    async def by(self, email: str) -> Actor:
        """Somebody by their own account."""
        return Actor("person", await account_at(email), email)

    async def group_of(self, email: str) -> UUID:
        """The worksite that somebody registered or belongs to."""
        (member,) = await memberships_of((await self.by(email)).account)
        return member.group

    async def asks(self, who: str, group: UUID) -> UUID:
        """Somebody makes an account and asks to join."""
        name, number, staff_type, suffix = KINDS[who]
        typed = making.person(self.portal.site, name, number, staff_type, suffix)
        return await asks(self.identity, self.portal, group, typed | {"staff_type": staff_type}, 0)

    async def accepts(self, administrator: str, join: UUID) -> None:
        """Whoever administers the worksite says yes, support agrees, and the login is made."""
        by = await self.by(administrator)
        await accept_join(self.portal, join, by=by)
        assert by.account
        await agree_to(self.portal, await newest_of(by.account))
        names = ActivationWorker(self.portal, self.identity.keys)
        while await names.attend_due():
            pass

    async def agrees(self, colleague: str, member: str) -> None:
        """A practitioner answers for somebody who asked."""
        by = await self.by(colleague)
        (asked,) = await memberships_of((await self.by(member)).account)
        (own,) = await memberships_of(by.account)
        found = [each for each in await authorizations_of([asked.id], "asked") if each.by.id == own.id]
        await authorizing.agree(self.portal, found[0].id, by=by)


async def fill_second_site(app: Litestar, settings: Settings) -> None:
    """Tell the stories of its demo, and carry them on."""
    portal, identity = client_for(app).portal, app.state.identity
    site, signing = Filling(identity, portal), signing_of(portal, settings)
    await fill(identity, portal, signing)
    (asked,) = await asked_by_account(await account_at(AISHA))
    await site.accepts(TAMARA, asked["id"])
    await site.agrees(MAYA, AISHA)
    await site.asks(LENA, await site.group_of(TAMARA))
    await go_on(portal, signing, identity.keys, await account_at(STEFAN), to_work=True)
    elsewhere = await site.group_of(STEFAN)
    await site.accepts(STEFAN, await site.asks(VICTOR, elsewhere))
    await site.accepts(STEFAN, await site.asks(GRACE, elsewhere))
    await site.asks(RUTH, elsewhere)


async def reader(app: Litestar, email: str, level: Level = "full") -> Client:
    """Somebody of the second site who signed in, or a stranger."""
    client = client_for(app)
    if email:
        client.account = await account_at(email)
        client.carry(await start(client.account, level, by=Actor("person", client.account, email)))
    return client


async def account_at(email: str) -> UUID:
    """The account of somebody of the second site."""
    found = await account_of(email)
    assert found
    return found.account


def copied(filled: Path, folder: Path) -> Settings:
    """Settings of a second site of one's own, as it was filled."""
    url = f"sqlite:///{shutil.copy(filled, folder / 'portal.sqlite')}"
    shutil.copytree(folder_of(f"sqlite:///{filled}"), folder_of(url), dirs_exist_ok=True)
    return settings_for(url, site=SITE)


async def fill_file(path: Path) -> None:
    """Fill a migrated, empty database with the second site."""
    settings = settings_for(f"sqlite:///{path}", site=SITE)
    async with running(create_app(settings)) as started:
        await fill_second_site(started, settings)
