"""Who stands in for an administrator is named and changed after the registration, as the site asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import Invalid, NotFound, Stale
from core.groups.following import member_playing
from core.groups.rights import administers
from core.office import backing_up
from core.office.backing_up import could_stand_in
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.core.office.following import mails
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, themselves


def asking(portal: Portal, policy: str) -> Portal:
    """A site that asks for backups, or knows none."""
    enrollment = portal.site.enrollment.model_copy(update={"backup_administrator": policy})
    return replace(portal, site=portal.site.model_copy(update={"enrollment": enrollment}))


@pytest.mark.both_databases
async def test_rights_come_and_go_with_the_part(made: Practice, portal: Portal) -> None:
    amara, cara = await themselves(made, "Amara"), await themselves(made, "Cara")
    await backing_up.name_backup(portal, made.group, made.members["Amara"], by=made.by)
    assert await administers(amara.account, made.group)
    assert await mails("backup-changed") == sorted([AMARA.email, BEN.email, ROSA.email])
    await backing_up.name_backup(portal, made.group, made.members["Cara"], by=made.by)
    assert not await administers(amara.account, made.group)
    assert await administers(cara.account, made.group)
    await backing_up.end_backup(portal, made.group, by=made.by)
    assert not await administers(cara.account, made.group)
    with pytest.raises(Stale, match="Nobody stands in"):
        await backing_up.end_backup(portal, made.group, by=made.by)


async def test_only_the_administrator_and_support_choose(made: Practice, portal: Portal) -> None:
    await backing_up.name_backup(portal, made.group, made.members["Amara"], by=made.by)
    # Whoever stands in does not choose who stands in.
    for name in ("Rosa", "Cara", "Amara"):
        async with nothing_changes():
            with pytest.raises(NotFound):
                await backing_up.name_backup(
                    portal, made.group, made.members["Cara"], by=await themselves(made, name)
                )
    with pytest.raises(Invalid, match="Say why"):
        await backing_up.name_backup(portal, made.group, made.members["Cara"], by=ANALYST)
    await backing_up.name_backup(portal, made.group, made.members["Cara"], "Ben called.", by=ANALYST)
    assert await member_playing(made.group, "backup") == made.members["Cara"]
    with pytest.raises(Invalid, match="Say why"):
        await backing_up.end_backup(portal, made.group, by=ANALYST)


async def test_nobody_stands_in_who_administers_it_or_cannot_sign_in(made: Practice, portal: Portal) -> None:
    reasons = {each.member.id: each.why_not for each in await could_stand_in(portal, made.group)}
    assert "are the {administrator}" in reasons[made.members["Ben"]]
    with pytest.raises(Invalid):
        await backing_up.name_backup(portal, made.group, made.members["Ben"], by=made.by)
    with pytest.raises(NotFound):
        await backing_up.name_backup(portal, made.group, made.group, by=made.by)


async def test_the_site_may_ask_for_one_or_for_none(made: Practice, portal: Portal) -> None:
    await backing_up.name_backup(portal, made.group, made.members["Amara"], by=made.by)
    with pytest.raises(Stale, match="always has"):
        await backing_up.end_backup(asking(portal, "required"), made.group, by=made.by)
    with pytest.raises(NotFound):
        await backing_up.name_backup(asking(portal, "never"), made.group, made.members["Cara"], by=made.by)
