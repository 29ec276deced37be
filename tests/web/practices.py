"""A believable practice, typed into the pages as a browser without JavaScript does.

What every test begins with is sent past the pages, by the acts behind them; tests of each step type it.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx

from core.actor import Actor
from core.demo.registering import Registration
from tests.practices.typed import LICENSE, PRACTICE, Typed
from tests.web.people import Client

READ = {"read": "yes"}
NAME: Typed = {"first_name": "Amara", "middle_initial": "J", "last_name": "Okafor", "phone": "602 555 0100"}
SPONSOR: Typed = {**NAME, **LICENSE, "npi": "1234567893", "suffix": "MD", "email": "amara@peaks.example"}
ADMINISTRATOR: Typed = {
    "same_person": "no",
    "is_oneself": "no",
    "suffix": "Office Manager",
    "first_name": "Luis",
    "no_middle_initial": "yes",
    "last_name": "Fuentes",
    "email": "luis@peaks.example",
    "phone": "602-555-0101",
}
CODER: Typed = {
    "staff_type": "staff",
    "suffix": "Coder",
    "first_name": "Wei",
    "middle_initial": "L",
    "last_name": "Chen",
    "email": "wei@peaks.example",
    "phone": "6025550103",
}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the last form of a page, which is the one that asks."""
    form = page[page.rindex("<form") :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


async def send(
    client: Client, path: str, typed: Typed | None = None, action: str = "continue", **headers: str
) -> httpx.Response:
    """Opens a page and sends its form, filled in like this, with one of its buttons."""
    drawn = await client.get(path)
    assert drawn.status_code == 200, (path, drawn.status_code)
    data = {**hidden(drawn.text), **(typed or {}), "action": action}
    return await client.post(path, data=data, headers=headers)


async def begun(client: Client) -> str:
    """The address of the person's open registration, begun if there is none."""
    answer = await client.get("/enrollment")
    if answer.status_code == 200:
        purposes = {"read_purposes": "Direct patient care"} if "read_purposes" in answer.text else {}
        data = {**hidden(answer.text), **READ, **purposes}
        answer = await client.post("/enrollment", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def with_people(client: Client) -> str:
    """A registration with practice, sponsor and administrator; the answer is its address."""
    hub = await begun(client)
    by = Actor("person", client.account, "Luis Fuentes", "127.0.0.1", "Firefox")
    registering = Registration(client.portal, by, UUID(hub.rpartition("/")[2]))
    draft = await registering.draft()
    steps = {
        "practice": PRACTICE,
        "sponsor": SPONSOR,
        "administrator": ADMINISTRATOR,
        "backup": {"has_backup": "no"},
    }
    for step, typed in steps.items():
        draft = await registering.save(draft, step, typed)
    return hub


async def people_of(client: Client, hub: str) -> list[str]:
    """The keys of everybody in the grid, in its order."""
    return re.findall(r'id="edit-([^"]+)"', (await client.get(f"{hub}/members")).text)


async def with_member(client: Client, **typed: Any) -> tuple[str, str]:
    """A registration with a coder as well: its address, and the address of that member."""
    hub = await begun(client)
    answer = await send(client, f"{hub}/members/new", {**CODER, **typed}, action="save")
    assert answer.status_code in (303, 422), answer.text
    return hub, f"{hub}/members/{(await people_of(client, hub))[-1]}"


async def ready(client: Client) -> str:
    """A registration in which nothing is missing."""
    hub = await with_people(client)
    sponsor = (await people_of(client, hub))[0]
    answer = await send(client, f"{hub}/members", {f"access-{sponsor}-cerner": "yes"})
    assert answer.status_code == 303, answer.text
    answer = await send(client, f"{hub}/attestation", {"attested": "yes"})
    assert answer.headers["location"] == f"{hub}/check", answer.text
    return hub


async def submitted(client: Client) -> str:
    """The number of a request that was sent."""
    hub = await ready(client)
    answer = await send(client, f"{hub}/check")
    assert answer.status_code == 303, answer.text
    found = re.search(r"[A-Z]+\d+", str(answer.headers["location"]))
    assert found
    return found[0]


async def upload(client: Client, hub: str, data: bytes | str, name: str = "list.csv") -> httpx.Response:
    """Hands in a spreadsheet, in place of one that waits."""
    drawn = (await client.get(f"{hub}/import")).text
    if 'name="file"' not in drawn:
        await client.post(waiting_list(drawn), data={**hidden(drawn), "action": "forget"})
        drawn = (await client.get(f"{hub}/import")).text
    content = data.encode() if isinstance(data, str) else data
    return await client.post(f"{hub}/import", data=hidden(drawn), files={"file": (name, content)})


def waiting_list(page: str) -> str:
    """Where the list of a preview is confirmed."""
    return re.findall(r'action="(/enrollment/[^"]+/import/[^"]+)"', page)[0]


async def uploaded(client: Client, hub: str, data: bytes | str) -> str:
    """Where a list that was just handed in is confirmed."""
    answer = await upload(client, hub, data)
    assert answer.status_code == 303, answer.text
    return waiting_list((await client.get(f"{hub}/import")).text)


async def imported(client: Client, hub: str) -> str:
    """A registration to which a list of one was added: its address."""
    heading = "Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number"
    path = await uploaded(client, hub, f"{heading}\nStaff,Coder,Ida,,Moss,ida@peaks.example,6025550177\n")
    drawn = (await client.get(f"{hub}/import")).text
    answer = await client.post(path, data={**hidden(drawn), "action": "add"})
    assert answer.status_code == 303, answer.text
    return hub
