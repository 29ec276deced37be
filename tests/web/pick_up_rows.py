"""Who gets what of the pages that the mails of an activation lead to."""

from __future__ import annotations

from tests.web.access_matrix import Gets, fixed, nowhere, own, with_key

PICK_UP = tuple(
    row
    for method in ("GET", "POST")
    for row in (
        nowhere(method, "/pick-up/{token:str}", fixed("/pick-up/x")),
        own(method, "/known-person/{token:str}", fixed("/known-person/x"), gets=Gets.MISSING),
        own(method, "/known-person/about/{member:uuid}", with_key("/known-person/about/"), gets=Gets.MISSING),
        nowhere(method, "/new-address/{token:str}", fixed("/new-address/x")),
        nowhere(method, "/new-address/stop/{token:str}", fixed("/new-address/stop/x")),
        own(
            method, "/new-address/{token:str}/signed-in", fixed("/new-address/x/signed-in"), gets=Gets.MISSING
        ),
    )
)
