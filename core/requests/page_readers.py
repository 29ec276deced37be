"""In which part somebody opens a page of a plugin: who of a practice may, by what they are there now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.lines import Line
from core.errors import NotFound
from core.groups.rights import administers, is_oneself, sponsored_by
from core.plugin_api import Audience, Page


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that somebody asks for, before it is known whether they may; `group` is none for the site."""

    slug: str
    page: Page[Any]
    group: UUID | None = None
    line: Line | None = None


Choose = Callable[[Asked], Awaitable[Audience]]
# In the order of what each may do there: who plays several parts reads it in the first that it is for.
_OF_A_PRACTICE: tuple[Audience, ...] = ("administrator", "sponsor", "member")


async def reader_of(reader: Audience | Choose, asked: Asked, account: UUID | None) -> Audience:
    """Tell in which part a page is opened; NotFound where it isn't for that part, or they don't play it.

    Staff were let in by their roles before.
    """
    if not isinstance(reader, str):
        return await reader(asked)
    if reader not in asked.page.audience or not await _plays(reader, asked, account):
        raise NotFound
    return reader


def as_people(account: UUID | None) -> Choose:
    """Choose for the person behind an account, by what they are in the practice now."""

    async def choose(asked: Asked) -> Audience:
        for each in _OF_A_PRACTICE:
            if each in asked.page.audience and await _plays(each, asked, account):
                return each
        raise NotFound

    return choose


async def _plays(audience: Audience, asked: Asked, account: UUID | None) -> bool:
    if audience not in _OF_A_PRACTICE:
        return True
    if asked.group is None:
        return False
    if audience == "administrator":
        return await administers(account, asked.group)
    if audience == "sponsor":
        return asked.group in {group for group, _ in await sponsored_by(account)}
    return asked.line is not None and await _has(account, asked.line)


async def _has(account: UUID | None, line: Line) -> bool:
    """Whether this is one's own access, and nobody took it away for now."""
    away = line.grant.state == "suspended" or line.member.state != "active"
    return not away and await is_oneself(account, line.member.id)
