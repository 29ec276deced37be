"""The comparison that a campaign ends with finds every fault that is planted."""

from dataclasses import replace

from tests.kills.findings import Access, AccountThere, Findings, compare, mails_amiss

AMARA = Access("grant-1", "cerner", "amara", wanted=True, state="active")
AGAIN = Access("grant-2", "cerner", "amara", wanted=True, state="active")
BEN = Access("grant-3", "cerner", "ben", wanted=False, state="revoked")
AMARAS = AccountThere("cerner", "amara", "aokafor", active=True, grants=("grant-1", "grant-2"))
BENS = AccountThere("cerner", "ben", "bruiz", active=False, grants=())


def _found(*accounts: AccountThere, accesses: tuple[Access, ...] = (AMARA, AGAIN, BEN)) -> Findings:
    return compare(accesses, accounts)


def test_what_agrees_has_no_finding() -> None:
    assert _found(AMARAS, BENS).none


def test_a_lost_account_is_found() -> None:
    assert len(_found(BENS).lost) == 2


def test_one_lost_grant_is_found() -> None:
    (words,) = _found(replace(AMARAS, grants=("grant-1",)), BENS).lost
    assert "grant-2" in words


def test_an_account_that_was_switched_off_is_found() -> None:
    assert len(_found(replace(AMARAS, active=False), BENS).lost) == 2


def test_a_grant_that_the_portal_lost_is_found() -> None:
    failed = replace(AMARA, state="failed")
    assert _found(AMARAS, BENS, accesses=(failed, AGAIN, BEN)).lost == ["grant-1 is failed"]


def test_a_doubled_account_is_found() -> None:
    assert len(_found(AMARAS, replace(AMARAS, login="aokafor2", grants=()), BENS).doubled) == 1


def test_a_login_that_was_given_out_twice_is_found() -> None:
    assert len(_found(AMARAS, replace(BENS, login="aokafor")).doubled) == 1


def test_a_doubled_grant_is_found() -> None:
    assert _found(replace(AMARAS, grants=("grant-1", "grant-2", "grant-2")), BENS).doubled


def test_a_removed_grant_that_came_back_is_found() -> None:
    assert _found(AMARAS, replace(BENS, active=True, grants=("grant-3",))).back


def test_an_account_that_stays_active_for_nothing_is_found() -> None:
    assert _found(AMARAS, replace(BENS, active=True)).back


def test_a_grant_at_somebody_elses_account_is_found() -> None:
    found = _found(replace(AMARAS, grants=("grant-1",)), replace(BENS, grants=("grant-2",)))
    assert found.lost and found.back


def test_a_grant_nobody_asked_for_is_found() -> None:
    assert _found(replace(AMARAS, grants=("grant-1", "grant-2", "grant-9")), BENS).back


def test_mails_that_are_missing_or_there_twice_are_found() -> None:
    due, readers = {"grant-1": 1}, {"grant-1": {"amara@peaks.example", "ben@peaks.example"}}
    right = [("grant-1", reader) for reader in readers["grant-1"]]
    assert mails_amiss(due, readers, right) == []
    assert len(mails_amiss(due, readers, right[:1])) == 1
    assert len(mails_amiss(due, readers, [*right, right[0]])) == 1
    assert len(mails_amiss(due, readers, [*right, ("grant-2", "ben@peaks.example")])) == 1
