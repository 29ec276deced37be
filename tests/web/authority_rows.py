"""Who gets what of the pages on which colleagues answer for one another."""

from __future__ import annotations

from tests.web.access_matrix import Gets, Row, own, with_key
from tests.web.office_rows import person

ROWS: tuple[Row, ...] = (
    # Nobody at the shipped site acts on the authority of a colleague: see the matrix of the second site.
    own("GET", "/authority", gets=Gets.MISSING),
    own("GET", "/office/people/{member:uuid}/authority", person("/authority"), gets=Gets.MISSING),
    *(
        own(method, route, with_key("/authority/", end), gets=Gets.MISSING)
        for method in ("GET", "POST")
        for route, end in (
            ("/authority/{authorization:uuid}/agree", "/agree"),
            ("/authority/{authorization:uuid}/{act:str}", "/end"),
        )
    ),
    *(
        own(
            method,
            "/authority/members/{member:uuid}/ask",
            with_key("/authority/members/", "/ask"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
    ),
)
