"""Files for a practice: its signed agreement, and the proof of a record of its request."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.requests.proving import own_proof
from core.requests.signed_documents import own_document
from core.settings import Settings
from web.answers import pdf_answer, proof_answer
from web.security.guards import signed_in
from web.visit import Visit


@get("/agreements/{agreement:uuid}/signed.pdf", guards=[signed_in])
async def download_signed(visit: NamedDependency[Visit], agreement: FromPath[UUID]) -> Response[bytes]:
    """Send the sealed document."""
    found = await own_document(agreement, visit.who.account_id)
    return pdf_answer(found.pdf, found.name)


@get("/requests/{number:str}/records/{record:int}/proof", guards=[signed_in])
async def download_proof(
    visit: NamedDependency[Visit],
    settings: NamedDependency[Settings],
    number: FromPath[str],
    record: FromPath[int],
) -> Response[str]:
    """Send the proof of one record of a request, which shows no other."""
    proof = await own_proof(settings, number, record, visit.who.account_id)
    return proof_answer(proof, f"{number}-record-{record}")


handlers = [download_signed, download_proof]
