"""From the page of a practice in the console to a colleague's decision: support asks in its place."""

from __future__ import annotations

import re
from html import unescape

from litestar import Litestar

from core.access.tables import Grant
from tests.practices import AMARA, BEN, ROSA, active
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.people import Client, sign_in_staff
from tests.web.practices import CODER, send
from tests.web.sent import portal_of

WHY = "Ben called, and we called him back"


async def filled(kim: Client, start: str, amara: str) -> str:
    """Amara and somebody new are asked for; the answer is the draft's address, with nothing missing."""
    chosen = await kim.send_form(start, {"reason": WHY, "people": amara, "action": "new"})
    hub = chosen.headers["location"].removesuffix("/members/new")
    await send(kim, f"{hub}/members/new", {**CODER, "applications": "cerner"}, "save")
    page = (await kim.get(f"{hub}/members")).text
    assert f'href="{start}"' in page
    key = next(each for each in re.findall(r'id="edit-([^"]+)"', page) if f"access-{each}-pacs" in page)
    boxes = {name: "yes" for name in re.findall(r' checked name="(access-[^"]+)"', page)}
    await send(kim, f"{hub}/members", {**boxes, f"access-{key}-iecg": "yes"})
    assert "Read it to whoever asked you" in await words(kim, f"{hub}/attestation")
    await send(kim, f"{hub}/attestation", {"attested": "yes"})
    return hub


async def test_support_asks_for_a_practice_and_somebody_else_of_support_decides(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    kim, lee = await sign_in_staff(app, "analyst"), await sign_in_staff(app, "analyst", name="Lee")
    ben = await signed_in(app, made, "Ben")
    start, amara = f"/support/practices/{made.group}/request", str(made.members["Amara"])
    assert f'href="{start}"' in (await kim.get(f"/support/practices/{made.group}")).text

    lacking = await kim.send_form(start, {"reason": "", "people": amara})
    assert lacking.status_code == 422 and lacking.text.count("Something isn’t right") == 1
    assert 'id="reason-error"' in lacking.text and f'value="{amara}" checked' in lacking.text
    nobody = await kim.send_form(start, {"reason": WHY})
    assert nobody.status_code == 422 and "Choose at least one person" in nobody.text and WHY in nobody.text

    hub = await filled(kim, start, amara)
    for other, path in ((lee, hub), (ben, hub), (lee, f"{hub}/check"), (ben, f"{hub}/members")):
        assert (await other.get(path)).status_code == 404
    assert f"gets an email with your reason: “{WHY}”" in await words(kim, f"{hub}/check")

    done = await send(kim, f"{hub}/check")
    case = done.headers["location"]
    number = case.removeprefix("/support/requests/")
    # However often it is sent.
    assert (await kim.post_form(f"{hub}/check")).headers["location"] == case
    assert re.fullmatch(r"CS\d+", number)
    shown = await words(kim, case)
    assert f"so someone else in support decides about it. Reason: {WHY}" in shown
    assert 'name="lines.lines"' not in (await kim.get(case)).text
    lines = re.findall(r'name="lines.lines" [^>]*value="([^"]+)"', (await lee.get(case)).text)
    assert len(lines) == 2
    decided = {"lines.lines": lines, "lines.decision": "approve"}
    assert (await kim.post_form(f"{case}/lines", decided)).status_code == 403
    await lee.post_form(f"{case}/lines", decided)
    states = await Grant.select(Grant.state).where(Grant.id.is_in(lines))
    assert {row["state"] for row in states} == {"approved"}

    assert number in await words(ben, "/requests")
    assert f"Sent by support for the practice. Reason: {WHY}" in await words(ben, f"/requests/{number}")
    log = unescape((await ben.get(f"/office/{made.group}/log")).text)
    assert f"Request {number} was sent: {WHY}" in log and "Kim Alvarez" not in log


async def test_nobody_asks_for_a_practice_that_is_their_own_or_is_not_there(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    kim = await sign_in_staff(app, "analyst")
    credentialing = await sign_in_staff(app, "credentialing")
    path = f"/support/practices/{made.group}/request"
    assert (await credentialing.get(path)).status_code == 403
    assert f'href="{path}"' not in (await credentialing.get(f"/support/practices/{made.group}")).text
    assert (await (await signed_in(app, made, "Ben")).get(path)).status_code == 404
    gone = f"/support/practices/{made.members['Amara']}/request"
    assert (await kim.get(gone)).status_code == (await kim.post_form(gone)).status_code == 404
