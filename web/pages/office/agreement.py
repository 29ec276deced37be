"""The agreement of a practice: until when it binds, who signs the next one, and sending that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import Invalid, Stale
from core.office import renewing
from core.office.renewing import PracticeTerm
from core.requests.signers import Asked, asked_to_sign
from web.contexts import PageContext
from web.forms import see_other
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

PATH = "/office/{group:uuid}/agreement"


@dataclass(frozen=True, slots=True)
class TermShown:
    """How the agreement of a practice stands; `refused` is why the next one could not be sent."""

    stands: PracticeTerm
    signers: Sequence[Asked]
    refused: str


@dataclass(frozen=True, slots=True)
class AgreementPage(PageContext):
    """The agreement of a practice."""

    template: ClassVar[str] = "office/agreement.html"
    shown: TermShown
    path: str


@get(PATH, guards=[signed_in])
async def show_agreement(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show until when the agreement binds, and who signs the next one."""
    return await _page(visit, group)


@post(PATH, guards=[signed_in])
async def send_agreement(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Ask everybody to sign the next one."""
    try:
        await renewing.send_next(visit.portal, group, by=visit.actor)
    except Stale as problem:
        return await _page(visit, group, str(problem))
    except Invalid as problem:
        return await _page(visit, group, " ".join(problem.errors.values()))
    return see_other(_path(group))


@post(f"{PATH}/signers/{{signer:uuid}}/again", guards=[signed_in])
async def ask_who_renews_again(
    visit: NamedDependency[Visit], group: FromPath[UUID], signer: FromPath[UUID]
) -> Response[Any]:
    """Mail somebody who has not signed a new link."""
    await renewing.ask_again(visit.portal, group, signer, by=visit.actor)
    return see_other(_path(group))


async def _page(visit: Visit, group: UUID, refused: str = "") -> Response[Any]:
    stands = await renewing.term_of_practice(visit.portal, group, by=visit.actor)
    signers = await asked_to_sign(stands.renewal) if stands.renewal else ()
    page = AgreementPage(TermShown(stands, signers, refused), _path(group))
    return render(visit.request, page, status=422 if refused else 200)


def _path(group: UUID) -> str:
    return f"/office/{group}/agreement"


handlers = [show_agreement, send_agreement, ask_who_renews_again]
