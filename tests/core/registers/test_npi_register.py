"""The register is asked over HTTP, within seconds, and whatever it answers is words or details to confirm."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.plugin_api import Credentials
from core.registers import AsksRegister
from core.registers.nppes import Nppes
from tests import npi_server as at

SAID = Credentials(
    first_name="Grace",
    last_name="Okoro",
    license_state="AZ",
    license_number="48213",
    identifiers={"npi": at.GRACE},
)


@pytest.fixture(scope="module")
def register() -> Iterator[Nppes]:
    with at.npi_register() as address:
        yield Nppes(address, seconds=30)


async def test_a_provider_is_found_with_the_main_license_first(register: Nppes) -> None:
    looked = await register.look_up(at.GRACE)
    provider = looked.provider
    assert looked.outcome == "found" and provider
    assert (provider.first_name, provider.last_name, provider.credential) == ("Grace", "Okoro", "M.D.")
    assert (provider.licenses[0].place, provider.licenses[0].number) == ("AZ", "48213")
    assert provider.licenses[0].specialty == "Family Medicine"


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (at.NOBODY, "unknown"),
        ("123", "unknown"),
        (at.CLOSED, "inactive"),
        (at.CLINIC, "organization"),
        (at.WRONG, "unknown"),
        *[(number, "silent") for number in (at.BROKEN, at.HUGE, at.LIST, at.REFUSED)],
    ],
)
async def test_every_other_answer_names_nobody(register: Nppes, number: str, outcome: str) -> None:
    looked = await register.look_up(number)
    assert (looked.outcome, looked.provider) == (outcome, None)


async def test_an_answer_that_takes_too_long_is_not_waited_for(register: Nppes) -> None:
    began = time.monotonic()
    looked = await Nppes(register.address, seconds=0.3).look_up(at.SLOW)
    assert (looked.outcome, looked.provider) == ("silent", None)
    assert time.monotonic() - began < at.SLOW_SECONDS


async def test_a_server_that_is_not_there_is_silent() -> None:
    assert (await Nppes("http://127.0.0.1:9/api/").look_up(at.GRACE)).outcome == "silent"


async def test_staff_are_told_of_another_name_and_of_another_license(register: Nppes) -> None:
    asks = AsksRegister(register, "npi")
    assert (await asks.look_up(SAID)).outcome == "agrees"

    other = await asks.look_up(replace(SAID, last_name="Roe"))
    assert other.outcome == "contradicts" and "Grace Okoro" in other.words
    license = await asks.look_up(replace(SAID, license_number="999"))
    assert license.outcome == "contradicts" and "AZ 48213" in license.words
    assert (await asks.look_up(replace(SAID, identifiers={"npi": at.NOBODY}))).outcome == "unknown"
    with pytest.raises(ConnectionError):
        await asks.look_up(replace(SAID, identifiers={"npi": at.BROKEN}))
