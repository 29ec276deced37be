"""The sealed evidence of a review that is done: drawn once, outside of any transaction."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.audit.checkpoints import sign_checkpoint
from core.audit.proving import ATTACHED, WITHOUT_ORIGIN, prove_parts
from core.due.worker import Handler
from core.paper import paper_of, set_pdf
from core.portal import Portal
from core.reviews.closing import SEAL
from core.reviews.queries.evidence import Decision, Figures, LeftBehind, evidence_of
from core.reviews.tables import ReviewEvidence
from core.reviews.told import as_a_line
from core.settings import Settings
from core.site import SiteProfile

TEMPLATE = Path(__file__).with_name("review.typ")
CAUSES = {
    "": "All access is reviewed",
    "role": "Staff type or suffix changed",
    "sponsor": "Another {sponsor}",
    "license": "{License} not in order",
    "dormancy": "Suspended because no one used it",
}
ANSWERS = {
    "here": "Works here",
    "gone": "Ended",
    "keep": "Keep",
    "remove": "Remove",
    "ask": "Not sure",
    "look": "No answer was needed any more",
}


def sealing_reviews(portal: Portal, settings: Settings) -> Mapping[str, Handler]:
    """Return the handler that seals the evidence of reviews."""
    return {SEAL: partial(seal_evidence, portal, settings)}


async def seal_evidence(portal: Portal, settings: Settings, review: UUID) -> None:
    """Draw and seal what a review leaves behind, once."""
    found = await evidence_of(review)
    if found.review.is_open or found.sealed_at is not None:
        return
    now = clock.now()
    data = evidence_data(portal.site, found, now) | {"proofs": await _proofs(settings, found)}
    pdf = await asyncio.to_thread(_document, portal, settings, data, now)
    sha256 = hashlib.sha256(pdf).hexdigest()
    about = {"sha256": sha256}
    async with change("review.evidence-sealed", by=SYSTEM, subject=("review", review), **about) as event:
        row = ReviewEvidence(review=review, pdf=pdf, sha256=sha256, sealed_at=now)
        # Another worker may have sealed it meanwhile: then its document is the one.
        made = await ReviewEvidence.insert(row).on_conflict(target=ReviewEvidence.review, action="DO NOTHING")
        event.details["kept"] = bool(made)


async def _proofs(settings: Settings, found: LeftBehind) -> list[dict[str, str]]:
    """The proof of every event that decided something, with the signed checkpoint it follows from."""
    await sign_checkpoint(settings)
    numbers = [each.number for each in found.events]
    texts = {number: await prove_parts(settings, number, WITHOUT_ORIGIN) for number in numbers}
    files = {name_of_proof(number): text for number, text in texts.items()}
    last = {ATTACHED: texts[numbers[-1]]} if numbers else {}
    return [{"file": name, "text": text} for name, text in (files | last).items()]


def name_of_proof(event: int) -> str:
    """Return the name of the file that proves an event, attached to the document."""
    return f"event-{event}.tlog-proof"


def evidence_data(site: SiteProfile, found: LeftBehind, now: datetime) -> dict[str, Any]:
    """Collect all that is drawn."""
    dates, review = site.dates, found.review
    return {
        "organization": site.brand.organization,
        "group": found.practice,
        "number": str(review.id),
        "paper": paper_of(site.address.country),
        "zone": f"Times are those of {site.timezone}.",
        "facts": [
            ["Reason", site.terms.said(CAUSES[review.cause])],
            ["Opened", dates.moment(review.opened_at)],
            ["Due", dates.day(review.due_on)],
            ["Who works here, named by", review.listed_name],
            ["Finished by", review.finished_name],
            ["Done", dates.moment(review.closed_at) if review.closed_at else "–"],
            ["Access without an answer suspended", _when(site, review.suspended_at)],
            ["Looked at again, chosen with the seed", review.seed or "Nothing"],
            ["Document made", dates.moment(now)],
        ],
        "figures": [list(each) for each in figures_in_words(found.figures)],
        "decisions": [row for line in evidence_lines(site, found) for row in _in_two(line)],
        "events": [
            [str(each.number), dates.moment(each.at, seconds=True), each.words, each.by, each.leaf[:16]]
            for each in found.events
        ],
    }


def figures_in_words(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Say how a review was answered."""
    seconds = "–" if figures.seconds is None else f"{figures.seconds} seconds"
    batch = "–" if figures.in_batch is None else f"{figures.in_batch} %"
    return (
        ("Median time for one answer", seconds),
        ("Answered together with others", batch),
        ("Answers in under 2 seconds", str(figures.fast)),
        ("Removed", str(figures.removed)),
        ("Not sure", str(figures.unsure)),
        ("Looked at again", str(figures.again)),
        ("Of these not kept", str(figures.overturned)),
        ("Kept, and left within 30 days", ", ".join(figures.contradictions) or "No one"),
    )


def evidence_lines(site: SiteProfile, found: LeftBehind) -> list[list[str]]:
    """Write every answer as a row: person, application, what it said, why asked, last use, answer, by whom,
    when, event.
    """
    return [
        [
            each.person,
            each.application or "Everything",
            "; ".join(as_a_line(*fact) for fact in each.told),
            each.why,
            _last_used(site, each),
            f"Looked at again: {ANSWERS[each.answer]}" if each.second else ANSWERS[each.answer],
            each.by,
            site.dates.moment(each.at),
            str(each.event or ""),
        ]
        for each in found.decisions
    ]


def _last_used(site: SiteProfile, each: Decision) -> str:
    said = f", says {each.application}" if each.used_there else ""
    return f"{site.dates.day(each.last_used)}{said}" if each.last_used else ""


def _in_two(line: Sequence[str]) -> list[list[str]]:
    """A row for paper, and below it, across the whole page, what the application said."""
    person, application, told, *rest = line
    return [[person, application, *rest], *([[f"{application} said: {told}"]] if told else [])]


def _when(site: SiteProfile, moment: datetime | None) -> str:
    return site.dates.moment(moment) if moment else "Nothing"


def _document(portal: Portal, settings: Settings, data: dict[str, Any], now: datetime) -> bytes:
    from core.seal import put_seal  # noqa: PLC0415 - what seals is large, and loaded where something is sealed

    pdf = set_pdf(TEMPLATE, data, now)
    return put_seal(pdf, settings, portal.site.brand.organization, "Evidence of an access review")
