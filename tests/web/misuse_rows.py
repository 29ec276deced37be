"""Who gets what of the pages about misuse: privacy officers and site administrators, and no other analyst."""

from __future__ import annotations

from uuid import uuid4

from tests.web.access_matrix import Gets, Row, console, with_key

LOOK = ("privacy-officer", "site-administrator")
CASE, PRACTICE = "/support/misuse/{case:uuid}", "/support/practices/{practice:uuid}"
ROWS: tuple[Row, ...] = (
    console("GET", "/support/misuse", *LOOK),
    console("GET", CASE, *LOOK, path=with_key("/support/misuse/"), gets=Gets.MISSING),
    *(
        console(
            method,
            f"{CASE}/{{act:str}}",
            *LOOK,
            path=with_key("/support/misuse/", "/note"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
    ),
    console(
        "GET",
        f"{CASE}/handed-out/{{bundle:uuid}}/{{kind:str}}",
        *LOOK,
        path=with_key("/support/misuse/", f"/handed-out/{uuid4()}/pdf"),
        gets=Gets.MISSING,
    ),
    *(
        console(
            method,
            f"{PRACTICE}/{what}",
            *roles,
            path=with_key("/support/practices/", f"/{what}"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for what, roles in (("misuse", ("analyst", *LOOK)), ("cancel", LOOK))
    ),
    console(
        "POST",
        f"{PRACTICE}/cancel/{{proposal:uuid}}/{{act:str}}",
        *LOOK,
        path=with_key("/support/practices/", f"/cancel/{uuid4()}/confirm"),
        gets=Gets.MISSING,
    ),
)
