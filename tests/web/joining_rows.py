"""Who gets what of the pages about joining a practice."""

from __future__ import annotations

from tests.web.access_matrix import Gets, own, with_key

# Nobody joins at this site: `test_who_reaches_what_at_the_second_site.py` tries it where people do.
ROWS = tuple(
    own(method, route, path, gets=Gets.MISSING)
    for methods, route, path in (
        ("GET POST", "/join", None),
        ("GET POST", "/join/{group:uuid}", with_key("/join/", "")),
        ("POST", "/join/asked/{join:uuid}/withdraw", with_key("/join/asked/", "/withdraw")),
        ("GET", "/office/joining/{join:uuid}", with_key("/office/joining/", "")),
        ("POST", "/office/joining/{join:uuid}/accept", with_key("/office/joining/", "/accept")),
        ("POST", "/office/joining/{join:uuid}/decline", with_key("/office/joining/", "/decline")),
    )
    for method in methods.split()
)
