"""The register’s details are offered where nothing was typed, and never put over a name."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from core.actor import Actor
from core.database import Database
from core.enrollment.by_number import LOOK_UPS, ask_register, filled
from core.portal import Portal
from core.registers import register_of
from core.site import SiteProfile
from core.site.parts import NpiRegister
from tests import npi_server as at

BY = Actor("person", uuid4(), "Ben")


@pytest.fixture(scope="module")
def site(portal: Portal) -> Iterator[SiteProfile]:
    with at.npi_register() as address:
        yield portal.site.model_copy(update={"npi_register": NpiRegister(address=address)})


def test_nobody_asks_while_the_site_has_not_switched_it_on(portal: Portal) -> None:
    assert register_of(portal.site) is None and not any(
        "NPI" in v.name for v in portal.applications.validators
    )


async def test_what_is_empty_is_filled_and_what_was_typed_stays(
    database: Database, site: SiteProfile
) -> None:
    typed = {"npi": ["123-456-7893"], "specialty": ["Geriatrics"], "license_number": [""]}
    found = await ask_register(site, typed, by=BY)
    assert found and not found.differs
    taken = {name: texts[0] for name, texts in filled(typed, found).items()}
    assert taken | {"npi": ""} == {
        "npi": "",
        "specialty": "Geriatrics",
        "license_number": "48213",
        "license_state": "AZ",
        "first_name": "Grace",
        "last_name": "Okoro",
    }


async def test_another_name_is_told_and_not_overwritten(database: Database, site: SiteProfile) -> None:
    typed = {"npi": [at.GRACE], "first_name": ["Jane"], "last_name": ["Roe"]}
    found = await ask_register(site, typed, by=BY)
    assert found and found.differs == "Grace Okoro"
    kept = filled(typed, found)
    assert (kept["first_name"], kept["last_name"]) == (["Jane"], ["Roe"])


async def test_half_a_number_asks_nobody(database: Database, site: SiteProfile) -> None:
    for number in ("", "12345", "12345678901", "letters"):
        assert await ask_register(site, {"npi": [number]}, by=BY) is None


async def test_an_account_that_asks_too_often_types_the_details(
    database: Database, site: SiteProfile
) -> None:
    for _ in range(LOOK_UPS.times):
        await LOOK_UPS.spend(str(BY.account))
    found = await ask_register(site, {"npi": [at.GRACE]}, by=BY)
    assert found and found.looked.outcome == "silent"
