"""The receipt of a leaver: only with every confirmation, sealed, and proved from the trail."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from core.access import actions, leaving
from core.access.departing import RECEIPT
from core.access.tables import Leaving, WorkItem
from core.audit.proving import ATTACHED, proved_event
from core.audit.signing import verifiers
from core.clock import now
from core.database import Database
from core.due.tables import Due
from core.due.worker import DueWorker
from core.office.queries.leavings import last_leaving, leaving_view
from core.office.receipts import (
    receipt_sealed_with,
    seal_when_confirmed,
    sealed_receipt,
    sealing_receipts,
)
from core.portal import Portal
from core.seal import attached_file, seal_certificates, verify
from core.settings import Settings
from tests.conftest import MovableClock
from tests.core.office.working import carry_out
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, signing_for


async def left(portal: Portal) -> tuple[Practice, UUID, Settings]:
    """Amara had two applications that worked, and left."""
    made = await active(portal, BEN, ROSA, AMARA)
    await carry_out(portal, "grant")
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    key = await last_leaving(made.members["Amara"])
    assert key
    return made, key, signing_for(portal).settings


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "receipt.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.mark.both_databases
async def test_no_receipt_is_sealed_before_every_application_confirmed(
    database: Database, portal: Portal
) -> None:
    _, key, settings = await left(portal)
    again = await seal_when_confirmed(portal, settings, key)
    assert again is not None and again > now()
    assert await sealed_receipt(key) is None
    view = await leaving_view(key)
    assert not view.is_confirmed and view.ended_in_time is None and view.told_in_time is None
    assert {each.name for each in view.endings} == {"Cerner Millennium", "PACS Synapse"}


@pytest.mark.both_databases
async def test_a_receipt_is_sealed_with_the_last_confirmation_and_proves_each_from_the_trail(
    database: Database, portal: Portal, tmp_path: Path
) -> None:
    _, key, settings = await left(portal)
    await carry_out(portal, "revoke")
    worker = DueWorker(sealing_receipts(portal, settings))
    await _only_receipts()
    assert await worker.attend_due() == 1

    pdf = await sealed_receipt(key)
    assert pdf
    organization = portal.site.brand.organization
    verdict = await verify(pdf, seal_certificates(settings, organization))
    assert verdict.ok, verdict.faults
    assert await receipt_sealed_with(verdict.sha256) is not None
    said = text_of(pdf, tmp_path)
    for words in ("Amara", "Cerner Millennium", "PACS Synapse", "New position", "Met", "Ben Ruiz"):
        assert words in said
    known = verifiers(settings)
    for name in (ATTACHED, "cerner.tlog-proof", "pacs.tlog-proof"):
        event = proved_event(attached_file(pdf, name).decode(), known)
        assert event["action"] in {"work.completed", "work.done"}
        assert "address" not in event


async def test_a_changed_receipt_is_found_out(database: Database, portal: Portal) -> None:
    _, key, settings = await left(portal)
    await carry_out(portal, "revoke")
    await seal_when_confirmed(portal, settings, key)
    pdf = await sealed_receipt(key)
    assert pdf
    forged = pdf.replace(b"/Author", b"/Auth0r", 1)
    verdict = await verify(forged, seal_certificates(settings, portal.site.brand.organization))
    assert forged != pdf and not verdict.ok
    assert await receipt_sealed_with(verdict.sha256) is None


async def test_one_receipt_is_kept_however_often_it_falls_due(database: Database, portal: Portal) -> None:
    _, key, settings = await left(portal)
    await carry_out(portal, "revoke")
    await seal_when_confirmed(portal, settings, key)
    first = await sealed_receipt(key)
    assert await seal_when_confirmed(portal, settings, key) is None
    assert await sealed_receipt(key) == first


async def test_whoever_came_back_before_the_last_confirmation_has_no_receipt(
    database: Database, portal: Portal
) -> None:
    made, key, settings = await left(portal)
    await leaving.come_back(portal, made.members["Amara"], by=made.by)
    await carry_out(portal, "revoke")
    assert await seal_when_confirmed(portal, settings, key) is None
    assert await sealed_receipt(key) is None
    await leaving.leave(portal, made.members["Amara"], "Gone for good", by=made.by)
    newest = await last_leaving(made.members["Amara"])
    assert newest != key and await Leaving.count() == 2
    assert newest and await seal_when_confirmed(portal, settings, newest) is None
    assert await sealed_receipt(newest) is not None


async def test_a_limit_that_was_not_kept_is_said(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    _, key, _ = await left(portal)
    clock.set(now() + timedelta(hours=2))
    assert (await leaving_view(key)).ended_in_time is False
    assert (await leaving_view(key)).told_in_time is None
    await carry_out(portal, "revoke")
    view = await leaving_view(key)
    assert (view.ended_in_time, view.told_in_time, view.is_confirmed) == (False, True, True)
    clock.set(now() + timedelta(hours=30))
    assert (await leaving_view(key)).told_in_time is True


async def test_a_removal_that_takes_too_long_is_said_to_be_late(database: Database, portal: Portal) -> None:
    _, key, _ = await left(portal)
    await WorkItem.update({WorkItem.alarmed_at: now()}).where(WorkItem.kind == "revoke")
    assert all(each.late for each in (await leaving_view(key)).endings)
    await carry_out(portal, "revoke")
    assert not any(each.late for each in (await leaving_view(key)).endings)


async def test_access_that_was_never_set_up_leaves_nothing_to_confirm(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    grant = made.grants["Amara", "pacs"]
    await actions.revoke(grant, "Not needed", by=ANALYST)
    await WorkItem.delete().where(WorkItem.grant == grant)
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    key = await last_leaving(made.members["Amara"])
    assert key
    endings = {each.slug: each for each in (await leaving_view(key)).endings}
    assert endings["pacs"].nothing and endings["pacs"].is_confirmed and not endings["cerner"].is_confirmed


async def _only_receipts() -> None:
    await Due.delete().where(Due.kind != RECEIPT)
