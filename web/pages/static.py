"""Style sheets, scripts and marks."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from core.errors import NotFound
from web.assets import Assets
from web.security.guards import anyone

FOR_EVER = "public, max-age=31536000, immutable"


@get("/static/{version:str}/{name:path}", guards=[anyone])
async def static_file(
    request: Request[Any, Any, Any], version: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Answer with a file; kept for ever under its own version, and not at all under another one.

    Another version is asked for when an older or newer process drew the page; this file is the nearest.
    """
    assets: Assets = request.app.state.assets
    asset = assets.get(name.lstrip("/"))
    if asset is None:
        raise NotFound
    headers = {
        "Cache-Control": FOR_EVER if version == assets.version else "no-store",
        "Vary": "Accept-Encoding",
    }
    body = asset.body
    if asset.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = asset.gzipped
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)


handlers = [static_file]
