"""Who gets what of the pages on which the site is changed: those who look after it, and nobody else."""

from __future__ import annotations

from tests.web.access_matrix import Gets, Row, console, fixed

ROWS: tuple[Row, ...] = (
    console("GET", "/support/site", "site-administrator"),
    console("GET", "/support/site/changes", "site-administrator"),
    console("GET", "/support/site/health", "site-administrator"),
    *(
        console(
            method,
            f"/support/site/changes/{{number:int}}{end}",
            "site-administrator",
            path=fixed(f"/support/site/changes/7{end}"),
            gets=Gets.MISSING,
        )
        for method, end in (("GET", ""), ("GET", "/undo"), ("POST", "/undo"))
    ),
    console("GET", "/support/site/{area:str}", "site-administrator", path=fixed("/support/site/facilities")),
    *(
        console(
            method,
            f"/support/site/{{area:str}}/{{key:str}}{end}",
            "site-administrator",
            path=fixed(f"/support/site/facilities/nothing{end}"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for end in ("", "/remove")
    ),
    console(
        "GET",
        "/support/site/{area:str}/{key:str}/versions/{version:str}",
        "site-administrator",
        path=fixed("/support/site/texts/terms/versions/1"),
    ),
    console(
        "POST",
        "/support/site/{area:str}/{key:str}/check",
        "site-administrator",
        path=fixed("/support/site/applications/nothing/check"),
        gets=Gets.MISSING,
    ),
    console(
        "POST",
        "/support/site/{area:str}/{key:str}/make/{act:str}",
        "site-administrator",
        path=fixed("/support/site/facilities/nothing/make/change"),
        gets=Gets.MISSING,
    ),
)
