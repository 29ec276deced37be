"""An invited member of the staff chooses a password, once; the second factor follows."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.identity import Identity, queries, staff
from web.by_link import SET_UP, ByLink, LinkGonePage, OwnPassword, Words
from web.forms import AnyRequest
from web.security.guards import anyone


async def _words(token: str) -> Words | None:
    proof = await staff.look(token)
    if proof is None or proof.account is None:
        return None
    person = await queries.account(proof.account)
    return Words(
        "Set up your account",
        f"For {person.name}, {person.email}. Choose a password of at least",
        "Go on",
        then="Then you set up an authenticator app.",
        email=person.email,
    )


LINK = ByLink(OwnPassword, _words, staff.set_up, SET_UP, LinkGonePage())


@get("/staff/set-up/{token:str}", guards=[anyone])
async def show_set_up(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Asks for the password; opening the link uses nothing up."""
    return await LINK.show(request, token)


@post("/staff/set-up/{token:str}", guards=[anyone])
async def send_set_up(
    request: AnyRequest, identity: NamedDependency[Identity], token: FromPath[str]
) -> Response[Any]:
    """Sets it and goes on to the authenticator app."""
    return await LINK.send(request, identity, token)


handlers = [show_set_up, send_set_up]
