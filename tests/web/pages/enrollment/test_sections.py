"""The steps that ask questions: what is wrong is said at the field, what was typed is kept."""

import re
from typing import Any

import pytest

from tests.practices.typed import LICENSE
from tests.web.people import Client
from tests.web.practices import (
    ADMINISTRATOR,
    CODER,
    PRACTICE,
    SPONSOR,
    Typed,
    begun,
    hidden,
    send,
    with_people,
)

TOO_LONG = "x" * 500
WRONG: list[tuple[str, Typed, str, Any]] = [
    *(("practice", PRACTICE, name, "") for name in PRACTICE),
    *(("practice", PRACTICE, name, TOO_LONG) for name in ("name", "address", "suite", "city", "ehr")),
    *(("practice", PRACTICE, name, "a\x07b") for name in ("name", "address", "city")),
    ("practice", PRACTICE, "state", "ZZ"),
    ("practice", PRACTICE, "postcode", "80521"),
    ("practice", PRACTICE, "phone", "12"),
    ("practice", PRACTICE, "fax", "ask for it"),
    ("practice", PRACTICE, "extension", "abc"),
    ("practice", PRACTICE, "facility", "NOWHERE"),
    ("practice", PRACTICE, "has_officer", "yes"),
    ("practice", PRACTICE, "name", ["one", "two"]),
    ("practice", PRACTICE, "stranger", "x"),
    *(("sponsor", SPONSOR, name, "") for name in SPONSOR),
    ("sponsor", SPONSOR, "first_name", "<b>Amara</b>"),
    ("sponsor", SPONSOR, "npi", "1234567890"),
    ("sponsor", SPONSOR, "email", "not an address"),
    ("sponsor", SPONSOR, "suffix", "Coder"),
    ("sponsor", SPONSOR, "license_state", "ZZ"),
    *(("administrator", ADMINISTRATOR, name, "") for name in ADMINISTRATOR if name != "is_oneself"),
    ("administrator", ADMINISTRATOR, "email", SPONSOR["email"]),
    ("backup", {}, "has_backup", ""),
    ("attestation", {}, "attested", ""),
]


@pytest.mark.parametrize(("step", "typed", "name", "value"), WRONG)
async def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(
    luis: Client, step: str, typed: Typed, name: str, value: Any
) -> None:
    hub = await begun(luis)
    await send(luis, f"{hub}/sponsor", SPONSOR)
    answer = await send(luis, f"{hub}/{step}", {**typed, name: value})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text and "Something isn’t right" in answer.text
    for other, kept in typed.items():
        if other != name and isinstance(kept, str) and other not in ("phone", "same_person"):
            assert kept in answer.text
    # It is saved all the same, as it was typed.
    again = (await luis.get(f"{hub}/{step}")).text
    for other in ("city", "last_name"):
        if other in typed and other != name:
            assert f'value="{typed[other]}"' in again


async def test_saving_for_later_asks_nothing(luis: Client) -> None:
    hub = await begun(luis)
    answer = await send(luis, f"{hub}/practice", {"name": "Desert Peaks", "postcode": "8"}, action="later")
    assert answer.headers["location"] == f"{hub}?saved=yes"
    page = (await luis.get(f"{hub}/practice")).text
    assert 'value="Desert Peaks"' in page and 'value="8"' in page and "Error:" not in page


async def test_the_steps_lead_from_one_to_the_next(luis: Client) -> None:
    hub = await begun(luis)
    followed = [
        (await send(luis, f"{hub}/{step}", typed)).headers["location"]
        for step, typed in (
            ("practice", PRACTICE),
            ("sponsor", SPONSOR),
            ("administrator", {"same_person": "yes", "is_oneself": "no"}),
            ("backup", {"has_backup": "no"}),
        )
    ]
    assert followed == [f"{hub}/{step}" for step in ("sponsor", "administrator", "backup", "members")]


async def test_a_change_that_came_from_the_answers_leads_back_there(luis: Client) -> None:
    hub = await with_people(luis)
    answer = await send(luis, f"{hub}/practice?then=check", PRACTICE)
    assert answer.headers["location"] == f"{hub}/check"


async def test_the_account_fills_in_the_administrator(luis: Client) -> None:
    hub = await begun(luis)
    page = (await luis.get(f"{hub}/administrator")).text
    own = {"given-name": "Luis", "family-name": "", "email": "luis@peaks.example", "tel": "(602) 555-0123"}
    assert _own(page) == own
    await send(luis, f"{hub}/administrator", {**ADMINISTRATOR, "phone": ""}, "later")
    again = _own((await luis.get(f"{hub}/administrator")).text)
    assert again["given-name"] == ADMINISTRATOR["first_name"] and again["tel"] == "", "typed, or left empty"
    assert set(_own((await luis.get(f"{hub}/sponsor")).text)) == {"off"}, "nobody is asked about others so"


def _own(page: str) -> dict[str, str]:
    """What stands in the questions of a form that say whom they are about."""
    form = page.partition('id="step"')[2].partition("</form>")[0]
    inputs = [dict(re.findall(r'([a-z-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form)]
    return {each["autocomplete"]: each.get("value", "") for each in inputs if each.get("autocomplete")}


async def test_the_same_person_is_listed_once(luis: Client) -> None:
    hub = await begun(luis)
    await send(luis, f"{hub}/sponsor", SPONSOR)
    answer = await send(luis, f"{hub}/administrator", {"same_person": "yes", "is_oneself": "no"})
    assert answer.status_code == 303
    assert "1 person" in (await luis.get(f"{hub}/members")).text


async def test_two_windows_are_told_and_nothing_is_overwritten(luis: Client) -> None:
    hub = await with_people(luis)
    path = f"{hub}/practice"
    older = hidden((await luis.get(path)).text)
    await send(luis, path, {**PRACTICE, "city": "Mesa", "postcode": "85201"})
    answer = await luis.post(path, data={**older, **PRACTICE, "city": "Tempe", "action": "continue"})
    assert answer.status_code == 422
    assert "changed in another window" in answer.text
    row = re.findall(r"City</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>", answer.text)
    assert row == [("Mesa", "Tempe")]
    assert 'value="Mesa"' in (await luis.get(path)).text
    chosen = {**hidden(answer.text), **PRACTICE, "city": "Tempe", "action": "continue"}
    assert (await luis.post(path, data=chosen)).status_code == 303
    assert 'value="Tempe"' in (await luis.get(path)).text


async def test_what_an_address_takes_away_is_said(luis: Client) -> None:
    hub = await with_people(luis)
    provider = {**SPONSOR, **CODER, **LICENSE, "staff_type": "provider", "suffix": "NP"}
    wish = {"applications": "dsm", "dsm.direct_address": "wei@direct.peaks.example"}
    page = await send(luis, f"{hub}/members/new", {**provider, **wish}, action="save")
    assert page.status_code == 303, page.text
    moved = {**PRACTICE, "state": "NY", "postcode": "10001"}
    answer = await send(luis, f"{hub}/practice", moved)
    assert answer.status_code == 200
    assert "Direct Secure Messaging</strong> for Wei L Chen" in answer.text


ADMINISTRATOR_WITH_LICENSE = {**ADMINISTRATOR, "suffix": "MD", "email": "luis@peaks.example"}


async def test_a_clinical_suffix_asks_an_administrator_for_a_license(luis: Client) -> None:
    hub = await begun(luis)
    await send(luis, f"{hub}/sponsor", SPONSOR)
    assert "license_number" not in (await luis.get(f"{hub}/administrator")).text

    answer = await send(luis, f"{hub}/administrator", ADMINISTRATOR_WITH_LICENSE)

    assert answer.status_code == 422
    for words in ("Choose the state of the license", "Enter the license number", "Enter the NPI"):
        assert words in answer.text
    license = {name: SPONSOR[name] for name in ("license_state", "license_number", "specialty")}
    full = {**ADMINISTRATOR_WITH_LICENSE, **license, "npi": "1245319599"}
    assert (await send(luis, f"{hub}/administrator", full)).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
async def test_choosing_a_suffix_shows_its_questions_and_keeps_what_was_typed(
    luis: Client, headers: dict[str, str]
) -> None:
    hub = await begun(luis)
    path = f"{hub}/administrator"
    drawn = hidden((await luis.get(path)).text)
    typed = {**drawn, **ADMINISTRATOR_WITH_LICENSE, "phone": "12", "action": "redraw"}

    answer = await luis.post(path, data=typed, headers=headers)

    assert answer.status_code == 200
    assert 'name="license_number"' in answer.text and 'value="12"' in answer.text
    assert "Something isn’t right" not in answer.text and hidden(answer.text)["version"] == drawn["version"]
    assert ("<html" in answer.text) is not bool(headers)
    assert "luis@peaks.example" in (await luis.get(path)).text  # nothing was stored
    fewer = await luis.post(path, data={**typed, "suffix": "Office Manager"}, headers=headers)
    assert "license_number" not in fewer.text
