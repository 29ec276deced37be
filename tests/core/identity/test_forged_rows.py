"""Somebody who writes the database and lacks its key gets in by no row that he forges, copies or changes."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from core import binding, clock
from core.errors import NotFound
from core.identity import Identity, bound, choosing, kept_forms, proofs, sessions
from core.identity.kept_forms import SentForm
from core.identity.tables import AccountSession, KeptForm, MailProof
from core.keys import Keys
from core.tokens import hash_of, new_token
from tests.core.identity.attacker import GUESSED, Attack, Attacker, attacker_of
from tests.core.identity.conftest import ADA, SOMEBODY
from tests.core.identity.test_grafts import BEN, IDLE

OWN = "own-token-of-the-attacker"


async def _a_session_of_his_own_making(by: Attacker) -> bool:
    now = clock.now()
    times = {"started_at": now, "seen_at": now, "ends_at": now + timedelta(hours=1)}
    times |= {"password_at": now, "fresh_at": now}
    row = {"id": uuid4(), "account": by.victim, "token_hash": hash_of(OWN), "level": "full", **times}
    await by.insert(AccountSession, sessions.BINDING, **row, address="", agent="")
    return await sessions.find(OWN, IDLE) is not None


async def _his_session_moved_to_another_account(by: Attacker) -> bool:
    token = await sessions.start(by.account, "full", by=SOMEBODY)
    await _change_session(by, token, account=by.victim)
    return await sessions.find(token, IDLE) is not None


async def _a_half_session_made_whole(by: Attacker) -> bool:
    token = await sessions.start(by.account, "password", by=SOMEBODY)
    await _change_session(by, token, level="full")
    return await sessions.find(token, IDLE) is not None


async def _a_session_that_never_ends(by: Attacker) -> bool:
    token = await sessions.start(by.account, "full", by=SOMEBODY)
    await _change_session(by, token, ends_at=clock.now() + timedelta(days=400))
    return await sessions.find(token, IDLE) is not None


async def _a_session_proved_just_now_by_nobody(by: Attacker) -> bool:
    token = await sessions.start(by.account, "full", by=SOMEBODY)
    await _change_session(by, token, fresh_at=clock.now() + timedelta(hours=1))
    return await sessions.find(token, IDLE) is not None


async def _the_session_of_another_under_his_token(by: Attacker) -> bool:
    await sessions.start(by.victim, "full", by=SOMEBODY)
    theirs = AccountSession.account == by.victim
    await by.rewrite(AccountSession, theirs, sessions.BINDING, token_hash=hash_of(OWN))
    return await sessions.find(OWN, IDLE) is not None


async def _a_session_swapped_before_it_is_renewed(by: Attacker) -> bool:
    """The row is moved after the look at it: the portal must not bind itself what somebody else wrote."""
    token = await sessions.start(by.account, "full", by=SOMEBODY)
    found = await sessions.find(token, IDLE)
    assert found
    await _change_session(by, token, account=by.victim)
    try:
        renewed = await sessions.renew(found.id, "full", by=SOMEBODY)
    except NotFound:
        return False
    return await sessions.find(renewed, IDLE) is not None


async def _change_session(by: Attacker, token: str, **values: Any) -> None:
    which = AccountSession.token_hash == hash_of(token)
    await by.rewrite(AccountSession, which, sessions.BINDING, **values)


async def _a_link_of_his_own_making(by: Attacker) -> bool:
    row = {
        "id": uuid4(), "purpose": "reset", "account": by.victim, "subject": None, "email": ADA.email,
        "link": hash_of(OWN), "code": "", "denial": hash_of(new_token()), "details": {},
        "expires_at": clock.now() + timedelta(hours=1),
    }  # fmt: skip
    await by.insert(MailProof, proofs.BINDING, **row)
    return await choosing.look(OWN, "reset") is not None


async def _his_reset_moved_to_another_account(by: Attacker) -> bool:
    link = await _changed_proof(by, "reset", account=by.victim)
    return await choosing.look(link, "reset") is not None


async def _a_notice_that_became_a_reset(by: Attacker) -> bool:
    link = await _changed_proof(by, "notice", purpose="reset")
    return await choosing.look(link, "reset") is not None


async def _a_reset_that_became_an_invitation_of_staff(by: Attacker) -> bool:
    link = await _changed_proof(by, "reset", purpose="staff")
    return await choosing.look(link, "staff") is not None


async def _a_link_that_lasts_for_ever(by: Attacker) -> bool:
    link = await _changed_proof(by, "pick-up", expires_at=clock.now() + timedelta(days=400))
    return await choosing.look(link, "pick-up") is not None


async def _a_registration_of_another_address(by: Attacker) -> bool:
    link = await _changed_proof(by, "sign-up", email=ADA.email)
    return await proofs.try_link(link, "sign-up") is not None


async def _a_registration_with_other_details(by: Attacker) -> bool:
    link = await _changed_proof(by, "sign-up", details={"password_hash": "another"})
    return await proofs.try_link(link, "sign-up") is not None


async def _an_answer_about_another_person(by: Attacker) -> bool:
    link = await _changed_proof(by, "known-person", subject=by.victim)
    return await proofs.by_link(link, "known-person") is not None


async def _a_denial_for_another_account(by: Attacker) -> bool:
    await proofs.make("notice", ADA.email, by.victim)
    await by.rewrite(MailProof, MailProof.account == by.victim, proofs.BINDING, denial=hash_of(OWN))
    return await proofs.by_denial(OWN) is not None


async def _the_code_of_his_mail_in_the_row_of_another(by: Attacker) -> bool:
    mine = await proofs.make("reset", BEN.email, by.account)
    theirs = await proofs.make("reset", ADA.email, by.victim)
    binding.use(GUESSED)
    guessed = binding.code_of(proofs._CODE, proofs._code_text(theirs.id, mine.code))
    binding.use(by.keys)
    await by.rewrite(MailProof, MailProof.id == theirs.id, proofs.BINDING, code=guessed)
    return await proofs.try_code(theirs.id, "reset", mine.code) is not None


async def _changed_proof(by: Attacker, made_for: proofs.Purpose, **values: Any) -> str:
    keys = await proofs.make(made_for, BEN.email, by.account, {"password_hash": "his"})
    await by.rewrite(MailProof, MailProof.id == keys.id, proofs.BINDING, **values)
    return keys.link


SESSIONS: list[Attack] = [
    _a_session_of_his_own_making,
    _his_session_moved_to_another_account,
    _a_half_session_made_whole,
    _a_session_that_never_ends,
    _a_session_proved_just_now_by_nobody,
    _the_session_of_another_under_his_token,
    _a_session_swapped_before_it_is_renewed,
]
LINKS: list[Attack] = [
    _a_link_of_his_own_making,
    _his_reset_moved_to_another_account,
    _a_notice_that_became_a_reset,
    _a_reset_that_became_an_invitation_of_staff,
    _a_link_that_lasts_for_ever,
    _a_registration_of_another_address,
    _a_registration_with_other_details,
    _an_answer_about_another_person,
    _a_denial_for_another_account,
    _the_code_of_his_mail_in_the_row_of_another,
]
ATTACKS = pytest.mark.parametrize("attack", [*SESSIONS, *LINKS], ids=lambda each: each.__name__[1:])


@ATTACKS
async def test_who_writes_the_database_without_its_key_gets_in_by_no_row(
    identity: Identity, ada: UUID, attack: Attack
) -> None:
    attacker = await attacker_of(identity, ada, identity.keys)

    with capture_logs() as entries:
        assert not await attack(attacker)

    noted = [each["event"] for each in entries if each["log_level"] == "error"]
    # A code that is not right is refused before the row is looked at.
    assert noted == ([] if attack is _the_code_of_his_mail_in_the_row_of_another else ["row.not-bound"])


@ATTACKS
async def test_the_attacker_gets_in_where_rows_are_bound_with_what_everybody_knows(
    identity: Identity, ada: UUID, attack: Attack
) -> None:
    assert await attack(await attacker_of(identity, ada, GUESSED))


async def test_rows_hold_on_with_a_former_key_and_end_with_one_that_was_left_out(
    identity: Identity, ada: UUID
) -> None:
    session = await sessions.start(ada, "password", by=SOMEBODY)
    mail = await proofs.make("reset", ADA.email, ada)
    first = "k3y-" * 16

    binding.use(Keys("another-secret" * 4, "p3pper-" * 8, former=[first]))
    found = await sessions.find(session, IDLE)
    assert found and await choosing.look(mail.link, "reset")
    assert await proofs.try_code(mail.id, "reset", mail.code)
    newer = await sessions.renew(found.id, "full", by=SOMEBODY)
    assert [await bound.bind_anew(), await bound.bind_anew()] == [1, 0]

    binding.use(Keys("another-secret" * 4, "p3pper-" * 8))
    assert await sessions.find(newer, IDLE)
    assert not await choosing.look(mail.link, "reset")


async def test_what_was_typed_is_opened_by_no_other_key_and_that_is_no_error(
    identity: Identity, ada: UUID
) -> None:
    key = await kept_forms.keep(identity, ada, SentForm("/somewhere", [("name", "Ada")]), by=SOMEBODY)
    assert key and await kept_forms.find(identity, key, ada)
    await KeptForm.update({KeptForm.sealed: "forged.aaaa"}).where(KeptForm.id == key)

    with capture_logs() as entries:
        assert await kept_forms.find(identity, key, ada) is None

    assert entries[0]["event"] == "row.not-bound"


def test_without_any_key_nothing_is_bound(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "_keys", None)

    with pytest.raises(RuntimeError):
        sessions.BINDING.of(dict.fromkeys(sessions.BINDING.parts))
