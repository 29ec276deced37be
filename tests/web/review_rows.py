"""Who gets what of the pages of access reviews."""

from __future__ import annotations

from uuid import UUID

from core.reviews.queries.reviews import open_review
from tests.core.reviews.reviewing import opened
from tests.practices import portal_for
from tests.web.access_matrix import Gets, Path, Row, console, ours, own, with_key
from tests.web.people import Client
from tests.web.tracking_rows import working


def review(end: str = "") -> Path:
    """The review of the practice that the owner administers, opened once."""

    async def path(owner: Client) -> str:
        return f"/office/reviews/{await _review(owner)}{end}"

    return path


async def _review(owner: Client) -> UUID:
    made = await working(owner)
    found = await open_review(made.group) or await opened(portal_for(), made)
    return found.id


ACTS = ("analyst", "site-administrator")
OFFICE, SUPPORT = "/office/reviews/{review:uuid}", "/support/reviews/practices/{review:uuid}"
SEES = (*ACTS, "privacy-officer")
ROWS: tuple[Row, ...] = (
    own("GET", "/office/reviews"),
    ours("GET", OFFICE, review()),
    # Nothing was said, so that nothing happens.
    ours("POST", f"{OFFICE}/{{act:str}}", review("/who")),
    # Before it is known who works there, nobody's access is shown.
    own(
        "GET",
        f"{OFFICE}/people/{{member:uuid}}",
        with_key("/office/reviews/", f"/people/{UUID(int=1)}"),
        gets=Gets.MISSING,
    ),
    # Only a review that is done leaves something behind.
    own(
        "GET",
        f"{OFFICE}/evidence/{{kind:str}}",
        with_key("/office/reviews/", "/evidence/csv"),
        gets=Gets.MISSING,
    ),
    console(
        "GET",
        f"{SUPPORT}/evidence/{{kind:str}}",
        *ACTS,
        path=with_key("/support/reviews/practices/", "/evidence/csv"),
        gets=Gets.MISSING,
    ),
    console("GET", "/support/reviews", *SEES),
    *(console(method, "/support/reviews/start", *ACTS) for method in ("GET", "POST")),
    console(
        "GET",
        "/support/reviews/{campaign:uuid}",
        *SEES,
        path=with_key("/support/reviews/"),
        gets=Gets.MISSING,
    ),
    console("GET", SUPPORT, *ACTS, path=with_key("/support/reviews/practices/"), gets=Gets.MISSING),
    console(
        "POST",
        f"{SUPPORT}/{{act:str}}",
        *ACTS,
        path=with_key("/support/reviews/practices/", "/who"),
        gets=Gets.MISSING,
    ),
    console(
        "GET",
        f"{SUPPORT}/people/{{member:uuid}}",
        *ACTS,
        path=with_key("/support/reviews/practices/", f"/people/{UUID(int=1)}"),
        gets=Gets.MISSING,
    ),
)
