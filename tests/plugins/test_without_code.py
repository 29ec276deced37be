"""The whole life of an application that is one file, and what comes after the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.access import actions
from core.access.tables import Grant, WorkItem
from core.access.unfit import unfit
from core.applications.manifests import FOLDER
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import NotFound
from core.forms import rows
from core.mail.tables import OutboxMail
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.requests.plugin_forms import PageForm, asking
from core.requests.plugin_pages import load_page, opened
from core.requests.tables import PageTurn
from tests.core.applications.installed import install
from tests.core.applications.manifested import LONGER, site_with
from tests.core.office.working import carry_out
from tests.plugins.own_pages import sent, to_change
from tests.practices import AMARA, ANALYST, BEN, LINE, Practice, active, portal_of, state_of
from tests.practices.work import hand_to_people

ANSWERS = {
    "board.role": "other",
    "board.other_role": "Plans the week",
    "board.badge": "AB1234",
    "board.facilities": ["BDMC"],
    "board.fax": "602 555 0100",
    "board.own-answers": "yes",
}
# The next version calls the badge a card, and asks one thing more.
NEXT = (
    LONGER.replace("[fields.badge]", '[fields.ward]\nlabel = "Ward"\n\n[fields.card]')
    .replace("{answers.badge}", "{answers.card} {answers.ward}")
    .replace("fields_version = 2", "fields_version = 3")
    + '\n[upgrade.3]\nrenamed = { badge = "card" }\n'
)
# A plugin that takes over from the second version.
CODE = """
from pydantic import BaseModel
from core.forms import field

class Board(BaseModel):
    position: str = field("Position")
    badge: str = field("Badge")
    seat: str = field("Seat")

def upgrade(version, stored):
    return {**stored, "position": stored["role"]} | ({"seat": "none"} if version == 2 else {})

@hookimpl
def clinical_applications():
    yield application(fields=Board, fields_version=3, upgrade_answers=upgrade)
"""


def next_portal(portal: Portal, text: str) -> Portal:
    """The same site with another file, after a restart."""
    (portal.site.folder / FOLDER / "board.toml").write_text(text, "utf-8")
    return portal_of(portal.site)


async def open_work(kind: str) -> list[str]:
    """The steps of what people have to do."""
    waiting = (WorkItem.kind == kind) & (WorkItem.state == "people")
    found = await WorkItem.select(WorkItem.steps).where(waiting).output(load_json=True)
    return [step["text"] for row in found for step in row["steps"]]


async def stored(grant: UUID) -> dict[str, Any]:
    [row] = await Grant.select().where(Grant.id == grant).output(load_json=True)
    return row


async def to_do(portal: Portal) -> dict[UUID, str]:
    """What is put before whoever administers the practice, however many workers begin."""
    for _ in range(2):
        await PluginWorker(portal).work_due()
    turns = await PageTurn.select(PageTurn.grant, PageTurn.words).where(PageTurn.whose == "administrator")
    assert await AuditEvent.count().where(AuditEvent.action == "grant.asked-anew") == len(turns)
    return {row["grant"]: row["words"] for row in turns}


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return portal_of(site_with(tmp_path, board=LONGER))


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """A practice whose Amara was eligible, was asked for, and waits for people to set her up."""
    found = await active(portal, replace(BEN, wants=()), replace(AMARA, wants=("board",), answers=ANSWERS))
    await hand_to_people(portal)
    return found


@pytest.mark.both_databases
async def test_it_is_given_changed_asked_anew_and_taken_away_by_people(
    portal: Portal, made: Practice
) -> None:
    grant = made.grants["Amara", "board"]
    assert "which rights Plans the week needs" in " ".join(await open_work("grant"))
    await carry_out(portal, "grant")
    assert await state_of(grant) == "active"
    mail = await OutboxMail.select(OutboxMail.text).where(OutboxMail.template == "access-active").first()
    assert mail and "Wear your badge: the board asks for it each morning." in mail["text"]

    typed = {"role": ["surgeon"], "badge": ["AB1234"], "facilities": ["BDMC"], "fax": ["602 555 0100"]}
    assert await sent(portal, grant, "answers", typed, made.by) == ()
    assert (await to_change(portal, grant))[0].startswith(
        "Change login-1: role Surgeon (before: Another role)"
    )
    await carry_out(portal, "update")

    newer = next_portal(portal, NEXT)
    assert [str(each) for each in await unfit(newer.applications)] == [
        "board: Operating Room Board asks what was never answered, 1 held or asked for"
    ]
    assert await to_do(newer) == {grant: "Answer what Operating Room Board asks now"}
    opening = await opened(newer, grant, "answers", "administrator", by=made.by)
    form = await asking(opening)
    assert isinstance(form, PageForm) and (await load_page(opening))["asked_anew"]
    assert (form.drawn()["card"].value, form.drawn()["ward"].value) == ("AB1234", "")
    again = {**typed, "card": ["AB1234"]}
    del again["badge"]
    assert await sent(newer, grant, "answers", again, made.by) == (("ward", "Enter the ward"),)
    assert await sent(newer, grant, "answers", {**again, "ward": ["4 East"]}, made.by) == ()
    assert "role Surgeon (before: Surgeon)" in (await to_change(newer, grant))[0]
    assert not await PageTurn.exists()
    assert (await stored(grant))["fields_version"] == "3" and await unfit(newer.applications) == []
    await carry_out(newer, "update")

    await actions.revoke(grant, LINE, by=ANALYST)
    await hand_to_people(newer)
    assert "Take the role away from login-1." in await open_work("revoke")
    await carry_out(newer, "revoke")
    assert await state_of(grant) == "revoked" and await open_work("revoke") == []


async def test_nobody_of_another_practice_opens_the_page_of_its_answers(
    portal: Portal, made: Practice
) -> None:
    grant = made.grants["Amara", "board"]
    await carry_out(portal, "grant")
    assert await opened(portal, grant, "answers", "administrator", by=made.by)
    stranger = replace(made.by, account=uuid4())
    with pytest.raises(NotFound):
        await opened(portal, grant, "answers", "administrator", by=stranger)


async def test_a_plugin_takes_over_the_slug_with_its_access_and_its_answers(
    portal: Portal, made: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = made.grants["Amara", "board"]
    await carry_out(portal, "grant")
    (portal.site.folder / FOLDER / "board.toml").unlink()
    install(tmp_path, monkeypatch, "board", CODE)
    coded = portal_of(portal.site)
    assert await unfit(coded.applications) == [] and await state_of(grant) == "active"
    record, row = coded.applications["board"], await stored(grant)
    assert record.upgrade_answers is not None
    answers = record.fields.model_validate(record.upgrade_answers(2, row["answers"]))
    assert dict(rows(record.fields, answers)) == {"Position": "other", "Badge": "AB1234", "Seat": "none"}
    await actions.revoke(grant, LINE, by=ANALYST)
    await hand_to_people(coded)
    assert await open_work("revoke") == ["Undo it"]


async def test_without_its_file_each_removal_is_work_for_people(portal: Portal, made: Practice) -> None:
    grant = made.grants["Amara", "board"]
    await carry_out(portal, "grant")
    (portal.site.folder / FOLDER / "board.toml").unlink()
    without = portal_of(portal.site.model_copy(update={"plugins": {"pacs": {}}}))
    await actions.revoke(grant, LINE, by=ANALYST)
    await hand_to_people(without)
    words = " ".join(await open_work("revoke"))
    assert "Operating Room Board" in words and "Amara Okafor (login-1)" in words
