"""An invited member of the staff chooses a password, once; the second factor follows."""

from __future__ import annotations

from core.identity import choosing, queries, staff
from web.by_link import SET_UP, ByLink, LinkGonePage, OwnPassword, Words


async def _words(token: str) -> Words | None:
    proof = await choosing.look(token, "staff")
    if proof is None or proof.account is None:
        return None
    person = await queries.account(proof.account)
    return Words(
        "Set up your account",
        f"For {person.name}, {person.email}. Choose a password of at least",
        "Go on",
        then="Then you set up an authenticator app.",
        user=person.email,
    )


handlers = ByLink(OwnPassword, _words, staff.set_up, SET_UP, LinkGonePage()).pages(
    "/staff/set-up/{token:str}"
)
