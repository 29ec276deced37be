"""On a person's page support helps them to sign in; a code of their own account shows who calls."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from litestar import Litestar

from core.actor import Actor
from core.identity.helping import reset_factor
from core.identity.sessions import start
from core.identity.tables import Account, Person
from core.mfa import authenticators
from tests.practices import AMARA, BEN, active
from tests.practices.portals import portal_for
from tests.web.people import client_for, csrf_in, sign_in_staff


@pytest.mark.both_databases
async def test_who_reads_out_the_code_of_their_account_gets_a_new_factor(app: Litestar):
    made = await active(portal_for(), BEN, AMARA)
    person = await Person.objects().where(Person.first_name == BEN.first).first()
    assert person and made.by.account
    keys = app.state.identity.keys
    await authenticators.confirm_without_code(await authenticators.begin(person.account, keys))
    await Account.update({Account.factor_due_at: None}).where(Account.id == person.account)
    ben = client_for(app)
    ben.carry(await start(person.account, "full", by=made.by))
    shown = re.search(r"(\d{4} \d{4})</p>", (await ben.get("/account/support-code")).text)
    kim = await sign_in_staff(app, "analyst")
    page = f"/support/people/{person.id}"
    assert f'href="{page}/sign-in"' in (await kim.get(page)).text
    form = (await kim.get(f"{page}/sign-in")).text
    fields = {"csrf": csrf_in(form), "what": "factor", "how": "code", "note": "Ben called"}

    wrong = await kim.post(f"{page}/sign-in", data={**fields, "code": "00000000"})
    assert wrong.status_code == 422 and "isn’t the code" in wrong.text and "Ben called" in wrong.text
    assert shown, "the person sees their code"
    done = await kim.post(f"{page}/sign-in", data={**fields, "code": shown[1]})
    assert done.status_code == 303
    assert not await authenticators.has_one(person.account)
    assert (await ben.get("/account")).status_code == 303, "their sign-ins have ended"

    clerk = await sign_in_staff(app, "credentialing", name="Cleo")
    assert "/sign-in" not in (await clerk.get(page)).text.replace('href="/sign-in"', "")
    assert (await clerk.get(f"{page}/sign-in")).status_code == 403


async def test_a_reset_that_waits_stands_on_the_page_and_is_canceled_there(app: Litestar):
    await active(portal_for(), BEN, AMARA)
    person = await Person.objects().where(Person.first_name == BEN.first).first()
    assert person
    kim = await sign_in_staff(app, "analyst")
    clerk = await sign_in_staff(app, "credentialing", name="Cleo")
    identity = app.state.identity
    slow = replace(identity, site=identity.site.model_copy(update={"factor_reset_hours": 24}))
    await reset_factor(slow, person.account, by=Actor("staff", kim.account, "Kim Alvarez"))
    page = f"/support/people/{person.id}"
    shown = (await kim.get(page)).text
    assert "The reset of the second factor takes effect on" in shown and "Kim Alvarez started it" in shown
    seen = (await clerk.get(page)).text
    assert "Kim Alvarez started it" in seen and "reset/cancel" not in seen
    wrong = await kim.send_form(f"{page}/reset/cancel", {"reason": ""})
    assert wrong.status_code == 422 and "Say why you cancel the reset" in wrong.text
    done = await kim.send_form(f"{page}/reset/cancel", {"reason": "Not his doing"})
    assert done.status_code == 303 and "started it" not in (await kim.get(page)).text
    late = await kim.send_form(f"{page}/reset/cancel", {"reason": "Twice"})
    assert late.status_code == 409
