"""What a witness sees, without a network between."""

from core.audit.publishing import published_checkpoint, published_tile
from core.errors import NotFound
from core.tlog.witness import Unreachable


async def fetching(path: str) -> bytes:
    """Answer as the pages of the trail do."""
    try:
        if path == "checkpoint":
            return (await published_checkpoint()).encode()
        return await published_tile(*path.removeprefix("tile/").split("/", 1))
    except NotFound as problem:
        raise Unreachable(path) from problem
