"""Support asks for more in the place of a practice: who may, whose the draft is, and what is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from core import clock
from core.access.actions import approve
from core.access.conditions import NotNow
from core.access.queries import grants_asked
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console.deciding import approve_lines
from core.database import Database
from core.demo.registering import Registration
from core.enrollment import starting
from core.enrollment.submission import Receipt, submit
from core.errors import Forbidden, Invalid, NotFound
from core.groups.tables import Member
from core.identity.bound import bind, rebind
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.office.asking import send_draft, start_for_practice
from core.office.queries.log import Wanted, practice_log
from core.portal import Portal
from core.requests.queries.views import request_of
from tests.practices import AMARA, BEN, ROSA, Practice, Someone, active, themselves

NORA = Someone("Nora", "Quintana", "nora@peaks.example", ("cerner", "pacs"), "Other")
WHY = "Ben called, and we called him back"


async def hired(roles: str, first: str = "Kim") -> Actor:
    """Somebody of the staff with these roles."""
    address = f"{first.lower()}@health.example"
    row = Account(email_key=address, email=address, first_name=first, last_name="Alvarez", staff_roles=roles)
    row.created_at = clock.now()
    await Account.insert(bind(row))
    return Actor("staff", row.id, f"{first} Alvarez", "203.0.113.9", "Firefox", authority="role:analyst")


@dataclass(frozen=True)
class Phone:
    """A practice that calls, and who of the staff answers."""

    portal: Portal
    made: Practice
    kim: Actor

    async def begin(self) -> Registration:
        draft = await start_for_practice(self.portal, self.made.group, WHY, by=self.kim)
        return Registration(self.portal, self.kim, draft)

    async def filled(self) -> Registration:
        """Somebody new is added with what they want, and everything is agreed to."""
        asking, typed = await self.begin(), NORA.typed(self.portal.site, "staff")
        draft = await asking.add({**typed, "staff_type": "staff", "applications": [*NORA.wants]})
        await asking.agree(await asking.share(draft), "additional", "attestation")
        return asking

    async def sent(self) -> Receipt:
        return await send_draft(self.portal, (await self.filled()).enrollment, by=self.kim)


@pytest.fixture
async def phone(database: Database, portal: Portal) -> Phone:
    return Phone(portal, await active(portal, BEN, ROSA, AMARA), await hired("analyst"))


@pytest.mark.both_databases
async def test_what_support_sends_names_for_whom_and_why_and_the_practice_reads_it(phone: Phone) -> None:
    asking, portal, made = await phone.filled(), phone.portal, phone.made
    first = await send_draft(portal, asking.enrollment, by=phone.kim)
    assert await send_draft(portal, asking.enrollment, by=phone.kim) == first
    rows = await AuditEvent.select().where(AuditEvent.actor_account == phone.kim.account)
    assert rows and all('"on_behalf_of":"Peaks"' in row["details"] for row in rows)
    whys = {row["action"] for row in rows if WHY in row["details"]}
    assert whys == {"enrollment.by-support", "request.submitted"}
    assert made.by.account
    view = await request_of(portal, first.number, made.by.account)
    assert view.by_support == WHY and [each.name for each in view.members] == [NORA.name]
    entries, _ = await practice_log(portal, made.group, Wanted())
    said = [each for each in entries if each.words == f"Request {first.number} was sent: {WHY}"]
    assert [each.by for each in said] == ["Support"]
    about = OutboxMail.about == str(first.request)
    (mail,) = await OutboxMail.select().where(about)
    assert (mail["template"], mail["recipient"]) == ("support-acted", BEN.email)
    text = " ".join(mail["text"].split())
    assert f"Support sent request {first.number} in your place, for {NORA.name}." in text and WHY in text
    assert f"/requests/{first.number}" in text


async def test_who_asked_decides_about_none_of_it_and_a_colleague_does(phone: Phone) -> None:
    receipt = await phone.sent()
    asked, lee = await grants_asked(receipt.request), await hired("analyst", "Lee")
    with pytest.raises(Forbidden):
        await approve_lines(phone.portal, receipt.number, asked, by=phone.kim)
    with pytest.raises(NotNow):
        await approve(phone.portal, asked[0], by=phone.kim)
    await approve_lines(phone.portal, receipt.number, asked, by=lee)


async def test_a_draft_is_that_of_the_analyst_alone(phone: Phone) -> None:
    asking, lee = await phone.filled(), await hired("analyst", "Lee")
    amara = await themselves(phone.made, "Amara")
    for other in (lee, phone.made.by, amara):
        assert other.account
        with pytest.raises(NotFound):
            await starting.load(asking.enrollment, other.account)
        with pytest.raises(NotFound):
            await send_draft(phone.portal, asking.enrollment, by=other)
    assert phone.kim.account
    assert await starting.open_draft(phone.made.by.account, phone.made.group) is None
    # The one of the practice is another, and each goes on with their own.
    theirs = await starting.start(phone.made.group, by=phone.made.by)
    with pytest.raises(NotFound):
        await starting.load(theirs, phone.kim.account)
    assert (await phone.begin()).enrollment == asking.enrollment


async def test_only_an_analyst_who_has_nothing_to_do_with_the_practice_asks(phone: Phone) -> None:
    portal, group = phone.portal, phone.made.group
    amara = await themselves(phone.made, "Amara")
    for roles in ("credentialing", "site-administrator", "privacy-officer", "provisioning"):
        with pytest.raises(NotFound):
            await start_for_practice(portal, group, WHY, by=await hired(roles, roles))
    for person in (amara, phone.made.by):
        with pytest.raises(NotFound):
            await start_for_practice(portal, group, WHY, by=person)
    with pytest.raises(NotNow, match="belong there yourself"):
        await start_for_practice(portal, group, WHY, by=replace(phone.kim, account=amara.account))
    with pytest.raises(Invalid):
        await start_for_practice(portal, group, " ", by=phone.kim)
    # What was begun without a word of why is not sent.
    bare = await starting.start(group, by=phone.kim)
    asking, typed = Registration(portal, phone.kim, bare), NORA.typed(portal.site, "staff")
    draft = await asking.add({**typed, "staff_type": "staff", "applications": [*NORA.wants]})
    await asking.agree(await asking.share(draft), "additional", "attestation")
    for send in (submit, send_draft):
        with pytest.raises(NotFound):
            await send(portal, bare, by=phone.kim)


async def test_who_is_an_analyst_no_more_or_came_to_belong_there_sends_nothing(phone: Phone) -> None:
    asking = await phone.filled()
    assert phone.kim.account
    await Member.update({Member.email: "kim@health.example"}).where(Member.id == phone.made.members["Amara"])
    with pytest.raises((NotFound, NotNow)):
        await send_draft(phone.portal, asking.enrollment, by=phone.kim)
    await Member.update({Member.email: AMARA.email}).where(Member.id == phone.made.members["Amara"])
    await rebind(phone.kim.account, {Account.staff_roles: "credentialing"})
    for act in (
        starting.load(asking.enrollment, phone.kim.account),
        send_draft(phone.portal, asking.enrollment, by=phone.kim),
    ):
        with pytest.raises(NotFound):
            await act
