"""Who gets what of the pages about a practice that is active, and of those who left it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from core.access import leaving
from core.access.tables import WorkItem
from core.clock import now
from core.office.queries.leavings import last_leaving
from core.office.receipts import seal_when_confirmed
from tests.practices import BEN, ROSA, Practice, Someone, active, portal_for, signing_for
from tests.web.access_matrix import Gets, Path, Row, console, mine, ours, own, with_key
from tests.web.people import Client
from tests.web.tracking_rows import working

WEI = Someone("Wei", "Chen", "wei@peaks.example", suffix="Coder")
_LEFT: dict[UUID, UUID] = {}


def person(end: str = "") -> Path:
    """Somebody in the practice that the owner administers."""

    async def path(owner: Client) -> str:
        return f"/office/people/{(await working(owner)).members['Amara']}{end}"

    return path


def office(end: str = "") -> Path:
    """The practice that the owner administers."""

    async def path(owner: Client) -> str:
        return f"/office/{(await working(owner)).group}{end}"

    return path


async def access(owner: Client) -> str:
    """One access in it."""
    return f"/office/access/{(await working(owner)).grants['Amara', 'cerner']}/end"


def leaver(end: str = "", beginning: str = "/office/leavers/") -> Path:
    """Somebody left a practice that the owner administers, and everything is confirmed; made once."""

    async def path(owner: Client) -> str:
        if owner.account not in _LEFT:
            boss = replace(BEN, email=owner.email, wants=())
            sponsor, wei = replace(ROSA, email=f"s-{owner.email}"), replace(WEI, email=f"w-{owner.email}")
            portal = portal_for()
            made = await active(portal, boss, sponsor, wei, name=f"Leavers of {owner.email}")
            _LEFT[owner.account] = await _left(made)
        return f"{beginning}{_LEFT[owner.account]}{end}"

    return path


async def _left(made: Practice) -> UUID:
    portal, member = portal_for(), made.members["Wei"]
    await leaving.leave(portal, member, "New position", by=made.by)
    # A worker of the application may be at it just now, and then finds that it is not its own any more.
    over = {WorkItem.state: "done", WorkItem.told_at: now(), WorkItem.ended_at: now()}
    theirs = WorkItem.grant.is_in([*made.grants.values()]) & (WorkItem.kind == "revoke")
    await WorkItem.update({**over, WorkItem.due: None, WorkItem.lease: None}).where(theirs)
    key = await last_leaving(member)
    assert key
    await seal_when_confirmed(portal, signing_for(portal).settings, key)
    return key


async def chosen(owner: Client) -> str:
    """Somebody of the practice that the owner administers, to follow them."""
    made = await working(owner)
    return f"/office/{made.group}/administrator/people/{made.members['Amara']}"


def again(what: str) -> Path:
    """A signer of the practice that the owner administers, who is not asked to sign now."""
    return office(f"/{what}/signers/{uuid4()}/again")


async def backup(owner: Client) -> str:
    """Somebody of the practice that the owner administers, to stand in for them."""
    made = await working(owner)
    return f"/office/{made.group}/backup/people/{made.members['Amara']}"


async def named(owner: Client) -> str:
    """Somebody of the practice that the owner administers, to answer for it."""
    made = await working(owner)
    return f"/office/{made.group}/sponsor/people/{made.members['Amara']}"


def seat(beginning: str, end: str) -> Path:
    """The owner themselves, as a member of their practice."""

    async def path(owner: Client) -> str:
        return f"{beginning}{(await working(owner)).members['Amara']}{end}"

    return path


def _unknown(end: str) -> Path:
    """A practice that there is not, on the pages of its sponsor for staff."""
    return with_key("/support/practices/", f"/sponsor{end}")


ADMINISTRATOR, SPONSOR = "/office/{group:uuid}/administrator", "/office/{group:uuid}/sponsor"
AGREEMENT = "/office/{group:uuid}/agreement"
BACKUP = "/office/{group:uuid}/backup"
CHECKS = ("analyst", "credentialing")
STAFF_SPONSOR = "/support/practices/{practice:uuid}/sponsor"
STAFF_SPONSOR_ACTS = (
    ("/people/{member:uuid}", f"/people/{uuid4()}"),
    *((end, end) for end in ("/new", "/needed", "/sign", "/withdraw")),
)
ACTS = ("analyst", "site-administrator")
SUPPORT = "/support/practices/{practice:uuid}/administrator"
CHANGE = "/support/changes/{change:uuid}"
LEAVER, PERSON = "/office/leavers/{leaving:uuid}", "/office/people/{member:uuid}"
ROWS: tuple[Row, ...] = (
    own("GET", "/office"),
    mine("GET", "/office/{group:uuid}", office()),
    # Nobody is chosen: the form comes back.
    *(mine(method, "/office/{group:uuid}/request", office("/request")) for method in ("GET", "POST")),
    # No file is handed in, and no list waits.
    *(mine(method, "/office/{group:uuid}/roster", office("/roster")) for method in ("GET", "POST")),
    mine("POST", "/office/{group:uuid}/roster/{key:uuid}", office(f"/roster/{uuid4()}")),
    ours("GET", ADMINISTRATOR, office("/administrator")),
    # Nobody who could follow: the answer leads back to the list.
    *(ours(method, f"{ADMINISTRATOR}/people/{{member:uuid}}", chosen) for method in ("GET", "POST")),
    *(
        ours(method, f"{ADMINISTRATOR}/withdraw", office("/administrator/withdraw"))
        for method in ("GET", "POST")
    ),
    *(ours(method, AGREEMENT, office("/agreement")) for method in ("GET", "POST")),
    ours("POST", f"{AGREEMENT}/signers/{{signer:uuid}}/again", again("agreement")),
    *(ours(method, "/office/{group:uuid}/misuse", office("/misuse")) for method in ("GET", "POST")),
    ours("GET", "/office/{group:uuid}/misuse/sent", office("/misuse/sent")),
    ours("POST", f"{ADMINISTRATOR}/signers/{{signer:uuid}}/again", again("administrator")),
    ours("GET", SPONSOR, office("/sponsor")),
    *(ours(method, f"{SPONSOR}/needed", office("/sponsor/needed")) for method in ("GET", "POST")),
    *(mine(method, f"{SPONSOR}/people/{{member:uuid}}", named) for method in ("GET", "POST")),
    *(mine(method, f"{SPONSOR}/new", office("/sponsor/new")) for method in ("GET", "POST")),
    *(mine(method, f"{SPONSOR}/withdraw", office("/sponsor/withdraw")) for method in ("GET", "POST")),
    mine("POST", f"{SPONSOR}/signers/{{signer:uuid}}/again", office(f"/sponsor/signers/{uuid4()}/again")),
    # Not for the sponsor: who stands in for the administrator is theirs to choose.
    mine("GET", BACKUP, office("/backup")),
    *(mine(method, f"{BACKUP}/people/{{member:uuid}}", backup) for method in ("GET", "POST")),
    *(mine(method, f"{BACKUP}/end", office("/backup/end")) for method in ("GET", "POST")),
    own("GET", "/sponsor"),
    own("GET", "/my-practices"),
    # Without a reason nobody is suspended, and nobody leaves.
    *(
        ours(method, "/sponsor/people/{member:uuid}/object", seat("/sponsor/people/", "/object"))
        for method in ("GET", "POST")
    ),
    *(
        ours(method, "/my-practices/{member:uuid}/object", seat("/my-practices/", "/object"))
        for method in ("GET", "POST")
    ),
    *(
        mine(method, "/my-practices/{member:uuid}/leave", seat("/my-practices/", "/leave"))
        for method in ("GET", "POST")
    ),
    *(
        own(
            method,
            "/objections/{objection:uuid}/take-back",
            with_key("/objections/", "/take-back"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
    ),
    console("GET", "/support/sponsors", *CHECKS, "site-administrator"),
    *(
        console(
            method,
            "/support/objections/{objection:uuid}/{what:str}",
            *ACTS,
            path=with_key("/support/objections/", "/keep"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
    ),
    console(
        "GET",
        "/support/practices/{practice:uuid}/backup",
        *ACTS,
        path=with_key("/support/practices/", "/backup"),
        gets=Gets.MISSING,
    ),
    *(
        console(
            method,
            f"/support/practices/{{practice:uuid}}{route}",
            *ACTS,
            path=with_key("/support/practices/", end),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for route, end in (
            ("/backup/people/{member:uuid}", f"/backup/people/{uuid4()}"),
            ("/backup/end", "/backup/end"),
            ("/signers/{signer:uuid}/address", f"/signers/{uuid4()}/address"),
            ("/signers/{signer:uuid}/replace", f"/signers/{uuid4()}/replace"),
        )
    ),
    console("GET", STAFF_SPONSOR, *CHECKS, "site-administrator", path=_unknown(""), gets=Gets.MISSING),
    *(
        console(method, f"{STAFF_SPONSOR}{route}", *roles, path=_unknown(end), gets=Gets.MISSING)
        for method, route, end, roles in (
            *(("GET", route, end, ACTS) for route, end in STAFF_SPONSOR_ACTS),
            *(("POST", route, end, ACTS) for route, end in STAFF_SPONSOR_ACTS),
            ("POST", "/signers/{signer:uuid}/again", f"/signers/{uuid4()}/again", ACTS),
            ("POST", "/credentials/look-up", "/credentials/look-up", CHECKS),
            ("POST", "/credentials", "/credentials", CHECKS),
            ("POST", "/credentials/address", "/credentials/address", CHECKS),
        )
    ),
    mine("GET", "/office/{group:uuid}/access/{kind:str}", office("/access/csv")),
    # Nothing is different, and nothing waits for support.
    *(mine(method, "/office/{group:uuid}/practice", office("/practice")) for method in ("GET", "POST")),
    mine("POST", "/office/{group:uuid}/practice/withdraw", office("/practice/withdraw")),
    *(mine(method, "/office/{group:uuid}/domain", office("/domain")) for method in ("GET", "POST")),
    # Nobody is asked to confirm an address.
    mine("POST", "/office/{group:uuid}/domain/stop", office("/domain/stop")),
    # No day and no reason: the form comes back.
    *(mine(method, "/office/{group:uuid}/move", office("/move")) for method in ("GET", "POST")),
    mine("GET", "/office/{group:uuid}/log", office("/log")),
    mine("GET", "/office/{group:uuid}/log/{kind:str}", office("/log/csv")),
    mine("GET", PERSON, person()),
    *(mine(method, f"{PERSON}/edit", person("/edit")) for method in ("GET", "POST")),
    mine("POST", f"{PERSON}/edit/withdraw", person("/edit/withdraw")),
    *(mine(method, f"{PERSON}/address", person("/address")) for method in ("GET", "POST")),
    # Nothing waits: the answer says so.
    mine("POST", f"{PERSON}/address/{{act:str}}", person("/address/again")),
    mine("GET", f"{PERSON}/{{act:str}}", person("/suspend")),
    # Without a reason nobody is suspended.
    mine("POST", f"{PERSON}/{{act:str}}", person("/suspend")),
    mine("GET", "/office/access/{grant:uuid}/end", access),
    mine("POST", "/office/access/{grant:uuid}/end", access),
    mine("GET", LEAVER, leaver()),
    mine("GET", f"{LEAVER}/now", leaver("/now")),
    mine("GET", f"/live{LEAVER}", leaver(beginning="/live/office/leavers/")),
    mine("GET", f"{LEAVER}/receipt.pdf", leaver("/receipt.pdf")),
    console("GET", "/support/leavers/{leaving:uuid}", path=leaver(beginning="/support/leavers/")),
    console(
        "GET",
        "/support/leavers/{leaving:uuid}/receipt.pdf",
        path=leaver("/receipt.pdf", "/support/leavers/"),
    ),
    *(
        console(method, route, *ACTS, path=with_key(*parts), gets=Gets.MISSING)
        for method in ("GET", "POST")
        for route, parts in (
            ("/support/members/{member:uuid}/{act:str}", ("/support/members/", "/end")),
            ("/support/members/{member:uuid}/address", ("/support/members/", "/address")),
            ("/support/members/{member:uuid}/edit", ("/support/members/", "/edit")),
            ("/support/grants/{grant:uuid}/end", ("/support/grants/", "/end")),
            (
                f"{SUPPORT}/people/{{member:uuid}}",
                ("/support/practices/", f"/administrator/people/{uuid4()}"),
            ),
            (f"{SUPPORT}/withdraw", ("/support/practices/", "/administrator/withdraw")),
        )
    ),
    console(
        "POST",
        "/support/members/{member:uuid}/address/{act:str}",
        *ACTS,
        path=with_key("/support/members/", "/address/again"),
        gets=Gets.MISSING,
    ),
    console("GET", "/support/changes"),
    console("GET", CHANGE, path=with_key("/support/changes/"), gets=Gets.MISSING),
    console("POST", CHANGE, *ACTS, path=with_key("/support/changes/"), gets=Gets.MISSING),
    console("POST", f"{CHANGE}/stop", *ACTS, path=with_key("/support/changes/", "/stop"), gets=Gets.MISSING),
    *(
        console(
            method,
            f"/support/practices/{{practice:uuid}}/{end}",
            *ACTS,
            path=with_key("/support/practices/", f"/{end}"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for end in ("data", "merge", "move")
    ),
    console("GET", SUPPORT, *ACTS, path=with_key("/support/practices/", "/administrator"), gets=Gets.MISSING),
    console(
        "POST",
        f"{SUPPORT}/signers/{{signer:uuid}}/again",
        *ACTS,
        gets=Gets.MISSING,
        path=with_key("/support/practices/", f"/administrator/signers/{uuid4()}/again"),
    ),
)
