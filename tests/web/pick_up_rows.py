"""Who gets what of the pages that the mails of an activation lead to."""

from __future__ import annotations

from tests.web.access_matrix import fixed, nowhere

PICK_UP = tuple(
    nowhere(method, f"/{page}/{{token:str}}", fixed(f"/{page}/x"))
    for page in ("pick-up", "known-person")
    for method in ("GET", "POST")
)
