"""The trail as witnesses follow it: the newest checkpoint, and the tiles of its tree. Hashes, no words."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from core.audit.publishing import published_checkpoint, published_tile
from web.security.guards import anyone

FOR_EVER = "public, max-age=31536000, immutable"


@get("/trail/checkpoint", guards=[anyone])
async def checkpoint() -> Response[str]:
    """Answer with the newest signed checkpoint."""
    note = await published_checkpoint()
    return Response(note, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@get("/trail/tile/{level:str}/{place:path}", guards=[anyone])
async def tile(level: FromPath[str], place: FromPath[str]) -> Response[bytes]:
    """Answer with hashes of one part of the tree, which never change."""
    raw = await published_tile(level, place.lstrip("/"))
    return Response(raw, media_type="application/octet-stream", headers={"Cache-Control": FOR_EVER})


handlers = [checkpoint, tile]
