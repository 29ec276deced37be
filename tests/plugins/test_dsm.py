import pytest

from core.forms import read
from plugins.dsm.fields import DirectAddress, against_list


def answered(address: str):
    return read(DirectAddress, {"direct_address": [address]})


@pytest.mark.parametrize(
    "address",
    [
        "DSM@direct.clinic.example",
        "dsm@direct.cerner.org",
        "a@outlook.clinic.example",
        "a@notgmail.com",
        "amara@live.health",
        "x@mac.org",
        "amara@mail.me.example",
        "a@yahoo.health",
        "a@me.org",
        "a@icloud.net",
    ],
)
def test_an_address_from_a_record_system_is_taken(address: str):
    assert answered(address).answers == DirectAddress(direct_address=address.lower())


@pytest.mark.parametrize(
    "address",
    [
        "a@gmail.com",
        "a@Yahoo.co.uk",
        "a@mail.yahoo.com",
        "a@outlook.com",
        "a@live.com.mx",
        "a@comcast.net",
        "a@me.com",
        "a@mac.com",
        "a@icloud.com",
        "a@proton.me",
        "a@hotmail.fr",
        "a@aol.com",
    ],
)
def test_an_everyday_mailbox_is_refused_with_the_way_to_the_right_one(address: str):
    error = answered(address).form["direct_address"].error
    assert (
        error == f"Ask your EHR vendor for the Direct address; {address.lower()[2:]} is an everyday mailbox"
    )


def test_what_is_no_address_at_all_is_said_plainly():
    assert "must be an email address" in str(answered("dsm at direct").form["direct_address"].error)


LISTED = frozenset({"amara@peaks.example", "ben@peaks.example"})


@pytest.mark.parametrize(
    ("address", "own_domain", "refused"),
    [
        ("amara@direct.peaks.example", False, False),
        ("amara@peaks.example", False, True),
        ("amara@peaks.example", True, True),
        ("ben@peaks.example", True, True),
        ("ben+dsm@peaks.example", True, True),
        ("amara.direct@peaks.example", False, True),
        ("amara.direct@peaks.example", True, False),
    ],
)
def test_no_mailbox_of_the_list_is_a_direct_address_and_its_domain_is_asked_about(
    address: str, own_domain: bool, refused: bool
):
    answers = DirectAddress(direct_address=address, own_domain=own_domain)
    assert bool(against_list(answers, LISTED)) is refused
