"""From "Edit your practice" to the decision of support, on the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

from litestar import Litestar

from core import clock
from core.groups.people import load_group, members_of
from core.identity.bound import rebind
from core.identity.tables import Account
from core.office.moving import draw_move
from core.office.practice_data import draw_practice
from tests.practices import AMARA, BEN, ROSA, active
from tests.web.pages.test_changing_the_administrator import signed_in
from tests.web.people import Client, sign_in_staff
from tests.web.sent import portal_of


async def words(client: Client, path: str) -> str:
    return " ".join(unescape((await client.get(path)).text).split())


async def test_a_practice_saves_what_it_may_and_support_decides_about_the_rest(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    ben = await signed_in(app, made, "Ben")
    path = f"/office/{made.group}/practice"
    assert "Support decides about another name" in await words(ben, path)
    drawn = await draw_practice(portal_of(app), made.group, by=made.by)
    answers = {name: texts[0] for name, texts in drawn.form.sent.items() if texts}

    wrong = await ben.post_form(path, {**answers, "phone": "12", "city": "Mesa"})
    assert wrong.status_code == 422 and 'value="Mesa"' in wrong.text and 'id="phone-error"' in wrong.text
    done = await ben.post_form(
        path, {**answers, "phone": "602-555-0198", "name": "Summit Clinic", "reason": "New owners"}
    )
    assert done.headers["location"] == f"{path}?done=both"
    shown = await words(ben, f"{path}?done=both")
    assert "Your answers are saved" in shown and "Support decides about this since" in shown

    analyst = await sign_in_staff(app, "analyst")
    listed = (await analyst.get("/support/changes")).text
    (one,) = re.findall(r'href="(/support/changes/[\w-]{36})"', listed)
    assert "Summit Clinic" in await words(analyst, one)
    refused = await analyst.post_form(one, {"decision": "decline", "reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.text
    made_it = await analyst.post_form(one, {"decision": "approve", "reason": ""})
    assert made_it.headers["location"] == "/support/changes"
    assert (await load_group(made.group)).name == "Summit Clinic"
    assert "No change waits" in await words(analyst, "/support/changes")
    again = await analyst.post_form(one, {"decision": "approve", "reason": ""})
    assert again.status_code == 409

    data = f"/support/practices/{made.group}/data"
    assert (await analyst.get(data)).status_code == 200
    lacking = await analyst.post_form(data, {**answers, "name": "Peaks", "reason": ""})
    assert lacking.status_code == 422 and 'id="reason-error"' in lacking.text
    saved = await analyst.post_form(data, {**answers, "name": "Peaks", "reason": "It was a mistake"})
    assert saved.headers["location"] == f"/support/practices/{made.group}?edited=saved"
    assert (await load_group(made.group)).name == "Peaks"


async def test_a_move_is_previewed_and_sent_with_its_day(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    ben, analyst = await signed_in(app, made, "Ben"), await sign_in_staff(app, "analyst")
    move, day = f"/office/{made.group}/move", "2096-02-30"
    answers = {
        name: texts[0]
        for name, texts in (await draw_move(portal_of(app), made.group, by=made.by)).form.sent.items()
        if texts
    }
    california = {"state": "CA", "city": "Blythe", "postcode": "92225", "address": "1 Main St"}
    unread = await ben.post_form(
        move, {**answers, **california, "day": day, "reason": "New building", "do": "send"}
    )
    assert unread.status_code == 422 and 'id="day-error"' in unread.text and day in unread.text
    day = clock.now().astimezone(portal_of(app).site.zone).date().isoformat()
    asked = {**answers, **california, "day": day, "reason": "New building"}
    seen = await ben.post_form(move, {**asked, "do": "preview"})
    assert (
        "What this move changes" in seen.text
        and "Blythe" in seen.text
        and "Send the move to support" in seen.text
    )
    assert (await ben.post_form(move, {**asked, "do": "send"})).headers["location"].endswith("?done=asked")
    (one,) = re.findall(r'href="(/support/changes/[\w-]{36})"', (await analyst.get("/support/changes")).text)
    assert "Day of the move" in await words(analyst, one)
    await analyst.post_form(one, {"decision": "approve", "reason": ""})
    assert (await load_group(made.group)).jurisdiction == "CA"


async def test_each_address_at_a_new_domain_can_be_typed_and_all_of_them_stopped(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    assert made.by.account
    email = "ben@summit.example"
    await rebind(made.by.account, {Account.email: email, Account.email_key: email})
    ben, analyst = await signed_in(app, made, "Ben"), await sign_in_staff(app, "analyst")
    path = f"/office/{made.group}/domain"
    asked = {"before": "peaks.example", "after": "summit.example", "reason": "New owners"}
    boxes = {who: f"to.{key}.email" for who, key in made.members.items()}
    assert 'value="rosa@summit.example"' in (await ben.post_form(path, {**asked, "do": "preview"})).text
    typed = {**asked, "seen": "summit.example", boxes["Ben"]: "", boxes["Amara"]: "a.okafor"}
    wrong = await ben.post_form(path, {**typed, boxes["Rosa"]: "rosa@lake.example", "do": "send"})
    assert wrong.status_code == 422 and 'value="rosa@lake.example"' in wrong.text
    assert f'id="{boxes["Rosa"].replace(".", "-")}-error"' in wrong.text
    sent = await ben.post_form(path, {**typed, boxes["Rosa"]: "rosa@summit.example", "do": "send"})
    assert sent.headers["location"].endswith("?done=asked")
    (one,) = re.findall(r'href="(/support/changes/[\w-]{36})"', (await analyst.get("/support/changes")).text)
    await analyst.post_form(one, {"decision": "approve", "reason": ""})

    assert "Amara Okafor: a.okafor@summit.example" in await words(ben, path)
    unsaid = await analyst.post_form(f"{one}/stop", {"reason": ""})
    assert unsaid.status_code == 422 and 'id="reason-error"' in unsaid.text
    assert (await ben.post_form(f"{path}/stop")).headers["location"] == f"{path}?done=stopped"
    assert "We stopped the new addresses" in await words(ben, f"{path}?done=stopped")
    late = await analyst.post_form(f"{one}/stop", {"reason": "A mistake"})
    assert late.status_code == 409 and "Stop the new addresses" not in await words(analyst, one)


async def test_a_merge_is_previewed_approved_by_a_second_and_shown_to_the_one_that_ends(
    app: Litestar,
) -> None:
    portal = portal_of(app)
    made = await active(portal, BEN, ROSA, AMARA)
    dana = replace(BEN, first="Dana", last="Reyes", email="dana@summit.example", wants=())
    other = await active(
        portal, dana, replace(ROSA, email="rosa@summit.example", wants=("cerner",)), name="Summit"
    )
    first, second = await sign_in_staff(app, "analyst"), await sign_in_staff(app, "analyst", name="Noor")
    path = f"/support/practices/{made.group}/merge"
    assert "Plan a merge" in await words(first, f"/support/practices/{made.group}")
    day = (clock.now() + timedelta(days=30)).astimezone(portal.site.zone).date().isoformat()
    asked = {"into": "Nowhere at all", "day": day, "reason": "Both asked for it by phone"}
    wrong = await first.post_form(path, {**asked, "do": "send"})
    assert wrong.status_code == 422 and 'id="into-error"' in wrong.text and "Nowhere at all" in wrong.text
    seen = await first.post_form(path, {**asked, "into": "summit", "do": "preview"})
    assert "Joins Summit. Requested there: " in seen.text and "Propose the merge" in seen.text
    sent = await first.post_form(path, {**asked, "into": "summit", "do": "send"})
    one = sent.headers["location"]
    assert (await first.post_form(one, {"decision": "approve", "reason": ""})).status_code == 409
    assert (await second.post_form(one, {"decision": "approve", "reason": ""})).status_code == 303
    assert len(await members_of(other.group)) == 5
    shown = await words(second, one)
    assert "can’t end before this is settled" in shown and "This request is open" in shown
    ben = await signed_in(app, made, "Ben")
    assert "Who joined the other one stays there" in await words(ben, f"/office/{made.group}/practice")
    done = await ben.post_form(f"/office/{made.group}/practice/withdraw")
    assert done.status_code == 303 and (await load_group(made.group)).state == "active"
