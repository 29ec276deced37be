"""An application says how it is to be reached, in its own loop; what is no answer is said instead."""

import asyncio
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from core.applications import Catalogue
from core.plugin_api import Ok, Trouble, Vitals
from core.provisioning.doctor import BY_HAND, Examined, examine
from core.provisioning.vital_signs import vitals_of
from tests.practices import portal_for


def applications(health: Any) -> Catalogue:
    whole = portal_for()
    return Catalogue(whole.site, {"iecg": replace(whole.applications["iecg"], health=health)})


async def found(health: Any) -> list[Examined]:
    return [each async for each in examine(applications(health), "iecg", {}, attempt=False)]


async def test_settings_reach_and_credentials_are_said_apart() -> None:
    async def health(_: Any) -> Vitals:
        return Vitals(settings=Trouble("No address\nis set"), reach=Ok(), credentials=None)

    assert await found(health) == [
        Examined("settings", False, "No address is set"),
        Examined("reach", True, "it answers"),
    ]


async def test_who_is_well_is_asked_on() -> None:
    async def health(_: Any) -> Vitals:
        return Vitals(reach=Ok(), credentials=Ok())

    steps = await found(health)
    assert all(each.well for each in steps) and steps[-1] == Examined("work", True, BY_HAND)


async def blocks(_: Any) -> Any:
    Event().wait(5)


async def answers_a_word(_: Any) -> Any:
    return "fine"


async def raises(_: Any) -> Any:
    raise SystemError("with words that nobody reads")


async def sleeps(_: Any) -> Any:
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (blocks, "its plugin said nothing within 0.2 seconds"),
        (sleeps, "its plugin said nothing within 0.2 seconds"),
        (answers_a_word, "its plugin answered something that is no Vitals"),
        (raises, "its plugin failed with SystemError"),
    ],
)
async def test_what_is_no_answer_is_said_in_its_place(health: Any, words: str) -> None:
    assert await vitals_of(applications(health), "iecg", 0.2) == words
