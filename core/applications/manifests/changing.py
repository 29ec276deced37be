"""The page on which answers to the questions of a manifest are changed, or given anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from core.plugin_api import Opened, Page

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """What stands beside the form: who it is about, and whether the answers so far count no more."""

    person: str
    asked_anew: bool


async def load(opened: Opened[Any]) -> AskedAgain:
    """Load who it is about."""
    return AskedAgain(opened.grant.person.name, opened.grant.answers is None)


async def answers_so_far(opened: Opened[Any]) -> BaseModel | Mapping[str, Any]:
    """Return the answers as they are, also where they fit no more."""
    grant = opened.grant
    answers: BaseModel | None = grant.answers
    return grant.raw if answers is None else answers


async def put_answers(opened: Opened[Any], chosen: BaseModel) -> None:
    """Put other answers in their place."""
    before: BaseModel | None = opened.grant.answers
    if before is not None and chosen.model_dump() == before.model_dump():
        raise ValueError("Nothing is different yet. Change something, or go back.")
    async with opened.change("answers-changed"):
        await opened.answer(opened.grant.key, chosen)
        await opened.hand_over(None)


def page_for_answers(fields: type[BaseModel]) -> Page[Any]:
    """Make the page for these questions. Where notices go may be among them, so that proof is asked for."""
    return Page(
        path="answers",
        title="Change the answers",
        audience=frozenset({"administrator", "analyst"}),
        template="manifest/answers.html",
        load=load,
        fields=fields,
        values=answers_so_far,
        submit=put_answers,
        fresh=True,
        asks_anew=True,
    )
