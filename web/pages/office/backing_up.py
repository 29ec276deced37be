"""The administrator of a practice names who stands in for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from web.backing_up import BackupShown, backup_question, backup_shown, no_backup_question
from web.contexts import PageContext
from web.ending_questions import Asked
from web.handing_over import asking
from web.pages.office.handing_over import AdministratorQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

PATH = "/office/{group:uuid}/backup"


@dataclass(frozen=True, slots=True)
class BackupPage(PageContext):
    """Who stands in for the administrator of a practice, and who could."""

    template: ClassVar[str] = "office/backup.html"
    shown: BackupShown
    path: str


@get(PATH, guards=[signed_in])
async def show_backup(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show who stands in, and who could."""
    shown = await backup_shown(visit.portal, group, visit.actor)
    return render(visit.request, BackupPage(shown, _path(group)))


@get(f"{PATH}/people/{{member:uuid}}", guards=[signed_in])
async def show_standing_in(
    visit: NamedDependency[Visit], group: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = backup_question(visit.portal, group, member, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/people/{{member:uuid}}", guards=[signed_in, fresh_code])
async def send_standing_in(
    visit: NamedDependency[Visit], group: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Have somebody stand in."""
    asked = backup_question(visit.portal, group, member, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@get(f"{PATH}/end", guards=[signed_in])
async def show_no_backup(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = no_backup_question(visit.portal, group, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


@post(f"{PATH}/end", guards=[signed_in])
async def send_no_backup(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Have nobody stand in any more."""
    asked = no_backup_question(visit.portal, group, visit.actor)
    return await asking(visit, asked, _page, group, _path(group))


def _path(group: UUID) -> str:
    return f"/office/{group}/backup"


def _page(asked: Asked, group: UUID) -> AdministratorQuestion:
    return AdministratorQuestion(
        asked.heading, asked.effect, asked.button, _path(group), warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_backup, show_standing_in, send_standing_in, show_no_backup, send_no_backup,
]  # fmt: skip
