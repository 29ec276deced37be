"""Examines the way to one application: settings, reach, credentials, and one made-up account if asked to."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import SecretStr

from core.applications import Catalogue
from core.applications.connectors import LdapSettings, ScimSettings
from core.plugin_api import (
    Absent,
    Done,
    Found,
    Grant,
    Group,
    NoFields,
    Person,
    Provisioner,
    Refused,
    Waiting,
)
from core.provisioning.connectors.choosing import Connectors, faults_of_secrets
from core.provisioning.outcomes import Failed, standing_of
from core.provisioning.reach import NotReached, steps_to
from core.provisioning.reading_back import Change, carried_out, differing
from core.provisioning.vital_signs import signs_of, vitals_of

BY_HAND = "people do the work of this application, by its check-list: no machine is asked anything"
NOT_TRIED = "not tried: its questions need answers that only a person can give"


@dataclass(frozen=True, slots=True)
class Examined:
    """One step of an examination, whether it went well, and what is to be said of it."""

    step: str
    well: bool
    words: str


class Ill(Exception):
    """A step that went wrong ends the examination."""

    def __init__(self, step: str, words: str) -> None:
        super().__init__(words)
        self.step, self.words = step, words


async def examine(
    applications: Catalogue, slug: str, given: Mapping[str, SecretStr], *, attempt: bool
) -> AsyncIterator[Examined]:
    """Yield the steps for one application, up to the first that goes wrong; no words hold a secret."""
    try:
        _require_secrets(applications, slug, given)
        own = await _said_by_itself(applications, slug)
        for each in own:
            yield each
        if not all(each.well for each in own):
            return
        async for step, words in _steps(applications, slug, given, attempt=attempt):
            yield Examined(step, True, words)
    except (Ill, NotReached) as problem:
        yield Examined(problem.step, False, problem.words)


async def _steps(
    applications: Catalogue, slug: str, given: Mapping[str, SecretStr], *, attempt: bool
) -> AsyncIterator[tuple[str, str]]:
    settings, opened = applications.connectors[slug], Connectors.open(applications, given)
    asked = applications[slug].health is not None
    if opened.by_people(slug):
        yield "work" if asked else "settings", BY_HAND
        return
    if not asked:
        yield "settings", "everything that is needed was given"
    provisioner = opened.provisioner(slug)
    machine = isinstance(settings, ScimSettings | LdapSettings)
    if isinstance(settings, ScimSettings | LdapSettings):
        async for step in steps_to(settings):
            yield step
    somebody = made_up(applications, slug)
    looking = "look-up" if asked else "credentials"
    await _looked(provisioner, somebody, Absent, looking)
    yield looking, "they are accepted, and accounts can be looked up"
    if not attempt:
        return
    if not machine and applications[slug].fields is not NoFields:
        yield "try", NOT_TRIED
        return
    async for step in _tried(provisioner, somebody):
        yield step


def _require_secrets(applications: Catalogue, slug: str, given: Mapping[str, SecretStr]) -> None:
    for fault in faults_of_secrets(applications, given):
        if f"plugins.{slug}." in fault:
            raise Ill("settings", fault)


async def _said_by_itself(applications: Catalogue, slug: str) -> list[Examined]:
    """What the application says of itself, settings, reach and credentials apart, where it can be asked."""
    if applications[slug].health is None:
        return []
    vitals = await vitals_of(applications, slug)
    if isinstance(vitals, str):
        raise Ill("health", vitals)
    return [Examined(name, well, words) for name, well, words in signs_of(vitals)]


def made_up(applications: Catalogue, slug: str) -> Grant[Any]:
    """Return access of somebody who does not exist, and whom nobody else can be taken for."""
    name = f"portal-doctor-{secrets.token_hex(4)}"
    person = Person(
        key=name,
        first_name="Portal",
        last_name="Doctor",
        email=f"{name}@example.org",
        portal_id=name,
        identity=name,
    )
    options = applications[slug].options
    return Grant(f"{name}-1", person, Group(key=name, name="Made up"), NoFields(), options)


async def _tried(provisioner: Provisioner[Any], first: Grant[Any]) -> AsyncIterator[tuple[str, str]]:
    """Make an account, read it, change it, and disable it, each read back; whatever fails, it is disabled."""
    second, name = replace(first, key=f"{first.key[:-1]}2"), first.person.portal_id
    try:
        await _changed(provisioner, "grant", first, "make")
        yield "make", f"the account {name} was made, and is on"
        await _looked(provisioner, first, Found, "read")
        yield "read", "it is found again"
        await _changed(provisioner, "grant", second, "change")
        await _changed(provisioner, "revoke", second, "change")
        await _looked(provisioner, first, Found, "change")
        yield "change", "it bore a second access for a moment, and kept the first"
        await _changed(provisioner, "revoke", first, "disable")
        yield "disable", "it is switched off"
        await _looked(provisioner, first, Absent, "read again")
        yield "read again", f"it is seen to be off; {name} stays there, and may be deleted"
    except Ill as problem:
        left = [each for each in (second, first) if not await _ended(provisioner, each)]
        more = f". The account {name} may be left: look, and delete it" if left else ""
        raise Ill(problem.step, f"{problem.words}{more}") from problem


async def _ended(provisioner: Provisioner[Any], held: Grant[Any]) -> bool:
    return isinstance(await carried_out(provisioner, "revoke", held), Done)


async def _changed(provisioner: Provisioner[Any], change: Change, held: Grant[Any], step: str) -> None:
    answer = await carried_out(provisioner, change, held)
    if not isinstance(answer, Done):
        raise Ill(step, _words(answer))


async def _looked(provisioner: Provisioner[Any], held: Grant[Any], expected: type, step: str) -> None:
    standing = await standing_of(provisioner.check(held))
    if not isinstance(standing, expected):
        raise Ill(step, _words(standing))


def _words(answer: Any) -> str:
    """Say what was answered in place of what should have been."""
    match answer:
        case Failed():
            return answer.words
        case Refused():
            return f"it was refused: {answer.reason}"
        case Waiting():
            return f"it was left to people: {' '.join(answer.instructions)}"
        case Found():
            return "the access is still shown"
        case Absent():
            return "the access isn’t shown"
    return differing(answer)
