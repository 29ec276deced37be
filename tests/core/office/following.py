"""Practices whose administration is handed over, in tests."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.groups.following import member_playing
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.office import handing_over
from core.office.queries.followers import OpenChange, change_under_way
from core.portal import Portal
from tests.practices import AMARA, Practice, themselves

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")


async def having_signed_in(made: Practice, *names: str) -> None:
    """These people took their login, so that their addresses are proved."""
    for name in names:
        who = await themselves(made, name)
        await Account.update({Account.password_hash: "chosen"}).where(Account.id == who.account)


async def waiting(made: Practice) -> OpenChange:
    found = await change_under_way(made.group)
    assert found
    return found


async def holder(made: Practice) -> UUID | None:
    return await member_playing(made.group, "administrator")


async def begun(portal: Portal, made: Practice, first: str = "Amara") -> OpenChange:
    await handing_over.begin(portal, made.group, made.members[first], by=made.by)
    return await waiting(made)


async def mails(*templates: str) -> list[str]:
    """To whom mails of these kinds went."""
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template.is_in([*templates]))
    return sorted(row["recipient"] for row in rows)
