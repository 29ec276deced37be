"""Two deployments, an account that enrolls, and the submissions of a believable practice."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.applications import load_applications
from core.database import Database
from core.demo.making import npi
from core.enrollment import members, sections, starting
from core.enrollment.drafts import Draft
from core.mail import Mail
from core.portal import Portal
from core.site import find_site, load_site
from tests.practices.typed import ADMINISTRATOR, LICENSE, PRACTICE, SPONSOR, WHO

__all__ = ["ADMINISTRATOR", "LICENSE", "PRACTICE", "SPONSOR", "WHO"]
CARECONNECT = find_site("careconnect")

SUBSCRIPTION = {
    "report2web.own-answers": "yes",
    "report2web.fax": "602 555 0199",
    "report2web.lab_facilities": ["BDMC"],
    "report2web.alerts": ["visits"],
    "report2web.visits_by": "fax",
}


def values(typed: Mapping[str, Any], version: int = 0) -> dict[str, list[str]]:
    """What a browser sends."""
    sent = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return {**sent, "version": [str(version)]}


def portal_of(folder: Path) -> Portal:
    site = load_site(folder)
    return Portal(
        site, load_applications(site), Mail(site, "https://portal.example", "portal@portal.example")
    )


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_of(find_site("banner"))


@pytest.fixture(scope="session")
def careconnect() -> Portal:
    """The site without a sponsor, whose people would be listed as at the other one."""
    found = portal_of(CARECONNECT)
    enrollment = found.site.enrollment.model_copy(update={"people": "listed"})
    return replace(found, site=found.site.model_copy(update={"enrollment": enrollment}))


@pytest.fixture
def by() -> Actor:
    return Actor("person", uuid4(), "Ben Ruiz", "203.0.113.7", "Firefox")


@pytest.fixture
async def enrollment(database: Database, by: Actor) -> UUID:
    return await starting.start(by=by)


async def saved(portal: Portal, enrollment: UUID, name: str, typed: Mapping[str, Any], by: Actor) -> Any:
    assert by.account
    draft = await starting.load(enrollment, by.account)
    version = sections.draw_section(portal, draft, name).version
    return await sections.save_section(portal, enrollment, name, values(typed, version), by=by)


async def with_people(portal: Portal, enrollment: UUID, by: Actor) -> Draft:
    """A practice with sponsor and administrator, both complete."""
    for name, typed in (("practice", PRACTICE), ("sponsor", SPONSOR), ("administrator", ADMINISTRATOR)):
        result = await saved(portal, enrollment, name, typed, by)
        assert result.page.complete, (name, result.page.form.errors, result.page.form.problems)
    return result.draft


async def add(portal: Portal, enrollment: UUID, by: Actor, **typed: Any) -> members.SavedPerson:
    person = WHO | {"email": f"{uuid4().hex[:8]}@peaks.example"} | typed
    if person.get("npi") == LICENSE["npi"]:
        # Whoever shows the license of the tests has an NPI of their own all the same.
        person |= {"npi": npi(uuid4().int % 10**7)}
    return await members.save_person(portal, enrollment, None, values(person), by=by)
