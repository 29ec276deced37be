"""The evidence of a review as files: sealed as a PDF, and as a table for a spreadsheet."""

from __future__ import annotations

from litestar import Response

from core.errors import NotFound
from core.reviews.queries.evidence import evidence_of, sealed_evidence
from core.reviews.records import ReviewFacts
from core.reviews.sealing import evidence_lines, name_of_proof
from web.answers import pdf_answer
from web.table_files import TableFile, table_file
from web.visit import Visit

HEADS = [
    "Person",
    "Application",
    "What it said",
    "Why we asked",
    "Last used",
    "Answer",
    "By",
    "When",
    "Record",
    "Proof",
]


async def evidence_file(visit: Visit, review: ReviewFacts, kind: str) -> Response[bytes]:
    """Send the evidence of a review that is done; NotFound before, and for no such kind."""
    if review.is_open:
        raise NotFound
    if kind == "pdf":
        return pdf_answer(await sealed_evidence(review.id), f"access-review-{review.id}")
    found = await evidence_of(review.id)
    pdf = await sealed_evidence(review.id)
    lines = [HEADS, *([*line, _proof(pdf, line[-1])] for line in evidence_lines(visit.portal.site, found))]
    return await table_file(visit, TableFile("access-review", "Access review", lines), kind)


def _proof(pdf: bytes | None, event: str) -> str:
    """The proof of an event as the sealed document has it; empty before there is one."""
    from core.seal import attached_file  # noqa: PLC0415 - what seals is large, and loaded where it is needed

    return attached_file(pdf, name_of_proof(int(event))).decode() if pdf and event else ""
