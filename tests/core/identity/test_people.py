"""Who somebody is: many are looked at together, exactly as if they came one after another."""

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core import clock
from core.audit import change
from core.database import Database, count_statements
from core.identity import people, portal_ids
from core.identity.actions import Person as Registered
from core.identity.actions import insert_account
from core.identity.bound import bind
from core.identity.people import Human, Who
from core.identity.tables import Account, Person
from tests.practices import ANALYST, portal_for

SITE = portal_for().site
AMARA = Human("Amara", "", "Okafor", "amara@peaks.example", identifier="1234567893")


async def recognized(*humans: Human, taken: Collection[UUID] = ()) -> list[Who]:
    async with change("test.recognized", by=ANALYST):
        await portal_ids.lock_names()
        return await people.recognize(SITE, humans, taken)


async def one_after_another(humans: Sequence[Human]) -> list[Who]:
    """The people of one practice, each looked at alone."""
    found: list[Who] = []
    for human in humans:
        found += await recognized(human, taken=[who.person for who in found if who.person])
    return found


async def proved() -> None:
    """Everybody picks their account up."""
    await Account.update({Account.password_hash: "x"}).where(Account.staff_roles == "")


async def registered(first: str, last: str, email: str) -> UUID:
    async with change("account.created", by=ANALYST):
        account = await insert_account(uuid4(), Registered(first, last, email, ""), "x", [("terms", "1")])
    assert account
    return account


def drawn(seed: int, letter: str, how_many: int) -> list[Human]:
    """People who share addresses and NPIs; the same for each letter but for their names and addresses."""
    chance = random.Random(seed)
    return [
        Human(
            first_name=letter,
            middle_initial="",
            last_name=chance.choice(["Ruiz", "Smith"]),
            email=f"{letter}{chance.randrange(12)}@{chance.choice(['peaks', 'PEAKS'])}.example",
            identifier=chance.choice(["", f"{ord(letter)}{chance.randrange(12):02}"]),
        )
        for _ in range(how_many)
    ]  # fmt: skip


async def add_staff(letter: str) -> None:
    key = f"{letter}0@peaks.example".lower()
    await Account.insert(
        bind(Account(email_key=key, email=key, staff_roles="analyst", created_at=clock.now()))
    )


async def described(answers: list[Who]) -> list[tuple[int, bool, str]]:
    """For each answer when that person was first met, whether it was new, and the name without its letter."""
    persons: dict[UUID, str] = {
        row["id"]: row["portal_id"][1:] for row in await Person.select(Person.id, Person.portal_id)
    }
    order = list(dict.fromkeys(who.person for who in answers))
    return [(order.index(who.person), who.new, persons[who.person] if who.person else "") for who in answers]


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(4))
async def test_many_together_are_found_as_they_are_one_after_another(database: Database, seed: int) -> None:
    for letter in ("A", "B"):
        await add_staff(letter)
        await recognized(*drawn(seed + 100, letter, 4))
    await proved()
    single = await one_after_another(drawn(seed, "A", 24))
    together = await recognized(*drawn(seed, "B", 24))

    assert await described(together) == await described(single)
    assert {who.new for who in together} == {True, False}
    assert any(who.person is None for who in together)


async def test_two_of_one_practice_are_never_one_person(database: Database) -> None:
    by_email = replace(AMARA, identifier="")
    by_npi = replace(AMARA, email="amara@valley.example")
    first, second, third = await recognized(AMARA, by_email, by_npi)
    assert first.new and second == Who(None, matched="email") and third == Who(None, matched="identifier")
    await proved()
    assert await recognized(AMARA, taken=[first.person or UUID(int=0)]) == [
        Who(None, matched="email identifier")
    ]
    assert await Person.count() == await Account.count() == 1


@pytest.mark.parametrize(
    "human",
    [
        replace(AMARA, identifier=""),
        replace(AMARA, email="amara@valley.example"),
        replace(AMARA, first_name="Ámelie", last_name="O\u2019Káfor", email="typed@valley.example"),
        replace(AMARA, last_name="OKAFOR, Jr.", email="typed@valley.example"),
    ],
)
async def test_a_strong_key_and_a_name_that_agrees_say_who_somebody_is(
    database: Database, human: Human
) -> None:
    (first,) = await recognized(AMARA)
    await proved()
    (again,) = await recognized(human)
    assert (again.person, again.new) == (first.person, False) and again.matched


@pytest.mark.parametrize(
    "human",
    [
        replace(AMARA, first_name="Brigid"),
        replace(AMARA, last_name="Obi", email="obi@valley.example"),
        replace(AMARA, last_name="Okafor-Reed", identifier=""),
        replace(AMARA, first_name="Okafor", last_name="Amara"),
        replace(AMARA, first_name="Front", last_name="Desk", identifier=""),
        replace(AMARA, identifier="1679576722"),
    ],
)
async def test_a_key_without_the_name_or_against_another_key_is_for_support(
    database: Database, human: Human
) -> None:
    await recognized(AMARA)
    await proved()
    (found,) = await recognized(human)
    assert found.person is None and found.matched
    assert await Person.count() == 1


async def test_an_address_that_nobody_proved_says_nothing(database: Database) -> None:
    rosa = replace(AMARA, first_name="Rosa", identifier="")
    (first,) = await recognized(rosa)
    assert await recognized(rosa) == [Who(None, matched="email")]
    await proved()
    assert await recognized(rosa) == [Who(first.person, matched="email")]


async def test_the_same_name_with_other_keys_is_somebody_else(database: Database) -> None:
    first, second = await recognized(
        AMARA, replace(AMARA, email="other@peaks.example", identifier="1679576722")
    )
    assert first.new and second.new and first.person != second.person


async def test_who_registered_is_one_person_from_then_on_and_new_until_they_have_a_login_name(
    database: Database,
) -> None:
    account = await registered("A.", "Okafor", AMARA.email)
    assert await people.of_account(account) is None
    (before,) = await Person.select()
    assert (before["account"], before["portal_id"], before["upn"]) == (account, None, None)

    (first,), (again,) = await recognized(AMARA), await recognized(AMARA)
    assert first == Who(before["id"], new=True) and again == Who(before["id"], matched="email identifier")
    (after,) = await Person.select()
    assert (after["account"], after["portal_id"], after["identifier"]) == (
        account,
        "aokafor",
        AMARA.identifier,
    )
    assert (after["first_name"], after["last_name"]) == ("Amara", "Okafor")


async def test_the_account_of_another_name_is_never_given_to_somebody(database: Database) -> None:
    """The mailbox of a front desk, which somebody registered with, and then somebody else of its list."""
    await registered("Shared", "Box", AMARA.email)
    assert await recognized(AMARA) == [Who(None, matched="email")]
    (person,) = await Person.select()
    assert (person["portal_id"], person["first_name"]) == (None, "Shared")


async def test_an_address_that_only_registered_contradicts_nobody(database: Database) -> None:
    await registered("Amy", "Reed", "amy@reed.example")
    (amara,) = await recognized(AMARA)
    (amy,) = await recognized(replace(AMARA, email="amy@reed.example"))
    assert amy == Who(amara.person, matched="identifier"), "the NPI and the name say who this is"
    assert await Person.count() == 2 and await Person.count().where(Person.portal_id.is_null()) == 1


async def test_people_of_one_name_get_different_login_names(database: Database) -> None:
    await recognized(
        *(replace(AMARA, email=f"a{number}@peaks.example", identifier="") for number in range(3))
    )
    names = await Person.select(Person.portal_id).order_by(Person.portal_id)
    assert [row["portal_id"] for row in names] == ["aokafor", "aokafor2", "aokafor3"]


async def test_as_many_statements_are_sent_for_many_as_for_one(database: Database) -> None:
    sent = []
    for number, how_many in enumerate((1, 60)):
        crowd = [
            replace(AMARA, email=f"{number}-{each}@peaks.example", identifier="") for each in range(how_many)
        ]
        with count_statements() as statements:
            await recognized(*crowd)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 16
