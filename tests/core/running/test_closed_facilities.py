"""A facility that closed is chosen no more: what names it stays readable, and whoever edits that is told."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from core.access.changing import lists_for_group, require_offered
from core.database import Database
from core.enrollment.once import answered_once
from core.enrollment.pruning import pruned
from core.enrollment.review import review
from core.forms import from_json, rows
from core.portal import Portal
from core.requests.cases import case
from core.requests.corrections import Field, Returned
from core.requests.fields import parts_of
from core.requests.open_parts import open_parts
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, portal_for, practice
from tests.practices.enrolling import fill_in
from tests.practices.portals import portal_of
from web.eligibility_table import conditions

PHOENIX, DESERT = "Banner - University Medical Center Phoenix", "Banner Desert Medical Center"


def closed_at(*codes: str) -> Portal:
    """The shipped site after these facilities have closed."""
    site = portal_for().site
    every = tuple(each.model_copy(update={"closed": each.code in codes}) for each in site.facilities)
    return portal_of(site.model_copy(update={"facilities": every}))


def named(code: object) -> str:
    found = portal_for().site.facility(str(code))
    assert found
    return found.name


async def test_a_draft_keeps_it_and_its_review_asks_for_another(
    database: Database, clock: MovableClock
) -> None:
    amara = replace(AMARA, wants=("report2web",))
    registering = await fill_in(portal_for(), (BEN, amara), "Desert Peaks Family Medicine")
    draft = await registering.draft()
    (lab,) = answered_once(portal_for(), draft, "report2web")["lab_facilities"]
    later = closed_at("BUMCP", str(lab))
    assert review(portal_for(), draft).ready
    assert pruned(later, draft) == (draft, ()), "nothing falls away unseen"
    missing = [each.words for each in review(later, draft).missing]
    assert len(missing) == 2
    assert f"Choose another: {PHOENIX} isn’t available any more" in missing[0]
    assert f"Clear the box or choose another: {named(lab)} isn’t available any more" in missing[1]


async def test_a_sent_request_keeps_it_and_can_be_corrected_elsewhere(
    database: Database, clock: MovableClock
) -> None:
    made = await practice(portal_for(), BEN, AMARA)
    request, later = await case(made.number), closed_at("BUMCP")
    of_practice = (await parts_of(later, request))[0]
    assert of_practice.value("facility") == PHOENIX and of_practice.value("ehr") == "Chartwell"

    async def corrected(name: str, typed: str) -> tuple[str, ...]:
        field, now = Field("practice", "Peaks", name, name), clock.at
        back = Returned(uuid4(), "open", "", (field,), (), "", now, None)
        (opened,) = await open_parts(later, request, back, {f"practice.{name}": [typed]})
        return tuple(words for _, words in opened.form.errors)

    assert await corrected("phone", "602 555 0177") == ()
    assert await corrected("facility", "BUMCP") == (f"Choose another: {PHOENIX} isn’t available any more",)
    assert await corrected("facility", "BDMC") == ()


async def test_what_an_application_keeps_of_it_stays_and_has_its_name(
    database: Database, clock: MovableClock
) -> None:
    made, later = await practice(portal_for(), BEN, AMARA), closed_at("BDMC")
    lists = await lists_for_group(later, made.group, "qventus")
    fields = later.applications["qventus"].fields
    stored = {"role": "scheduler", "facilities": ["BDMC", "BTMC"]}
    require_offered(fields, stored, lists)
    shown = rows(fields, from_json(fields, stored), choices=lists)
    assert f"{DESERT}, Banner Thunderbird Medical Center" in dict(shown).values()
    assert DESERT not in [each.label for each in lists["facilities"]]
    assert DESERT not in conditions(later.site, later.applications["qventus"])[0]
