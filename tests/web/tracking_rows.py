"""Who gets what of the pages that follow a request and of what people use."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from core.access import actions
from core.audit.checkpoints import sign_checkpoint
from core.database import current
from core.groups.appointments import Holder, propose, take_up
from core.identity.sessions import start
from core.identity.tables import Account
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, portal_for, themselves
from tests.web.access_matrix import Gets, Path, Row, console, everybody, fixed, mine, ours, own, sent
from tests.web.people import BROWSER, Client, settings_for

NUMBER = "/requests/{number:str}"


async def live(owner: Client) -> str:
    """The stream of changes of the owner's request."""
    return f"/live{await sent()(owner)}"


async def mail(owner: Client) -> str:
    """A mail about a request of the owner that can be sent again; who was reminded today is not once more."""
    page = await owner.get(f"{await sent()(owner)}/mails")
    if found := re.findall(r'action="(/requests/[^"]+/mails/[^"]+)"', page.text):
        return str(found[0])
    owner.number = ""
    return await mail(owner)


async def proof(owner: Client) -> str:
    """The proof of the first record of the owner's request, once it is signed."""
    request = await sent()(owner)
    page = (await owner.get(request)).text
    await sign_checkpoint(settings_for(f"sqlite:///{current().engine.path}"))
    return re.findall(r'href="(/requests/[^"]+/records/\d+/proof)"', page)[-1]


def signer(what: str) -> Path:
    """Where the owner changes who signs, as long as nobody has."""

    async def path(owner: Client) -> str:
        page = await owner.get(await sent()(owner))
        return re.findall(rf'href="(/requests/[^"]+/signers/[^"]+/{what})"', page.text)[0]

    return path


NOTHING = (Gets.SIGN_IN, Gets.SECOND, Gets.MISSING, Gets.MISSING)
SIGNER = f"{NUMBER}/signers/{{signer:uuid}}"
REQUEST = (
    *(
        mine(method, f"{SIGNER}/{what}", signer(what))
        for method in ("GET", "POST")
        for what in ("address", "replace")
    ),
    *(
        # Nobody else is named as the administrator, so that there is nothing to take over.
        Row(method, f"{NUMBER}/take-over", *NOTHING, sent("/take-over"), staff=Gets.CONSOLE)
        for method in ("GET", "POST")
    ),
    # A registration is withdrawn whole.
    *(
        own(method, f"{NUMBER}/take-back", sent("/take-back"), gets=Gets.MISSING)
        for method in ("GET", "POST")
    ),
    mine("GET", f"{NUMBER}/withdraw", sent("/withdraw")),
    # Without a reason nothing is withdrawn.
    mine("POST", f"{NUMBER}/withdraw", sent("/withdraw")),
    *(
        # The agreement has not ended, so that there is nothing to send again.
        Row(method, f"{NUMBER}/agreement/anew", *NOTHING, sent("/agreement/anew"), staff=Gets.CONSOLE)
        for method in ("GET", "POST")
    ),
    mine("GET", f"{NUMBER}/now", sent("/now")),
    mine("GET", f"{NUMBER}/records/{{record:int}}/proof", proof),
    mine("GET", f"{NUMBER}/access/{{kind:str}}", sent("/access/xlsx")),
    mine("POST", f"{NUMBER}/messages", sent("/messages")),
    mine("POST", f"{NUMBER}/messages/read", sent("/messages/read")),
    mine("GET", f"/live{NUMBER}", live),
    mine("GET", f"{NUMBER}/mails", sent("/mails")),
    mine("POST", f"{NUMBER}/mails/{{key:uuid}}", mail),
)


_MADE: dict[UUID, Practice] = {}
_GRANTS: dict[tuple[UUID, str], UUID] = {}


_ELSEWHERE: dict[str, Practice] = {}


async def working(owner: Client) -> Practice:
    """A practice in which the owner of the browser has working access to one application; made once."""
    if owner.account in _MADE:
        return _MADE[owner.account]
    portal = portal_for()
    own = replace(AMARA, email=owner.email, npi="", wants=("cerner",))
    made = await active(portal, own, replace(ROSA, email=f"sponsor-{owner.email}"), name=owner.email)
    sponsor = Holder(made.members["Rosa"])
    await take_up(await propose(made.group, "sponsor", sponsor, by=ANALYST), by=ANALYST)
    await actions.activate(portal, made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    await _register_anew(owner)
    return _MADE.setdefault(owner.account, made)


async def carry_sponsors(owner: Client, its: Client, another: Client) -> int:
    """Sign somebody in who answers for the practice of the owner, if there is one, and for another one.

    Return how many of both there are.
    """
    both = [(its, _MADE[owner.account])] if owner.account in _MADE else []
    both.append((another, await _another()))
    for client, made in both:
        who = await themselves(made, "Rosa")
        assert who.account
        await Account.update({Account.factor_due_at: None}).where(Account.id == who.account)
        client.carry(await start(who.account, "full", by=BROWSER))
    return len(both)


async def _another() -> Practice:
    """A practice that none of the visitors has to do with, whose sponsor is Rosa; made once."""
    key = str(current().engine.path)
    if key not in _ELSEWHERE:
        boss, sponsor = (
            replace(BEN, email="ben@elsewhere.example"),
            replace(ROSA, email="s@elsewhere.example"),
        )
        _ELSEWHERE[key] = await active(portal_for(), boss, sponsor, name="Elsewhere")
    return _ELSEWHERE[key]


async def _register_anew(owner: Client) -> None:
    """The site has second factors registered anew; here that was done."""
    await Account.update({Account.factor_due_at: None}).where(Account.id == owner.account)


async def opening(owner: Client) -> str:
    """Where the owner opens the application."""
    return f"/my-applications/{(await working(owner)).grants['Amara', 'cerner']}/open"


async def place(owner: Client) -> str:
    """Where the owner works."""
    return f"/my-applications/at/{(await working(owner)).members['Amara']}"


async def why_not(owner: Client) -> str:
    """Why the owner has not got another one."""
    return f"/my-applications/{(await working(owner)).members['Amara']}/why/pacs"


async def guide(owner: Client) -> str:
    """The guide made for the owner; who has no login name yet has none."""
    await working(owner)
    return "/getting-started/guide.pdf"


async def signed_document(owner: Client) -> str:
    """The signed agreement of the practice that the owner administers and sponsors."""
    return f"/agreements/{(await working(owner)).agreement}/signed.pdf"


OWN = (
    ours("GET", "/agreements/{agreement:uuid}/signed.pdf", signed_document),
    own("GET", "/getting-started"),
    replace(mine("GET", "/getting-started/guide.pdf", guide), sponsors=Gets.OPEN),
    own("GET", "/my-applications"),
    mine("GET", "/my-applications/at/{member:uuid}", place),
    mine("POST", "/my-applications/{grant:uuid}/open", opening),
    mine("GET", "/my-applications/{member:uuid}/why/{slug:str}", why_not),
)


async def handshake(owner: Client) -> str:
    """The page of a plugin about access in a practice that the owner administers."""
    key = (owner.account, "dsm")
    if key not in _GRANTS:
        doctor = replace(AMARA, email=f"dsm-{owner.email}", npi="", wants=("dsm",))
        boss = replace(BEN, email=owner.email, wants=())
        made = await active(portal_for(), doctor, boss, name=f"Messages of {owner.email}")
        await _register_anew(owner)
        _GRANTS[key] = made.grants["Amara", "dsm"]
    return f"/access/{_GRANTS[key]}/test-messages"


async def handshake_for_staff(owner: Client) -> str:
    """The same page as staff see it."""
    return f"/support{await handshake(owner)}"


def census(beginning: str, end: str = "") -> Path:
    """The page of a plugin about the practice that the owner administers."""

    async def path(owner: Client) -> str:
        return f"{beginning}/{(await working(owner)).group}/applications/cerner/census{end}"

    return path


UNDER_WAY = "/support/applications/dsm/under-way"
PLUGIN_PAGE = "/access/{grant:uuid}/{path:str}"
APPLICATION = "applications/{slug:str}/{path:str}"
OFFICE_PAGE = f"/office/{{group:uuid}}/{APPLICATION}"
SUPPORT_PAGE = f"/support/practices/{{practice:uuid}}/{APPLICATION}"
SITE_PAGE = f"/support/{APPLICATION}"
WORKERS = ("analyst", "provisioning", "site-administrator")
READERS = (*WORKERS, "privacy-officer")
PLUGINS = (
    mine("GET", PLUGIN_PAGE, handshake),
    mine("POST", PLUGIN_PAGE, handshake),
    console("GET", f"/support{PLUGIN_PAGE}", *WORKERS, path=handshake_for_staff),
    console("POST", f"/support{PLUGIN_PAGE}", *WORKERS, path=handshake_for_staff),
    ours("GET", OFFICE_PAGE, census("/office")),
    ours("POST", OFFICE_PAGE, census("/office")),
    # A sponsor takes no lists away.
    mine("GET", f"{OFFICE_PAGE}/{{kind:str}}", census("/office", "/csv")),
    console("GET", SUPPORT_PAGE, *READERS, path=census("/support/practices")),
    console("POST", SUPPORT_PAGE, *READERS, path=census("/support/practices")),
    console("GET", f"{SUPPORT_PAGE}/{{kind:str}}", *READERS, path=census("/support/practices", "/xlsx")),
    console("GET", SITE_PAGE, *WORKERS, path=fixed(UNDER_WAY)),
    console("POST", SITE_PAGE, *WORKERS, path=fixed(UNDER_WAY)),
    console("GET", f"{SITE_PAGE}/{{kind:str}}", *WORKERS, path=fixed(f"{UNDER_WAY}/csv")),
)
PUBLIC = (
    everybody("GET", "/turnaround"),
    everybody("GET", "/agreements/{slug:str}", fixed("/agreements/data-access-agreement")),
    everybody("GET", "/quick-start"),
    everybody("GET", "/quick-start/{slug:str}", fixed("/quick-start/group-administrator")),
    everybody("GET", "/quick-start/{slug:str}/guide.pdf", fixed("/quick-start/provider/guide.pdf")),
)
ROWS = (*REQUEST, *OWN, *PLUGINS, *PUBLIC)
