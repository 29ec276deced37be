"""Answers that are files."""

from __future__ import annotations

from litestar import Response

from core.errors import NotFound


def proof_answer(proof: str, name: str) -> Response[str]:
    """Send a proof as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.tlog-proof"'}
    return Response(proof, media_type="text/plain; charset=utf-8", headers=headers)


def pdf_answer(pdf: bytes | None, name: str) -> Response[bytes]:
    """Send a document as a file to keep; NotFound while there is none."""
    if pdf is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)
