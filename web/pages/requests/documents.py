"""The signed agreement, for those who administer or sponsor the practice."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.requests.signed_documents import own_document
from web.answers import pdf_answer
from web.security.guards import signed_in
from web.visit import Visit


@get("/agreements/{agreement:uuid}/signed.pdf", guards=[signed_in])
async def download_signed(visit: NamedDependency[Visit], agreement: FromPath[UUID]) -> Response[bytes]:
    """Send the sealed document."""
    found = await own_document(agreement, visit.who.account_id)
    return pdf_answer(found.pdf, found.name)


handlers = [download_signed]
