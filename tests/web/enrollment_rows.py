"""Who gets what of the pages of a registration and of the requests that come of it."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.web import practices
from tests.web.access_matrix import Gets, Path, Row, everybody, mine, own, sent
from tests.web.people import Client


def draft(end: str = "") -> Path:
    """A page of the owner's open registration."""

    async def path(owner: Client) -> str:
        return await practices.begun(owner) + end

    return path


def member(end: str = "") -> Path:
    """A page of somebody in the owner's open registration."""

    async def path(owner: Client) -> str:
        return (await practices.with_member(owner))[1] + end

    return path


async def details(owner: Client) -> str:
    """What an application asks about the sponsor of the owner's registration."""
    hub = await practices.with_people(owner)
    return f"{hub}/members/{(await practices.people_of(owner, hub))[0]}/details/dsm"


async def why_not(owner: Client) -> str:
    """Why the coder of the owner's registration may not have an application."""
    hub, person = await practices.with_member(owner)
    return f"{hub}/why/{person.rpartition('/')[2]}/dsm"


async def missing_access(owner: Client) -> str:
    """What one application of the owner's request still waits for."""
    overview = await sent()(owner)
    page = (await owner.get(overview)).text
    return re.findall(r'href="(/requests/[^"]+/why/[^"]+)"', page)[0]


async def list_to_confirm(owner: Client) -> str:
    """A spreadsheet of the owner that waits for a yes; one of its rows has an error."""
    hub = await practices.begun(owner)
    heading = "Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number"
    return await practices.uploaded(owner, hub, f"{heading}\nStaff,Coder,Wei,,Chen,not an address,1\n")


async def rejected_rows(owner: Client) -> str:
    """The workbook of the owner's rows to correct."""
    return f"{(await list_to_confirm(owner)).rpartition('/')[0]}/rejects"


async def added_rows(owner: Client) -> str:
    """Where the owner takes an import back."""
    hub = await practices.begun(owner)
    return f"{await practices.imported(owner, hub)}/import/undo"


def _drafted(method: str, route: str, path: Path) -> Row:
    """A row of a page of a draft: analysts have such pages too, for drafts of their own alone."""
    return replace(mine(method, route, path), staff=Gets.MISSING, roles=frozenset({"analyst"}))


DRAFT = "/enrollment/{enrollment_id:uuid}"
PERSON = f"{DRAFT}/members/{{person:uuid}}"
ENROLLMENT = (
    own("GET", "/enrollment"),
    own("POST", "/enrollment"),
    _drafted("GET", DRAFT, draft()),
    _drafted("GET", f"{DRAFT}/{{section:str}}", draft("/practice")),
    _drafted("POST", f"{DRAFT}/{{section:str}}", draft("/practice")),
    _drafted("GET", f"{DRAFT}/members", draft("/members")),
    _drafted("POST", f"{DRAFT}/members", draft("/members")),
    _drafted("GET", f"{DRAFT}/members/new", draft("/members/new")),
    _drafted("POST", f"{DRAFT}/members/new", draft("/members/new")),
    _drafted("GET", f"{DRAFT}/members/same", draft("/members/same")),
    _drafted("POST", f"{DRAFT}/members/same", draft("/members/same")),
    _drafted("GET", PERSON, member()),
    _drafted("POST", PERSON, member()),
    _drafted("GET", f"{PERSON}/details/{{slug:str}}", details),
    _drafted("POST", f"{PERSON}/details/{{slug:str}}", details),
    _drafted("GET", f"{PERSON}/remove", member("/remove")),
    _drafted("POST", f"{PERSON}/remove", member("/remove")),
    _drafted("POST", f"{PERSON}/applications/{{slug:str}}", member("/applications/cerner")),
    _drafted("GET", f"{DRAFT}/why/{{person:uuid}}/{{slug:str}}", why_not),
    _drafted("GET", f"{DRAFT}/import", draft("/import")),
    _drafted("POST", f"{DRAFT}/import", draft("/import")),
    _drafted("POST", f"{DRAFT}/import/{{key:uuid}}", list_to_confirm),
    _drafted("GET", f"{DRAFT}/import/template/{{kind:str}}", draft("/import/template/csv")),
    _drafted("GET", f"{DRAFT}/import/rejects", rejected_rows),
    _drafted("GET", f"{DRAFT}/import/undo", added_rows),
    _drafted("POST", f"{DRAFT}/import/undo", added_rows),
    _drafted("GET", f"{DRAFT}/check", draft("/check")),
    _drafted("POST", f"{DRAFT}/check", draft("/check")),
)
REQUESTS = (
    own("GET", "/requests"),
    mine("GET", "/requests/{number:str}", sent()),
    mine("GET", "/requests/{number:str}/sent", sent("/sent")),
    mine("GET", "/requests/{number:str}/why/{member:uuid}/{slug:str}", missing_access),
)
REGISTERED = (
    everybody("GET", "/registered"),
    everybody("POST", "/registered"),
    everybody("GET", "/registered/sent"),
)

ROWS = (*ENROLLMENT, *REQUESTS, *REGISTERED)
