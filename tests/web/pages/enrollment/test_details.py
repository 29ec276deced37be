"""What one application asks about one person, in a small dialog and on a page of its own."""

from tests.web.people import ADDRESS, Client
from tests.web.practices import people_of, send, with_people

GOOD = {"dsm.direct_address": "amara@direct.peaks.example"}


def above(hub: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Current-URL": f"{ADDRESS}{hub}/members"}


async def test_the_details_of_one_application_are_asked_alone_and_close_the_dialog(luis: Client) -> None:
    hub = await with_people(luis)
    details = f"{hub}/members/{(await people_of(luis, hub))[0]}/details/dsm"
    dialog = (await luis.get(details, headers=above(hub))).text
    assert "<html" not in dialog and 'name="dsm.direct_address"' in dialog and "first_name" not in dialog
    refused = await send(luis, details, {"dsm.direct_address": "a@gmail.com"}, "save", **above(hub))
    assert refused.status_code == 422 and 'value="a@gmail.com"' in refused.text
    saved = await send(luis, details, GOOD, "save", **above(hub))
    assert saved.headers["hx-retarget"] == "#grid-form" and "was saved" in saved.headers["hx-trigger"]
    assert "Add details" not in saved.text and "<html" in (await luis.get(details)).text


async def test_details_that_are_half_typed_are_kept_and_still_asked_for(luis: Client) -> None:
    hub = await with_people(luis)
    details = f"{hub}/members/{(await people_of(luis, hub))[0]}/details/dsm"
    half = await send(luis, details, {"dsm.direct_address": "amara@"}, "typing")
    assert half.json()["said"].startswith("Saved ")
    assert f'href="{details}"' in (await luis.get(f"{hub}/members")).text
    assert 'value="amara@"' in (await luis.get(details)).text
    behind = await send(luis, details, {**GOOD, "version": "1"}, "save")
    assert behind.status_code == 422 and "changed in another window" in behind.text


async def test_there_are_no_details_of_what_a_person_cannot_have(luis: Client) -> None:
    hub = await with_people(luis)
    sponsor, administrator = await people_of(luis, hub)
    for person, slug in ((administrator, "dsm"), (sponsor, "cerner"), (sponsor, "no-such")):
        assert (await luis.get(f"{hub}/members/{person}/details/{slug}")).status_code == 404
