"""With a register switched on, the NPI comes first and brings details to confirm."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from litestar import Litestar

from core.site import find_site
from tests import npi_server as at
from tests.web.people import ADDRESS, Client, running, settings_for
from tests.web.practices import begun, send, with_people
from web.app import create_app

PROVIDER = {"staff_type": "provider", "suffix": "MD", "npi": at.GRACE}


@pytest.fixture(scope="module")
def register() -> Iterator[str]:
    with at.npi_register() as address:
        yield address


@pytest.fixture
async def app(sqlite_url: str, tmp_path: Path, register: str) -> AsyncIterator[Litestar]:
    shutil.copytree(find_site("banner"), tmp_path / "banner")
    with (tmp_path / "banner" / "profile.toml").open("a") as profile:
        profile.write(f'\n[npi_register]\naddress = "{register}"\n')
    async with running(create_app(settings_for(sqlite_url, site=str(tmp_path / "banner")))) as started:
        yield started


async def test_the_number_comes_first_and_what_it_brings_is_confirmed(luis: Client) -> None:
    new = f"{await begun(luis)}/members/new"
    looked = (await send(luis, new, PROVIDER, "look-up")).text
    assert looked.index('id="npi"') < looked.index('id="first_name"')
    assert "48213 (Arizona)" in looked and "M.D." in looked and "Use these details" in looked
    assert 'value="Grace"' not in looked
    used = (await send(luis, new, {**PROVIDER, "email": "g@peaks.example"}, "use-details")).text
    assert 'value="Grace"' in used and 'value="48213"' in used and 'value="Family Medicine"' in used
    assert 'value="g@peaks.example"' in used


async def test_another_name_stays_and_is_told(luis: Client) -> None:
    new = f"{await begun(luis)}/members/new"
    named = {**PROVIDER, "first_name": "Jane", "last_name": "Roe"}
    for action in ("look-up", "use-details"):
        page = (await send(luis, new, named, action)).text
        assert "another name for this NPI: Grace Okoro" in page and 'value="Jane"' in page


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (at.BROKEN, "We couldn’t reach the register. Type the details."),
        (at.NOBODY, "doesn’t have this NPI"),
        (at.CLINIC, "belongs to an organization"),
        (at.CLOSED, "no longer active"),
    ],
)
async def test_every_other_answer_is_said_in_words(luis: Client, number: str, words: str) -> None:
    new = f"{await begun(luis)}/members/new"
    page = await send(luis, new, {**PROVIDER, "npi": number}, "look-up")
    assert page.status_code == 200 and words in page.text and "Use these details" not in page.text


async def test_above_the_list_only_the_offer_is_drawn_again(luis: Client) -> None:
    hub = await with_people(luis)
    above = {"HX-Request": "true", "HX-Current-URL": f"{ADDRESS}{hub}/members"}
    drawn = (await send(luis, f"{hub}/members/new", PROVIDER, "redraw", **above)).text
    assert 'hx-select="#npi-offer"' in drawn and "Use these details" not in drawn
    # A number that stands there already is asked about without being typed again; half of one is not.
    assert "from:#npi, load" in drawn
    half = (await send(luis, f"{hub}/members/new", {**PROVIDER, "npi": "12"}, "redraw", **above)).text
    assert "from:#npi, load" not in half


async def test_the_number_of_the_sponsor_is_looked_up_at_their_step(luis: Client) -> None:
    step = f"{await begun(luis)}/sponsor"
    typed = {"suffix": "MD", "npi": at.GRACE, "first_name": "Jane", "last_name": "Roe"}
    looked = (await send(luis, step, typed, "look-up")).text
    assert "another name for this NPI: Grace Okoro" in looked and "Use these details" in looked
    used = (await send(luis, step, typed, "use-details")).text
    assert 'value="Jane"' in used and 'value="48213"' in used
    await send(luis, step, typed, "later")
    assert "from:#npi, load" in (await luis.get(step)).text, "what was typed, or imported, is asked about"
