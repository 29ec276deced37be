"""The evidence of a case for somebody outside: one sealed document, and the trail as CSV with its proof."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change
from core.audit.checkpoints import CheckpointWorker, sign_checkpoint
from core.audit.proving import ATTACHED, WITHOUT_ORIGIN, prove_parts
from core.enrollment.spreadsheet.columns import harmless
from core.errors import Invalid, NotFound
from core.misuse.bundle_content import bundle_data
from core.misuse.case_moves import held_case
from core.misuse.queries.bundles import trail_of
from core.misuse.queries.cases import case_view
from core.misuse.tables import MisuseBundle
from core.paper import set_pdf
from core.portal import Portal
from core.settings import Settings

TEMPLATE = Path(__file__).with_name("bundle.typ")
MEDIA = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}
HEADS = ("number", "at", "action", "actor_name", "subject_kind", "subject", "details", "leaf")


async def make_bundle(portal: Portal, settings: Settings, case: UUID, to: str, *, by: Actor) -> UUID:
    """Draw and seal everything of a case as it is now, and keep what was handed to whom.

    Invalid without a name. NotFound for who has to do with the practice.
    """
    if not to.strip():
        raise Invalid({"to": "Enter who gets it"})
    view, now = await case_view(portal, case, by), clock.now()
    rows = await trail_of(view.case)
    trail = _csv(rows)
    await sign_checkpoint(settings)
    proofs = {ATTACHED: await prove_parts(settings, rows[-1]["number"], WITHOUT_ORIGIN)}
    data = bundle_data(portal, view, rows, to.strip()[:200], now)
    data["files"] = [
        *({"file": name, "text": text, "type": "text/plain"} for name, text in proofs.items()),
        {"file": "trail.csv", "text": trail, "type": "text/csv"},
        {"file": "record.json", "text": view.case.record, "type": "application/json"},
    ]
    data["trail_sha256"] = hashlib.sha256(trail.encode()).hexdigest()
    pdf = await asyncio.to_thread(_document, portal, settings, data, now)
    sha256 = hashlib.sha256(pdf).hexdigest()
    row = MisuseBundle(id=uuid4(), case=case, handed_to=to.strip()[:200], pdf=pdf, trail=trail)
    row.sha256, row.sealed_at = sha256, now
    told = {"sha256": sha256, "to": row.handed_to}
    async with change("misuse.evidence-made", by=by, subject=("misuse", case), **told):
        await held_case(case, by)
        await MisuseBundle.insert(row)
    await CheckpointWorker(settings).sign()
    return UUID(str(row.id))


async def handed_out(case: UUID, bundle: UUID, kind: str, *, by: Actor) -> tuple[bytes, str]:
    """Find a document that was made, or its trail; that somebody took it stands in the trail. NotFound."""
    if kind not in MEDIA:
        raise NotFound
    async with change("misuse.evidence-taken", by=by, subject=("misuse", case), kind=kind):
        await held_case(case, by)
        of_case = (MisuseBundle.id == bundle) & (MisuseBundle.case == case)
        row = await MisuseBundle.select().where(of_case).first()
        if row is None:
            raise NotFound
    content = bytes(row["pdf"]) if kind == "pdf" else row["trail"].encode()
    return content, MEDIA[kind]


async def evidence_sealed_with(sha256: str) -> datetime | None:
    """Return when evidence with this SHA-256 was sealed here; None when none was."""
    query = MisuseBundle.select(MisuseBundle.sealed_at).where(MisuseBundle.sha256 == sha256)
    row = await query.first()
    return row["sealed_at"] if row else None


def _csv(rows: list[Mapping[str, Any]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADS)
    for row in rows:
        writer.writerow(
            [row["at"].isoformat() if name == "at" else harmless(str(row[name] or "")) for name in HEADS]
        )
    return file.getvalue()


def _document(portal: Portal, settings: Settings, data: dict[str, Any], now: datetime) -> bytes:
    from core.seal import put_seal  # noqa: PLC0415 - what seals is large, and loaded where something is sealed

    return put_seal(
        set_pdf(TEMPLATE, data, now), settings, portal.site.brand.organization, "Evidence of a case"
    )
