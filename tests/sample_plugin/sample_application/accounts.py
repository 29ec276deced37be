"""Who has an account of the viewer: all of them for the health system, and one's own for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.plugin_api import Opened, OpenedSite, Page, PageFile, Whose
from sample_application.fields import Purpose
from sample_application.provisioning import ACCOUNTS


@dataclass(frozen=True, slots=True)
class Every:
    """Whose every account is."""

    people: Sequence[Whose]


@dataclass(frozen=True, slots=True)
class Mine:
    """The name of one's own account there, empty before there is one."""

    account: str


async def load(opened: OpenedSite) -> Every:
    """List everybody."""
    return Every(await opened.whose([*ACCOUNTS.by_key]))


async def sheet(opened: OpenedSite) -> PageFile:
    """Write one line for each account that the viewer has."""
    lines = [(each.person, each.group) for each in await opened.whose([*ACCOUNTS.by_key])]
    return PageFile(name="viewer-accounts", lines=[("Person", "{Practice}"), *lines])


async def load_mine(opened: Opened[Purpose]) -> Mine:
    """Load the name of the reader's own account."""
    return Mine(opened.grant.account)


EVERY: Page[Any] = Page(
    path="accounts",
    title="Accounts of the viewer",
    scope="site",
    audience=frozenset({"analyst", "privacy-officer"}),
    template="sample/accounts.html",
    load=load,
    file=sheet,
)
MINE: Page[Purpose] = Page(
    path="my-account",
    title="My account",
    audience=frozenset({"member"}),
    template="sample/mine.html",
    load=load_mine,
)
