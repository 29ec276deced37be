import asyncio
import re
from dataclasses import replace
from uuid import uuid4

import pytest

from core.access.conditions import NotNow
from core.access.following import Following
from core.activation import identifying
from core.activation.actions import activate_group
from core.activation.identifying import Said
from core.agreements.actions import void
from core.agreements.queries import sent_agreement
from core.audit import change
from core.database import Database
from core.errors import Invalid, NotFound
from core.groups.tables import Group, Member
from core.identity import people, portal_ids
from core.identity.actions import Person as Registered
from core.identity.actions import insert_account
from core.identity.people import Human
from core.identity.tables import Account, Person
from core.mail.tables import OutboxMail
from core.mfa import authenticators
from core.portal import Portal
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    KEYS,
    Practice,
    Someone,
    active,
    check_credentials,
    numbered,
    portal_for,
    portal_of,
    practice,
    sign_another,
    signing_for,
    state_of,
    themselves,
)

PORTAL = portal_for()
SIGNED = ["sign-agreement", "signing-code", "agreement-copy"]
COPY = "portal-ids-of-practice"
REGISTERED = SIGNED


async def _mails(to: str) -> list[str]:
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    return [row["template"] for row in rows]


async def _member(made: Practice, first: str) -> dict[str, object]:
    (row,) = await Member.select().where(Member.id == made.members[first])
    return row


async def _link(to: str, beginning: str) -> str:
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    found = re.findall(rf"{beginning}/([\w-]+)", "\n".join(row["text"] for row in rows))
    return str(found[-1])


async def test_a_new_person_gets_a_welcome_and_a_link_and_neither_holds_a_secret(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    assert await _mails(AMARA.email) == [*SIGNED, "portal-id", "pick-up"]
    (person,) = await Person.select().where(Person.email_key == AMARA.email)
    assert (person["portal_id"], person["upn"]) == ("aokafor", "aokafor@connectivity.bannerhealth.com")
    mails = OutboxMail.select().where(OutboxMail.recipient == AMARA.email)
    first = await mails.where(OutboxMail.template == "portal-id").first()
    assert first and "aokafor" in first["text"] and "/pick-up/" not in first["text"]
    account = await Account.select().where(Account.id == person["account"]).first()
    assert account and account["password_hash"] == ""


async def test_a_group_is_activated_once(database: Database) -> None:
    made = await active(PORTAL, BEN)
    with pytest.raises(NotNow):
        await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    row = await Group.select().where(Group.id == made.group).first()
    assert row and row["state"] == "active" and row["activated_at"]
    assert await Person.count() == 2


async def test_somebody_known_gets_no_second_name_and_nothing_before_it_is_confirmed(
    database: Database,
) -> None:
    await active(PORTAL, BEN, AMARA)
    other = replace(BEN, email="olga@valley.example", first="Olga")
    made = await active(PORTAL, other, replace(AMARA, last="Ókafor"), name="Valley")
    assert (await _member(made, "Amara"))["person_state"] == "asked"
    assert await state_of(made.grants["Amara", "cerner"]) == "approved"
    assert await Person.count() == 3 and "known-person" in await _mails("olga@valley.example")

    token = await _link("olga@valley.example", "/known-person")
    for stranger in (ANALYST, await themselves(made, "Amara"), replace(made.by, account=None)):
        with pytest.raises(NotFound):
            await identifying.answer(PORTAL, token, same=True, by=stranger)
    await identifying.answer(PORTAL, token, same=True, by=made.by)
    assert await state_of(made.grants["Amara", "cerner"]) == "provisioning"
    assert (await _mails(AMARA.email))[5:] == [*SIGNED, "portal-id-known", "pick-up"]
    with pytest.raises(NotFound):
        await identifying.answer(PORTAL, token, same=True, by=made.by)


async def test_somebody_who_is_known_by_npi_is_told_at_the_address_they_proved(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    made = await active(
        PORTAL,
        replace(BEN, email="olga@valley.example"),
        replace(AMARA, email="not-hers@valley.example"),
        name="Valley",
    )
    await identifying.confirm(PORTAL, made.members["Amara"], by=ANALYST)
    assert await _mails("not-hers@valley.example") == SIGNED
    assert "portal-id-known" in await _mails(AMARA.email)


async def test_the_letter_to_somebody_known_says_of_the_password_what_is_true(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    made = await active(PORTAL, replace(BEN, email="olga@valley.example"), AMARA, name="Valley")
    await identifying.confirm(PORTAL, made.members["Amara"], by=ANALYST)
    mails = OutboxMail.select().where(OutboxMail.template == "portal-id-known")
    (told,) = await mails
    assert "choose a password" in told["text"] and "password stays as it is" not in told["text"]

    third = await active(PORTAL, replace(BEN, email="pia@hill.example"), AMARA, name="Hill")
    await Account.update({Account.password_hash: "chosen"}).where(Account.email_key == AMARA.email)
    await identifying.confirm(PORTAL, third.members["Amara"], by=ANALYST)
    told = (await mails.order_by(OutboxMail.queued_at))[-1]
    assert "Your password stays as it is too" in told["text"] and "choose a password" not in told["text"]


async def test_the_mail_that_asks_tells_nothing_about_who_is_known(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    typed = replace(AMARA, first="Amy", last="O'Kafor", email="typed@valley.example")
    await active(PORTAL, replace(BEN, email="olga@valley.example"), typed, name="Valley")
    asked = await OutboxMail.select().where(OutboxMail.template == "known-person").first()
    assert asked and "Amy O'Kafor" in asked["text"]
    assert not any(word in asked["text"] for word in ("aokafor", AMARA.email, "Okafor", "Peaks"))


@pytest.mark.both_databases
async def test_somebody_who_is_not_them_is_for_support(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    made = await active(PORTAL, replace(BEN, email="olga@valley.example"), AMARA, name="Valley")
    token = await _link("olga@valley.example", "/known-person")
    await identifying.answer(PORTAL, token, same=False, by=made.by)
    assert (await _member(made, "Amara"))["person_state"] == "unclear"
    member = made.members["Amara"]
    for typed in ("", "amara@peaks.example", "olga@valley.example"):
        with pytest.raises(Invalid) as wrong:
            await identifying.identify(PORTAL, KEYS, member, Said(email=typed), by=ANALYST)
        assert list(wrong.value.errors) == ["email"], typed
    await identifying.identify(PORTAL, KEYS, member, Said(email="New@valley.example"), by=ANALYST)
    person = await Person.select().where(Person.email_key == "new@valley.example").first()
    assert person and person["identifier"] is None, "the NPI is that of the other one"
    assert await state_of(made.grants["Amara", "cerner"]) == "provisioning"
    assert await _mails("new@valley.example") == ["portal-id", "pick-up"]


async def test_a_no_that_comes_after_support_confirmed_changes_nothing(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    made = await active(PORTAL, replace(BEN, email="olga@valley.example"), AMARA, name="Valley")
    token = await _link("olga@valley.example", "/known-person")
    await identifying.confirm(PORTAL, made.members["Amara"], by=ANALYST)
    with pytest.raises(NotFound):
        await identifying.answer(PORTAL, token, same=False, by=made.by)
    row = await _member(made, "Amara")
    assert row["person_state"] == "known" and row["person"]


async def test_address_and_npi_of_two_people_are_never_taken_for_one(database: Database) -> None:
    luis = Someone("Luis", "Fuentes", "luis@peaks.example", npi="1679576722")
    await active(PORTAL, BEN, AMARA, luis)
    mixed = replace(AMARA, npi=luis.npi)
    made = await active(PORTAL, replace(BEN, email="olga@valley.example"), mixed, name="Valley")
    assert (await _member(made, "Amara"))["person_state"] == "unclear"
    assert await state_of(made.grants["Amara", "cerner"]) == "approved"


async def test_an_account_somebody_has_already_becomes_theirs_and_its_factor_is_due_anew(
    database: Database,
) -> None:
    made = await practice(PORTAL, BEN)
    (before,) = await Account.select().where(Account.id == made.by.account)
    await check_credentials(PORTAL, made)
    await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    assert await _mails(BEN.email) == [*REGISTERED, "portal-id", COPY]
    (row,) = await Account.select().where(Account.email_key == BEN.email)
    assert row["id"] == before["id"] and row["factor_due_at"] and before["factor_due_at"] is None
    assert row["password_hash"] == before["password_hash"] != ""
    assert await authenticators.has_one(row["id"]) and await authenticators.waiting(row["id"], KEYS)


async def test_a_site_may_carry_the_factor_over(database: Database) -> None:
    rule = PORTAL.site.portal_ids.model_copy(update={"second_factor": "carried-over", "upn_domain": ""})
    portal = portal_of(PORTAL.site.model_copy(update={"portal_ids": rule}))
    made = await active(portal, BEN)
    assert await _mails(BEN.email) == [*REGISTERED, "portal-id", COPY]
    row = await Account.select().where(Account.id == made.by.account).first()
    assert row and row["factor_due_at"] is None


@pytest.mark.both_databases
async def test_names_are_given_once_however_many_groups_are_activated_at_once(database: Database) -> None:
    made = []
    for number in range(6):
        crowd = [
            replace(AMARA, first=numbered("Anna", n), last="Smith", npi="", email=f"a{n}@g{number}.example")
            for n in range(4)
        ]
        made.append(await practice(PORTAL, *crowd, name=f"G{number}"))
        await check_credentials(PORTAL, made[-1])
    await asyncio.gather(*(activate_group(PORTAL, KEYS, each.group, by=ANALYST) for each in made))
    names = {row["portal_id"] for row in await Person.select(Person.portal_id)}
    assert names == {"asmith"} | {f"asmith{n}" for n in range(2, 25)}


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Amara", "Okafor", "aokafor"),
        ("Zoë", "Müller-Lüdenscheidt", "zmullerludenscheidt"),
        ("Łukasz", "Øster Strauß", "losterstrauss"),
        ("李", "小龍", "user"),
        ("Bartholomew", "Featherstonehaughington", "bfeatherstonehaughin"),
        ("'; --", "<b>", "b"),
    ],
)
def test_names_are_made_of_plain_letters(first: str, last: str, name: str) -> None:
    assert portal_ids.plain_name(PORTAL.site, Human(first, "", last, "x@y.example")) == name


async def test_a_name_that_is_kept_back_is_given_to_nobody(database: Database, portal: Portal) -> None:
    rule = PORTAL.site.portal_ids.model_copy(update={"reserved": ("aokafor",)})
    site = PORTAL.site.model_copy(update={"portal_ids": rule})
    assert await portal_ids.free_names(site, [Human("Amara", "", "Okafor", "x@y.example")]) == ["aokafor2"]


async def test_what_the_end_of_an_agreement_took_away_is_set_up_again_under_the_next(
    database: Database,
) -> None:
    made, works = await active(PORTAL, BEN), worker(PORTAL, Machine())
    await work_off(works)
    await void(signing_for(PORTAL), made.agreement, "Signed by the wrong person", by=ANALYST)
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "suspended"

    access, ended = Following(PORTAL), (await sent_agreement(made.agreement)).agreement
    async with change("agreement.in-force", by=ANALYST):
        await access.in_force(ended)
    assert await state_of(made.grants["Ben", "cerner"]) == "suspended"
    await sign_another(PORTAL, ended)
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "active"


@pytest.mark.both_databases
async def test_who_registers_just_while_a_login_name_is_made_for_them_has_one_account(
    database: Database,
) -> None:
    human, registered = Human("Amara", "", "Okafor", AMARA.email), asyncio.Event()

    async def register() -> None:
        async with change("account.created", by=ANALYST):
            amara = Registered("Amara", "Okafor", AMARA.email, "")
            await insert_account(uuid4(), amara, "x", [("terms", "1")])
            registered.set()
            await asyncio.sleep(0.1)

    async def name() -> None:
        await registered.wait()
        async with change("group.activated", by=ANALYST):
            await portal_ids.lock_names()
            await people.recognize(PORTAL.site, [human])

    await asyncio.gather(register(), name())
    (account,), (person,) = await Account.select(), await Person.select()
    assert (person["account"], person["portal_id"]) == (account["id"], "aokafor")
