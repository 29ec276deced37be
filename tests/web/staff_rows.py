"""Who gets what of the pages about the staff: those who look after it, and for some every colleague."""

from __future__ import annotations

from tests.web.access_matrix import Gets, Row, console, with_key

ROWS: tuple[Row, ...] = (
    console("GET", "/support/staff", "site-administrator", "privacy-officer"),
    console("GET", "/support/staff/roles"),
    console("GET", "/support/staff/invite", "site-administrator"),
    console("POST", "/support/staff/invite", "site-administrator"),
    console(
        "GET",
        "/support/staff/{account:uuid}",
        "site-administrator",
        "privacy-officer",
        path=with_key("/support/staff/", ""),
        gets=Gets.MISSING,
    ),
    *(
        console(
            method,
            f"/support/staff/{{account:uuid}}/{what}",
            "site-administrator",
            path=with_key("/support/staff/", f"/{what}"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for what in ("roles", "end", "sign-in", "invite")
        if (method, what) != ("GET", "invite")
    ),
    console(
        "POST",
        "/support/staff/changes/{proposal:uuid}/{act:str}",
        "site-administrator",
        "privacy-officer",
        path=with_key("/support/staff/changes/", "/confirm"),
        gets=Gets.MISSING,
    ),
)
