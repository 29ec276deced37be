"""Rights over a practice follow its appointments, at every place and at once; nothing else gives any."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest

from core import clock as time_source
from core.access import actions
from core.access.conditions import NotNow
from core.access.lines import load_request
from core.access.request_moves import CHECKING
from core.access.tables import Grant, Request
from core.activation.actions import activate_group
from core.actor import Actor
from core.agreements.tables import Agreement, Signer
from core.console.credentials import decide, prove_address
from core.credentials.queries import checks
from core.database import Database, count_statements
from core.enrollment.submission import submit
from core.errors import Forbidden, NotFound
from core.groups.appointments import Holder, end, propose, take_up
from core.groups.rights import administered_by, administrator_of, administrators_of, concerned
from core.groups.tables import Appointment, Group, Member
from core.identity.bound import bind, rebind
from core.identity.tables import Account, Person
from core.mail.tables import OutboxMail
from core.messages import actions as messages
from core.messages.forms import NewMessage
from core.portal import Portal
from core.requests import plugin_pages, resending, watched_keys
from core.requests.cases import not_ones_own, ones_own
from core.requests.correcting import draw_correction
from core.requests.corrections import give_back
from core.requests.queries import mails, views
from core.requests.queries.views import chain_of
from core.requests.signers import own_signer
from tests.conftest import MovableClock
from tests.core.console.conftest import hired
from tests.core.enrollment.conftest import add, saved, with_people
from tests.core.enrollment.test_submission import CODER, DOCTOR, agree
from tests.practices import AMARA, ANALYST, BEN, KEYS, practice

DIRECT = {"dsm.direct_address": "cara@direct.peaks.example"}


@dataclass(frozen=True)
class Office:
    """A practice at work whose every page can be opened by whoever may."""

    portal: Portal
    group: UUID
    request: UUID
    number: str
    members: dict[str, UUID]
    signer: UUID
    grant: UUID


Place = Callable[[Office, Actor], Awaitable[object]]


async def in_the_list(office: Office, by: Actor) -> None:
    found = await views.requests_of(office.portal, by.account)
    if office.number not in [each.number for each in found.lines]:
        raise NotFound


async def live(office: Office, by: Actor) -> None:
    if by.account is None or not await watched_keys.still_watches(office.number, by.account):
        raise NotFound


async def send_again(office: Office, by: Actor) -> None:
    (key,) = {
        each.again
        for each in await mails.mails_of(office.number, by.account)
        if each.to == "cara@peaks.example" and each.again
    }
    await resending.send_again(office.portal, office.number, key, by=by)


BEFORE_ACTIVATION: dict[str, Place] = {
    "the list of requests": in_the_list,
    "a request": lambda o, by: views.request_of(o.portal, o.number, by.account),
    "why not": lambda o, by: chain_of(o.portal, o.number, by.account, o.members["Cara"], "dsm"),
    "mails": lambda o, by: mails.mails_of(o.number, by.account),
    "watching": lambda o, by: watched_keys.keys_of_request(o.number, by.account),
    "live": live,
    "the proof of a record": lambda o, by: views.records_of(o.number, by.account),
    "a signer": lambda o, by: own_signer(o.number, o.signer, by.account),
    "a message": lambda o, by: messages.write(o.portal, o.number, said(), by=by),
    "messages read": lambda o, by: messages.mark_read(o.number, 1, by=by),
}
PLACES: dict[str, Place] = BEFORE_ACTIVATION | {
    "a mail again": send_again,
    "a plugin's page": lambda o, by: plugin_pages.opened(
        o.portal, o.grant, "test-messages", "administrator", by=by
    ),
    "a correction": lambda o, by: draw_correction(o.portal, o.number, by=by),
}


def said() -> NewMessage:
    return NewMessage(text="The coder starts on Monday", once=uuid4(), seen=0)


@pytest.fixture
async def sent(portal: Portal, enrollment: UUID, by: Actor, clock: object) -> Office:
    """Sent by Ben's account, and waiting for signatures; one message was written."""
    ben = Account(id=by.account, email="ben@peaks.example", email_key="ben@peaks.example")
    ben.first_name, ben.last_name, ben.password_hash = "Ben", "Ruiz", "chosen"
    await Account.insert(bind(ben))
    await with_people(portal, enrollment, by)
    await saved(portal, enrollment, "backup", {"has_backup": "no"}, by)
    cara = {"first_name": "Cara", "email": "cara@peaks.example", "npi": "1245319599"}
    await add(portal, enrollment, by, **DOCTOR | DIRECT | cara, applications=["dsm"])
    dan = {"first_name": "Dan", "email": "dan@peaks.example"}
    await add(portal, enrollment, by, **CODER, **dan, applications=["cerner"])
    await agree(portal, enrollment, by, "purpose", "attestation")
    receipt = await submit(portal, enrollment, by=by)
    await messages.write(portal, receipt.number, said(), by=by)
    members = {row["first_name"]: row["id"] for row in await Member.select()}
    (group,) = await Group.select(Group.id)
    signer = await Signer.select(Signer.id).where(Signer.email == "amara@peaks.example").first()
    (grant,) = await Grant.select(Grant.id).where(Grant.application == "dsm")
    assert signer
    return Office(portal, group["id"], receipt.request, receipt.number, members, signer["id"], grant["id"])


@pytest.fixture
async def office(sent: Office) -> Office:
    """Active, and then given back, with its agreement out: as if everything were open at one time."""
    now, kim = time_source.now(), await hired()
    await Request.update({Request.state: CHECKING}).where(Request.id == sent.request)
    ends = now.replace(year=now.year + 1)
    bound = {
        Agreement.state: "in-force",
        Agreement.in_force_at: now,
        Agreement.ends_at: ends,
        Agreement.binds_until: ends,
    }
    await Agreement.update(bound).where(Agreement.group == sent.group)
    for check in await checks(sent.portal, sent.group):
        if check.lacks_proof:
            await prove_address(sent.portal, sent.number, check.member, "call-back", "Called.", by=kim)
        await decide(sent.portal, sent.number, check.member, "valid", "Seen.", by=kim)
    await activate_group(sent.portal, KEYS, sent.group, by=kim)
    await Request.update({Request.state: CHECKING}).where(Request.id == sent.request)
    await give_back(sent.portal, sent.number, ["practice.phone"], "It rings in vain.", by=kim)
    await Agreement.update({Agreement.state: "out"}).where(Agreement.group == sent.group)
    return sent


async def login_of(office: Office, first: str) -> Actor:
    """Somebody of the practice, signed in with their own login."""
    person = await Member.select(Member.person).where(Member.id == office.members[first]).first()
    row = await Person.select(Person.account).where(Person.id == (person and person["person"])).first()
    return Actor("person", row and row["account"], first)


async def may(office: Office, place: Place, *whom: Actor) -> list[str]:
    """Those who get an answer at a place."""
    found = []
    for each in whom:
        try:
            await place(office, each)
        except NotFound:
            continue
        found.append(each.name)
    return found


async def appointed(office: Office, part: str, first: str) -> UUID:
    key = await propose(office.group, part, Holder(office.members[first]), by=ANALYST)
    await take_up(key, by=ANALYST)
    return key


@pytest.mark.both_databases
@pytest.mark.parametrize("name", PLACES)
async def test_rights_move_with_the_appointment_at_once(office: Office, by: Actor, name: str) -> None:
    place, stranger = PLACES[name], Actor("person", uuid4(), "Someone")
    nobody, sender = Actor("person", None, "Nobody"), replace(by, name="Sender")
    amara, ben, cara, dan = [await login_of(office, each) for each in ("Amara", "Ben", "Cara", "Dan")]
    assert ben.account == by.account
    olga = replace(BEN, first="Olga", email="olga@valley.example")
    valley = await practice(office.portal, olga, replace(BEN, administrator=False), name="Valley")
    everybody = (amara, ben, cara, dan, valley.by, stranger, nobody, sender)
    assert await may(office, place, *everybody) == ["Ben", "Sender"]

    key = await propose(office.group, "administrator", Holder(office.members["Cara"]), by=ANALYST)
    assert await may(office, place, *everybody) == ["Ben", "Sender"]
    await take_up(key, by=ANALYST)
    assert await may(office, place, *everybody) == ["Cara"]

    backup = await appointed(office, "backup", "Dan")
    assert await may(office, place, *everybody) == ["Cara", "Dan"]
    await end(backup, by=ANALYST)
    assert await may(office, place, *everybody) == ["Cara"]


@pytest.mark.parametrize("name", BEFORE_ACTIVATION)
async def test_until_logins_are_known_the_account_that_registered_acts(
    sent: Office, by: Actor, name: str
) -> None:
    others = [Actor("person", each, "Someone") for each in (uuid4(), None)]
    assert await may(sent, BEFORE_ACTIVATION[name], by, *others) == [by.name]


async def test_who_is_only_thought_to_be_the_administrator_has_no_rights_yet(
    office: Office, by: Actor
) -> None:
    cara = await login_of(office, "Cara")
    them = Appointment.part == "administrator"
    await Appointment.update({Appointment.account: cara.account}).where(them)
    ben = Member.id == office.members["Ben"]
    for state in ("asked", "unclear"):
        await Member.update({Member.person_state: state}).where(ben)
        assert await may(office, in_the_list, by, cara) == ["Cara"]
    await Member.update({Member.person_state: "known"}).where(ben)
    assert await may(office, in_the_list, by, cara) == [by.name]


async def test_mail_about_a_practice_follows_its_administrator(office: Office, clock: MovableClock) -> None:
    async def told() -> str:
        clock.advance(minutes=1)
        await messages.answer(office.portal, office.number, said(), by=ANALYST)
        rows = await OutboxMail.select().where(OutboxMail.template == "message-waiting")
        return str(max(rows, key=lambda row: row["queued_at"])["recipient"])

    assert (await administrator_of(office.group)).email == await told() == "ben@peaks.example"
    await appointed(office, "administrator", "Cara")
    cara = await login_of(office, "Cara")
    await rebind(cara.account, {Account.email: "cara@proved.example"})
    assert (await administrator_of(office.group)).email == await told() == "cara@proved.example"
    assert await administrator_of(uuid4()) is None


@pytest.mark.both_databases
async def test_mail_never_goes_to_who_is_only_thought_to_be_the_administrator(
    office: Office, by: Actor
) -> None:
    valley = await practice(office.portal, replace(BEN, first="Olga", email="olga@valley.example"), name="V")
    await appointed(office, "administrator", "Cara")
    cara = await login_of(office, "Cara")
    person = await Member.select(Member.person).where(Member.id == office.members["Cara"]).first()
    await Member.update({**person, "person_state": "known"}).where(Member.id == valley.members["Olga"])
    await Member.update({Member.person_state: "asked"}).where(Member.id == office.members["Cara"])
    held = Appointment.held_for == f"{office.group}:administrator"
    await Appointment.update({Appointment.account: by.account}).where(held)
    await rebind(cara.account, {Account.email: "cara@proved.example"})

    found = await administrators_of([office.group, valley.group])
    assert found[office.group].email == "ben@peaks.example", "although she is known elsewhere"
    assert found[valley.group].email == "cara@proved.example"


async def test_nobody_decides_about_a_practice_of_their_own(sent: Office, by: Actor) -> None:
    async def staff(email: str) -> Actor:
        return await hired(email, "Kim Alvarez")

    officer = Holder(name="Ines Legal", email="ines@legal.example")
    await propose(sent.group, "officer", officer, by=ANALYST)
    await propose(sent.group, "backup", Holder(sent.members["Dan"], account=uuid4()), by=ANALYST)
    (backup,) = await Appointment.select().where(Appointment.part == "backup")
    own = [
        replace(by, kind="staff"),
        *[await staff(f"{name}@peaks.example") for name in ("amara", "dan")],
        await staff("ines@legal.example"),
        replace(by, kind="staff", account=backup["account"]),
    ]
    await Request.update({Request.sent_by: uuid4()}).where(Request.id == sent.request)
    row = await load_request(sent.request)
    own.append(replace(by, kind="staff", account=row.sent_by))
    for actor in own[:-1]:
        assert await concerned(actor.account, [sent.group]) == {sent.group}
    for actor in own:
        assert await ones_own([sent.number], actor) == {sent.number}
        with pytest.raises(Forbidden):
            await not_ones_own(row, actor)
        with pytest.raises(NotNow, match="Someone else"):
            await actions.approve(sent.portal, sent.grant, by=actor)

    kim, mesa = await hired(), await practice(sent.portal, AMARA, name="Mesa")
    with count_statements() as statements:
        assert await concerned(own[1].account, [sent.group, mesa.group]) == {sent.group, mesa.group}
    assert len(statements) == 1
    assert await concerned(own[2].account, [mesa.group]) == frozenset()
    for nobody in (kim.account, None):
        assert await concerned(nobody, [sent.group, mesa.group]) == frozenset()
    await not_ones_own(row, kim)


async def test_no_account_at_all_administers_nothing(database: Database, sent: Office) -> None:
    assert not await Group.exists().where(Group.id.is_in(administered_by(None)))
    await Appointment.update({Appointment.account: None}).where(Appointment.account.is_not_null())
    assert not await Group.exists().where(Group.id.is_in(administered_by(None)))
