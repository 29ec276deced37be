"""What happens behind a portal that a browser looks at, on the database of its server.

`behind(DATABASE_URL, WHAT, …)` answers what a test goes on with: `begin` sends a request of a new account and
gives the token of its session; `draft` leaves it unsent; `answer NUMBER WORDS` lets support write; `welcome`
makes a practice active and signs one of its people in; `office SEVERAL` signs administrators of practices in
whose access works, `forty` one of a practice of forty; `removed` takes away what is to be taken away,
`picked-up MEMBER` signs one of their people in, and `everyone-signs GROUP` what changes the administrator;
`work` has an activated practice with work for people, and gives the token of an analyst; `ready SEVERAL` has
practices besides that are only to be activated; `review SEVERAL` signs administrators of ten people in whose
access review is open.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import BrowserContext

from core import binding, clock
from core.access.actions import activate
from core.access.tables import Grant, Request, RequestLine
from core.actor import Actor
from core.audit.signing import FILE as TRAIL_KEY
from core.audit.signing import trail_key
from core.database import connect
from core.demo.signing import sign_all
from core.enrollment import starting
from core.enrollment.submission import submit
from core.groups.tables import Member
from core.identity.bound import bind
from core.identity.sessions import start
from core.identity.tables import Account, Person
from core.messages import actions
from core.messages.forms import NewMessage
from core.office.queries.followers import change_under_way
from core.portal import Portal
from core.settings import Settings
from core.usage.tables import Use
from tests import today
from tests.core.enrollment.test_submission import complete
from tests.core.office.working import carry_out
from tests.core.reviews.reviewing import having_access, opened
from tests.data_folders import folder_of_the_open_one
from tests.practices import AMARA, BEN, KEYS, ROSA, Someone, active, portal_for, signing_for, twelve
from tests.practices.enrolling import fill_in
from tests.practices.made import check_credentials, practice
from tests.practices.people import numbered
from tests.practices.work import hand_to_people

EIGHT = tuple(
    Someone(first, "Whitehorse", f"{first.lower()}@ten.example", ("cerner", "pacs"), "Coder")
    for first in ("Carl", "Dora", "Ed", "Fay", "Gus", "Hal", "Iris", "Jon")
)
ANALYST = Actor("staff", UUID(int=7), "Dana Whitfield")


def behind(database_url: str, *what: str) -> Any:
    """Let something happen; returns what came of it."""
    # In a thread, because the browser keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _happen(database_url, *what)).result()


def sign_in(context: BrowserContext, address: str, token: str) -> None:
    """The browser holds this session."""
    context.add_cookies([{"name": "portal", "value": token, "url": address}])


async def draft(portal: Portal) -> dict[str, str]:
    by, enrollment = await _registering(portal)
    return {"hub": f"/enrollment/{enrollment}", "token": await start(_account(by), "full", by=by)}


async def begin(portal: Portal) -> dict[str, str]:
    by, enrollment = await _registering(portal)
    number = (await submit(portal, enrollment, by=by)).number
    token = await start(_account(by), "full", by=by)
    return {"number": number, "token": token, "account": str(by.account)}


async def _registering(portal: Portal) -> tuple[Actor, UUID]:
    """A new account with a registration in which nothing is missing."""
    by = Actor("person", uuid4(), "Ben Ruiz")
    email = f"{by.account}@peaks.example"
    account = Account(id=by.account, email=email, email_key=email, first_name="Ben", last_name="Ruiz")
    account.created_at = clock.now()
    await Account.insert(bind(account))
    enrollment = await starting.start(by=by)
    await complete(portal, enrollment, by)
    return by, enrollment


def _account(by: Actor) -> UUID:
    assert by.account
    return by.account


async def answer(portal: Portal, number: str, words: str) -> None:
    await actions.answer(portal, number, NewMessage(text=words, once=uuid4(), seen=0), by=ANALYST)


async def welcome(portal: Portal) -> dict[str, str]:
    """A practice is active, and one of its people has working access and is signed in."""
    made = await active(portal, BEN, AMARA, name="Desert Peaks Family Medicine")
    await activate(portal, made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    person = await Person.select(Person.account).where(Person.email_key == AMARA.email).first()
    assert person
    by = Actor("person", person["account"], "Amara Okafor")
    return {"token": await start(person["account"], "full", by=by)}


async def work(portal: Portal) -> dict[str, str]:
    """An activated practice whose access people set up; with the token of an analyst."""
    await active(portal, BEN, AMARA)
    await hand_to_people(portal)
    return {"token": await _of_staff("Kim", "Alvarez", "analyst")}


async def leads(portal: Portal) -> dict[str, str]:
    """Somebody who looks after the site, and an analyst, who does not."""
    lead = await _of_staff("Omar", "Ek", "site-administrator")
    return {"lead": lead, "analyst": await _of_staff("Kim", "Alvarez", "analyst")}


async def lead_later(portal: Portal, seconds: str) -> dict[str, str]:
    """The same person signs in so many seconds from now."""
    lead = await Account.select(Account.id).where(Account.email_key == "omar@health.example").first()
    assert lead
    now = clock.now()
    clock.use(lambda: now + timedelta(seconds=float(seconds)))
    try:
        return {"token": await start(lead["id"], "full", by=ANALYST)}
    finally:
        today.follow()


async def _of_staff(first: str, last: str, roles: str) -> str:
    """A new colleague with these roles, signed in; the token of the session."""
    email, key = f"{first.lower()}@health.example", uuid4()
    account = Account(id=key, email=email, email_key=email, first_name=first, last_name=last)
    account.staff_roles, account.created_at = roles, clock.now()
    await Account.insert(bind(account))
    return await start(key, "full", by=ANALYST)


async def ready(portal: Portal, several: str) -> dict[str, str]:
    """Work of one practice, so many only to be activated, and one of twelve that nobody has checked."""
    token = (await work(portal))["token"]
    for number in range(int(several)):
        one = replace(AMARA, email=f"amara{number}@ready.example", npi="")
        await check_credentials(portal, await practice(portal, one, name=numbered("Ready", number)))
    people = [replace(each, email=f"twelve.{each.email}", npi="") for each in twelve(portal.applications)]
    return {"token": token, "number": (await practice(portal, *people, name="Desert Bloom")).number}


async def twelve_people(portal: Portal) -> dict[str, str]:
    """A practice of twelve that is being set up, another that is not sent yet, and an analyst."""
    people = twelve(portal.applications)
    made = await active(portal, *people, name="Desert Bloom Family Medicine")
    for slug in ("cerner", "pacs"):
        await activate(portal, made.grants["Amara", slug], "aokafor", by=ANALYST)
    other = [replace(each, email=f"other.{each.email}", npi="") for each in people]
    filled = await fill_in(portal, other, "Saguaro Pediatrics")
    await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
    return {
        "number": made.number,
        "practice": await start(_account(made.by), "full", by=made.by),
        "checks": await start(_account(filled.by), "full", by=filled.by),
        "check": f"/enrollment/{filled.enrollment}/check",
        "token": (await work(portal))["token"],
    }


async def activate_one(portal: Portal, number: str) -> dict[str, str]:
    """The first access of a request that is not active yet becomes so."""
    asked = await Request.select(Request.id).where(Request.number == number).first()
    assert asked
    grants = Grant.id.is_in(RequestLine.select(RequestLine.grant).where(RequestLine.request == asked["id"]))
    row = (
        await Grant.select(Grant.id)
        .where(grants & (Grant.state == "provisioning") & (Grant.application == "iecg"))
        .first()
    )
    assert row
    await activate(portal, row["id"], "somebody", by=ANALYST)
    return {}


async def office(portal: Portal, several: str) -> dict[str, str]:
    """So many administrators, each of a practice of three whose access works."""
    found = {}
    for number in range(int(several)):
        people = [replace(each, email=f"{number}.{each.email}", npi="") for each in (BEN, ROSA, AMARA)]
        made = await active(portal, *people, name=numbered("Peaks", number))
        await carry_out(portal, "grant")
        await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
        found[f"token{number}"] = await start(_account(made.by), "full", by=made.by)
        found[f"member{number}"] = str(made.members["Amara"])
        found[f"group{number}"] = str(made.group)
    return found


async def forty(portal: Portal) -> dict[str, Any]:
    """An active practice of forty, whose administrator is signed in, and everybody in it but two."""
    rest = [
        Someone(numbered("Staff", place), "Whitehorse", f"staff{place}@forty.example", (), "Other")
        for place in range(38)
    ]
    boss, sponsor = (replace(each, email=f"forty.{uuid4()}.{each.email}", npi="") for each in (BEN, ROSA))
    made = await active(portal, boss, sponsor, *rest, name=f"Forty {uuid4()}")
    await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
    people = [[each.first, each.last, each.email] for each in (boss, sponsor, *rest)]
    token = await start(_account(made.by), "full", by=made.by)
    return {"token": token, "group": str(made.group), "people": people}


async def picked_up(portal: Portal, member: str) -> dict[str, str]:
    """Somebody took their login, so that their address is proved, and is signed in."""
    row = await Member.select(Member.person).where(Member.id == UUID(member)).first()
    person = await Person.select(Person.account).where(Person.id == (row and row["person"])).first()
    assert person
    key = person["account"]
    values: dict[Any, Any] = {Account.password_hash: "chosen", Account.factor_due_at: None}
    await Account.update(values).where(Account.id == key)
    return {"token": await start(key, "full", by=ANALYST)}


async def everyone_signs(portal: Portal, group: str) -> dict[str, str]:
    """Everybody who is asked signs, and the seal is made."""
    found = await change_under_way(UUID(group))
    assert found
    await sign_all(signing_for(portal), found.sent)
    return {}


async def removed(portal: Portal) -> dict[str, str]:
    """People take away everything that is to be taken away."""
    await carry_out(portal, "revoke")
    return {}


async def review(portal: Portal, several: str) -> dict[str, str]:
    """So many administrators, each of a practice of ten whose review is open; two left PACS unused."""
    found = {}
    for number in range(int(several)):
        ten = [replace(each, email=f"r{number}.{each.email}", npi="") for each in (BEN, ROSA, *EIGHT)]
        made = await having_access(portal, *ten, name=numbered("Ten", number))
        await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
        unused = [made.grants[name, "pacs"] for name in ("Iris", "Jon")]
        long_ago = clock.now() - timedelta(days=64)
        await Use.update({Use.last_at: long_ago}).where(Use.grant.is_in(unused))
        found[f"token{number}"] = await start(_account(made.by), "full", by=made.by)
        found[f"review{number}"] = f"/office/reviews/{(await opened(portal, made)).id}"
    return found


WHAT: dict[str, Callable[..., Awaitable[Any]]] = {
    "draft": draft,
    "begin": begin,
    "answer": answer,
    "welcome": welcome,
    "work": work,
    "leads": leads,
    "lead_later": lead_later,
    "twelve": twelve_people,
    "ready": ready,
    "activate": activate_one,
    "office": office,
    "forty": forty,
    "removed": removed,
    "picked-up": picked_up,
    "everyone-signs": everyone_signs,
    "review": review,
}


def _sign_as_the_portal_does(folder: Path) -> None:
    """What is signed of the trail from here on is signed with the portal's own key."""
    if folder.is_dir():
        trail_key(Settings(demo=True, data_folder=folder))
        shutil.copy(folder / TRAIL_KEY, folder_of_the_open_one() / TRAIL_KEY)


async def _happen(url: str, what: str, *given: str) -> Any:
    # As its server does: a command that an earlier test ran may have brought another key.
    binding.use(KEYS)
    database = await connect(url)
    _sign_as_the_portal_does(Path(url.removeprefix("sqlite:///")).parent)
    try:
        return await WHAT[what](portal_for(), *given)
    finally:
        await database.close()
