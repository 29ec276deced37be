"""Support names who stands in for the administrator of a practice, for those who call."""

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
from web.pages.console.forms import StaffQuestion
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

DECIDES = staff("analyst", "site-administrator")
PATH = "/support/practices/{practice:uuid}/backup"


@dataclass(frozen=True, slots=True)
class PracticeBackupPage(PageContext):
    """Who stands in for the administrator of a practice, and who could."""

    template: ClassVar[str] = "support/backup.html"
    shown: BackupShown
    path: str


@get(PATH, guards=[DECIDES])
async def show_staff_backup(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show who stands in, and who could."""
    shown = await backup_shown(visit.portal, practice, visit.actor)
    return render(visit.request, PracticeBackupPage(shown, _path(practice)))


@get(f"{PATH}/people/{{member:uuid}}", guards=[DECIDES])
async def show_staff_standing_in(
    visit: NamedDependency[Visit], practice: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = backup_question(visit.portal, practice, member, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/people/{{member:uuid}}", guards=[DECIDES, fresh_code])
async def send_staff_standing_in(
    visit: NamedDependency[Visit], practice: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Have somebody stand in."""
    asked = backup_question(visit.portal, practice, member, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@get(f"{PATH}/end", guards=[DECIDES])
async def show_staff_no_backup(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Say what will happen, and ask."""
    asked = no_backup_question(visit.portal, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


@post(f"{PATH}/end", guards=[DECIDES])
async def send_staff_no_backup(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Have nobody stand in any more."""
    asked = no_backup_question(visit.portal, practice, visit.actor)
    return await asking(visit, asked, _page, practice, _path(practice))


def _path(group: UUID) -> str:
    return f"/support/practices/{group}/backup"


def _page(asked: Asked, group: UUID) -> StaffQuestion:
    return StaffQuestion(
        asked.heading, asked.effect, asked.button, _path(group), warn=asked.warn, lines=asked.lines
    )


handlers = [
    show_staff_backup, show_staff_standing_in, send_staff_standing_in, show_staff_no_backup,
    send_staff_no_backup,
]  # fmt: skip
