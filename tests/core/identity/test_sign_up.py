"""Registering: the address is proved first, and nobody learns whether it was known."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from core.audit.tables import AuditEvent
from core.database import count_statements
from core.errors import Invalid, NotFound, TooMany
from core.identity import Identity, queries, reset, sign_in, sign_up
from core.identity.accepting import still_to_accept
from core.identity.proofs import MOST_TRIES
from core.identity.tables import Acceptance, Account, MailProof
from core.identity.tables import Person as RegisteredPerson
from core.mail.tables import OutboxMail
from tests.core.identity.conftest import ADA, PASSWORD, SOMEBODY, code_in, last_mail, link_in


async def _begin(identity: Identity):
    return await sign_up.begin(identity, ADA, PASSWORD, solved=True, by=SOMEBODY)


async def test_the_link_of_the_mail_makes_the_account(identity: Identity) -> None:
    await _begin(identity)
    assert await Account.count() == await RegisteredPerson.count() == 0

    account = await sign_up.confirm_by_link(
        identity, link_in(await last_mail(), "/sign-up/confirm"), PASSWORD, by=SOMEBODY
    )

    assert await RegisteredPerson.exists().where(RegisteredPerson.account == account)
    person = await queries.account(account)
    assert (person.name, person.email, person.phone, person.extension) == (
        "Ada Okafor", "ada@practice.example", "+16025550123", "12",
    )  # fmt: skip
    accepted = await Acceptance.select(Acceptance.text, Acceptance.version)
    texts = identity.site.texts
    assert {(row["text"], row["version"]) for row in accepted} == {
        ("privacy", texts.privacy.version),
        ("terms", texts.terms.version),
    }


async def test_who_had_the_form_open_while_a_text_changed_accepts_what_they_read_and_no_more(
    identity: Identity,
) -> None:
    read = "privacy=1 terms=the-one-before"
    await sign_up.begin(identity, ADA, PASSWORD, solved=True, by=SOMEBODY, read=read)
    link = link_in(await last_mail(), "/sign-up/confirm")
    account = await sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY)
    assert await still_to_accept(identity.site, account) == ("terms",)


async def test_who_owns_an_address_lets_nobody_in_who_registered_with_it(identity: Identity) -> None:
    await _begin(identity)
    link = link_in(await last_mail(), "/sign-up/confirm")

    with pytest.raises(Invalid) as wrong:
        await sign_up.confirm_by_link(identity, link, "a guess of the owner's own", by=SOMEBODY)

    assert wrong.value.errors.keys() == {"password"} and not await Account.exists()
    assert await AuditEvent.exists().where(AuditEvent.action == "sign-up.refused")
    await sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY)
    assert await Account.count() == 1


async def test_the_password_behind_a_link_cannot_be_guessed(identity: Identity) -> None:
    await _begin(identity)
    link = link_in(await last_mail(), "/sign-up/confirm")
    for number in range(MOST_TRIES):
        with pytest.raises(Invalid):
            await sign_up.confirm_by_link(identity, link, f"guess number {number}", by=SOMEBODY)

    with pytest.raises(NotFound):
        await sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY)
    assert not await Account.exists()


async def test_the_code_of_the_mail_makes_the_account_however_it_is_typed(identity: Identity) -> None:
    reference = await _begin(identity)
    code = code_in(await last_mail())

    await sign_up.confirm_by_code(reference, f" {code.lower().replace('-', ' ')} ", by=SOMEBODY)

    assert await Account.count() == 1


@pytest.mark.both_databases
async def test_a_link_works_once_among_many_replays(identity: Identity) -> None:
    await _begin(identity)
    link = link_in(await last_mail(), "/sign-up/confirm")

    answers = await asyncio.gather(
        *(sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY) for _ in range(50)),
        return_exceptions=True,
    )

    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert all(isinstance(answer, NotFound) for answer in answers if isinstance(answer, Exception))


async def test_link_and_code_expire_at_the_instant(identity: Identity, clock) -> None:
    reference = await _begin(identity)
    mail = await last_mail()
    clock.advance(minutes=60)

    with pytest.raises(NotFound):
        await sign_up.confirm_by_link(identity, link_in(mail, "/sign-up/confirm"), PASSWORD, by=SOMEBODY)
    with pytest.raises(Invalid):
        await sign_up.confirm_by_code(reference, code_in(mail), by=SOMEBODY)


async def test_a_link_works_until_the_instant(identity: Identity, clock) -> None:
    await _begin(identity)
    clock.advance(minutes=60, microseconds=-1)

    await sign_up.confirm_by_link(
        identity, link_in(await last_mail(), "/sign-up/confirm"), PASSWORD, by=SOMEBODY
    )

    assert await Account.count() == 1


@pytest.mark.both_databases
async def test_only_five_codes_are_compared_even_at_once(identity: Identity) -> None:
    reference = await _begin(identity)
    code = code_in(await last_mail())

    await asyncio.gather(
        *(sign_up.confirm_by_code(reference, "BBBB-BBBB", by=SOMEBODY) for _ in range(20)),
        return_exceptions=True,
    )
    assert (await MailProof.select(MailProof.tries))[0]["tries"] == 5

    with pytest.raises(Invalid):
        await sign_up.confirm_by_code(reference, code, by=SOMEBODY)


@pytest.mark.both_databases
async def test_sending_again_makes_the_first_mail_worthless(identity: Identity) -> None:
    reference = await _begin(identity)
    first = await last_mail()

    await sign_up.resend(identity, reference, by=SOMEBODY)

    with pytest.raises(NotFound):
        await sign_up.confirm_by_link(identity, link_in(first, "/sign-up/confirm"), PASSWORD, by=SOMEBODY)
    await sign_up.confirm_by_code(reference, code_in(await last_mail()), by=SOMEBODY)


async def test_mails_to_one_address_are_limited(identity: Identity) -> None:
    reference = await _begin(identity)
    for _ in range(3):
        await sign_up.resend(identity, reference, by=SOMEBODY)

    with pytest.raises(TooMany):
        await sign_up.resend(identity, reference, by=SOMEBODY)


async def test_a_known_address_gets_another_mail_and_the_same_answer(identity: Identity, ada) -> None:
    reference = await _begin(identity)

    assert (await last_mail()).startswith("known-address")
    assert await OutboxMail.count() == 1
    with pytest.raises(Invalid) as caught:
        await sign_up.confirm_by_code(reference, "BBBB-BBBB", by=SOMEBODY)
    assert caught.value.errors == {"code": sign_up.WRONG_CODE}


async def test_of_two_registrations_with_one_address_the_first_confirmed_counts(identity: Identity) -> None:
    first = await _begin(identity)
    code = code_in(await last_mail())
    await _begin(identity)
    link = link_in(await last_mail(), "/sign-up/confirm")

    await sign_up.confirm_by_code(first, code, by=SOMEBODY)

    with pytest.raises(NotFound):
        await sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY)
    assert await Account.count() == 1


async def test_saying_it_was_not_me_makes_the_link_worthless(identity: Identity) -> None:
    await _begin(identity)
    mail = await last_mail()

    await reset.deny(link_in(mail, "/not-me"), by=SOMEBODY)

    with pytest.raises(NotFound):
        await sign_up.confirm_by_link(identity, link_in(mail, "/sign-up/confirm"), PASSWORD, by=SOMEBODY)


async def test_without_a_solved_puzzle_few_may_register(identity: Identity) -> None:
    for number in range(6):
        person = ADA.__class__("Ada", "Okafor", f"ada{number}@practice.example", "", "")
        await sign_up.begin(identity, person, PASSWORD, solved=False, by=SOMEBODY)

    with pytest.raises(TooMany):
        await sign_up.begin(identity, ADA, PASSWORD, solved=False, by=SOMEBODY)
    await sign_up.begin(identity, ADA, PASSWORD, solved=True, by=SOMEBODY)


async def test_nothing_secret_stands_in_the_trail(identity: Identity) -> None:
    await _begin(identity)
    mail = await last_mail()
    link = link_in(mail, "/sign-up/confirm")
    await sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY)

    trail = str(await AuditEvent.select())
    assert all(secret not in trail for secret in (PASSWORD, link, code_in(mail), "argon2", ADA.email))


async def test_known_and_unknown_addresses_cost_the_same_statements(identity: Identity, ada) -> None:
    """Whatever is asked with an address, the work does not tell whether it has an account."""
    stranger = replace(ADA, email="nobody@practice.example")
    work = {
        "sign-up": lambda person: sign_up.begin(identity, person, PASSWORD, solved=True, by=SOMEBODY),
        "reset": lambda person: reset.ask(identity, person.email, by=SOMEBODY),
        "sign-in": lambda person: sign_in.with_password(identity, person.email, "wrong", by=SOMEBODY),
    }
    for name, ask in work.items():
        counted = []
        for person in (ADA, stranger):
            with count_statements() as statements, suppress(Invalid):
                await ask(person)
            counted.append([text.split()[:3] for text in statements.texts])
        assert counted[0] == counted[1], name


@pytest.mark.both_databases
async def test_of_many_registrations_of_one_address_confirmed_at_once_one_is_made(
    identity: Identity,
) -> None:
    for _ in range(4):
        await _begin(identity)
    rows = await OutboxMail.select().order_by(OutboxMail.queued_at)
    links = [link_in(row["text"], "/sign-up/confirm") for row in rows]
    answers = await asyncio.gather(
        *(sign_up.confirm_by_link(identity, link, PASSWORD, by=SOMEBODY) for link in links),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["NotFound"] * 3 + ["UUID"]
    assert await Account.count() == 1
    refused = AuditEvent.action == "sign-up.refused"
    assert await AuditEvent.count().where(refused) == 3
