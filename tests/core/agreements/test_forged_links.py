"""Somebody who writes the database and lacks its key signs for nobody else."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from core import binding, clock
from core.agreements.actions import Opened, correct_address, open_link
from core.agreements.queries import find_link, find_seat
from core.agreements.tables import LINK, VISIT, Signer, SignerLink, SignerVisit
from core.database import Database
from core.errors import NotFound
from core.keys import Keys
from core.tokens import hash_of
from tests.core.agreements.sample import BROWSER, MANAGER, SPONSOR, SUPPORT, Sent, newest_link, sent
from tests.practices.portals import KEYS

GUESSED = Keys("what everybody knows", "and so is this")
OWN = "own-token-of-the-attacker"
Attack = Callable[[Sent, Keys], Awaitable[bool]]


async def _a_link_of_his_own_making(agreement: Sent, keys: Keys) -> bool:
    signer, now = await agreement.signer(SPONSOR), clock.now()
    row = {"id": uuid4(), "signer": signer.id, "purpose": "sign", "token_hash": hash_of(OWN)}
    row |= {"expires_at": now + timedelta(days=9)}
    bound = _bound(LINK, row | {"email": signer.email}, keys)
    await SignerLink.insert(SignerLink(**row, made_at=now, binding=bound))
    return await _opens_link(OWN)


async def _his_link_moved_to_another_signer(agreement: Sent, keys: Keys) -> bool:
    token, theirs = await newest_link(MANAGER.email), await agreement.signer(SPONSOR)
    which = SignerLink.token_hash == hash_of(token)
    await _rewrite(SignerLink, which, LINK, keys, signer=theirs.id)
    return await _opens_link(token)


async def _a_link_that_lasts_for_ever(agreement: Sent, keys: Keys) -> bool:
    token, until = await newest_link(MANAGER.email), clock.now() + timedelta(days=4000)
    which = SignerLink.token_hash == hash_of(token)
    await _rewrite(SignerLink, which, LINK, keys, expires_at=until)
    return await _opens_link(token)


async def _a_code_that_goes_to_his_address(agreement: Sent, keys: Keys) -> bool:
    token, signer = await newest_link(SPONSOR.email), await agreement.signer(SPONSOR)
    await Signer.update({Signer.email: MANAGER.email}).where(Signer.id == signer.id)
    which = SignerLink.token_hash == hash_of(token)
    await _rewrite(SignerLink, which, LINK, keys)
    return await _opens_link(token)


async def _a_visit_of_his_own_making(agreement: Sent, keys: Keys) -> bool:
    signer, now = await agreement.signer(SPONSOR), clock.now()
    row = {"id": uuid4(), "signer": signer.id, "purpose": "sign", "token_hash": hash_of(OWN)}
    row |= {"code_hash": "", "proved_at": now, "until": now + timedelta(hours=1)}
    bound = _bound(VISIT, row | {"email": signer.email}, keys)
    await SignerVisit.insert(SignerVisit(**row, made_at=now, binding=bound))
    return await _has_seat(signer.id, OWN)


async def _his_visit_moved_to_another_signer(agreement: Sent, keys: Keys) -> bool:
    opened, theirs = await agreement.prove(MANAGER), await agreement.signer(SPONSOR)
    await _rewrite(SignerVisit, _visit(opened), VISIT, keys, signer=theirs.id)
    return await _has_seat(theirs.id, opened.token)


async def _an_address_that_nobody_proved(agreement: Sent, keys: Keys) -> bool:
    opened = await open_link(agreement.signing, await newest_link(MANAGER.email), by=BROWSER)
    await _rewrite(SignerVisit, _visit(opened), VISIT, keys, proved_at=clock.now())
    return await _has_seat(opened.signer, opened.token)


def _visit(opened: Opened) -> Any:
    return SignerVisit.token_hash == hash_of(opened.token)


ATTACKS: list[Attack] = [
    _a_link_of_his_own_making,
    _his_link_moved_to_another_signer,
    _a_link_that_lasts_for_ever,
    _a_code_that_goes_to_his_address,
    _a_visit_of_his_own_making,
    _his_visit_moved_to_another_signer,
    _an_address_that_nobody_proved,
]


async def _rewrite(table: Any, which: Any, kind: binding.Binding, keys: Keys, **values: Any) -> None:
    if values:
        await table.update(values).where(which)
    row = await table.select(*table.all_columns(), table.signer.email.as_alias("email")).where(which).first()
    await table.update({"binding": _bound(kind, row, keys)}).where(which)


def _bound(kind: binding.Binding, row: dict[str, Any], keys: Keys) -> str:
    binding.use(GUESSED)
    try:
        return kind.of(row)
    finally:
        binding.use(keys)


async def _opens_link(token: str) -> bool:
    try:
        return (await find_link(token)).state == "open"
    except NotFound:
        return False


async def _has_seat(signer: Any, token: str) -> bool:
    try:
        return (await find_seat(signer, token)).proved
    except NotFound:
        return False


@pytest.fixture(autouse=True)
def our_keys_afterwards():
    yield
    binding.use(KEYS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__[1:])
async def test_who_writes_the_database_without_its_key_signs_for_nobody(
    database: Database, data: Path, attack: Attack
) -> None:
    binding.use(KEYS)
    agreement = await sent(data)

    with capture_logs() as entries:
        assert not await attack(agreement, KEYS)

    assert [each["event"] for each in entries if each["log_level"] == "error"] == ["row.not-bound"]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__[1:])
async def test_the_attacker_signs_where_links_are_bound_with_what_everybody_knows(
    database: Database, data: Path, attack: Attack
) -> None:
    binding.use(GUESSED)

    assert await attack(await sent(data), GUESSED)


async def test_a_link_of_an_address_that_was_corrected_is_not_brought_back(
    database: Database, data: Path
) -> None:
    agreement = await sent(data)
    token, signer = await newest_link(SPONSOR.email), await agreement.signer(SPONSOR)
    await correct_address(agreement.signing, signer.id, "rosa@new.example", by=SUPPORT)
    await SignerLink.update({SignerLink.replaced_at: None}).where(SignerLink.token_hash == hash_of(token))

    assert not await _opens_link(token)
