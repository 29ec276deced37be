"""People who look alike are never taken for one another without a key and the name, or a word of support."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.audit import change
from core.database import Database
from core.identity import people, portal_ids, settling
from core.identity.people import Human, Who
from core.identity.tables import Account
from tests.inline import connect_inline
from tests.practices import ANALYST, portal_for

SITE = portal_for().site
NPIS = ("", "1234567893", "1679576722", "1245319599")
BOXES = ("desk@x.example", "ana@x.example", "Ana@X.example", "sean@y.example", "o@z.example")
# Each is one human's name as it may be written; two lines are never one human.
SPELLINGS = (
    (("Seán", "O\u2019Brién"), ("SEAN", "OBrien"), ("S.", "O'Brien Jr.")),
    (("Brigid", "O'Brien"), ("brigid", "Obrien")),
    (("Ana", "García-López"), ("Ána", "Garcia Lopez")),
    (("Ana", "García"), ("ana", "GARCIA")),
    (("López", "Ana"),),
    (("Łukasz", "Øster"), ("lukasz", "oster")),
)


@dataclass(frozen=True)
class Listed:
    """Somebody as a practice lists them, and which human they really are."""

    really: int
    human: Human
    picked_up: bool


@st.composite
def listed(draw: st.DrawFn) -> Listed:
    really = draw(st.integers(0, len(SPELLINGS) - 1))
    first, last = draw(st.sampled_from(SPELLINGS[really]))
    human = Human(first, "", last, draw(st.sampled_from(BOXES)), identifier=draw(st.sampled_from(NPIS)))
    return Listed(really, human, draw(st.booleans()))


PRACTICES = st.lists(st.lists(listed(), min_size=1, max_size=4), min_size=2, max_size=4)


@dataclass
class Portal:
    """A database that can be emptied, and the one loop it lives on."""

    file: Path
    empty: Path
    runner: asyncio.Runner

    def register(self, practices: list[list[Listed]]) -> list[list[Who]]:
        """Each practice becomes active after the one before; who can, picks the account up."""
        shutil.copy(self.empty, self.file)
        return self.runner.run(self._register(practices))

    async def _register(self, practices: list[list[Listed]]) -> list[list[Who]]:
        database: Database = await connect_inline(str(self.file))
        try:
            found = []
            for practice in practices:
                found.append(await _recognized([each.human for each in practice]))
                for each in practice:
                    if each.picked_up:
                        key = Account.email_key == each.human.email.lower()
                        await Account.update({Account.password_hash: "x"}).where(key)
            await self._support(practices, found)
            return found
        finally:
            await database.close()

    async def _support(self, practices: list[list[Listed]], found: list[list[Who]]) -> None:
        """Whoever is unclear can always be made somebody of their own, who takes nothing from anybody."""
        for place, practice in enumerate(practices):
            for number, each in enumerate(practice):
                if found[place][number].person is None:
                    own = replace(each.human, email=f"own{place}.{number}@x.example")
                    async with change("test.settled", by=ANALYST):
                        await portal_ids.lock_names()
                        made = await settling.of_their_own(SITE, own)
                    assert made not in {who.person for some in found for who in some}


async def _recognized(humans: list[Human]) -> list[Who]:
    async with change("test.recognized", by=ANALYST):
        await portal_ids.lock_names()
        return await people.recognize(SITE, humans)


@pytest.fixture
def portal(tmp_path: Path, sqlite_template: Path) -> Iterator[Portal]:
    with asyncio.Runner() as runner:
        yield Portal(tmp_path / "alike.sqlite", sqlite_template, runner)


def merged(practices: list[list[Listed]], found: list[list[Who]]) -> str:
    """Name what makes two humans one, or a match without a strong key; empty when nothing does."""
    first: dict[UUID, Listed] = {}
    for practice, answers in zip(practices, found, strict=True):
        persons = [who.person for who in answers if who.person]
        if len(persons) != len(set(persons)):
            return "two of one practice are one person"
        for each, who in zip(practice, answers, strict=True):
            if who.person is None:
                continue
            before = first.setdefault(who.person, each)
            if before.really != each.really:
                return f"{each.human} became {before.human}"
            same_npi = bool(each.human.identifier) and each.human.identifier == before.human.identifier
            if not (who.new or same_npi or each.human.email.lower() == before.human.email.lower()):
                return f"{each.human} became {before.human} without a key"
    return ""


def search(portal: Portal) -> None:
    """Look for practices whose people become somebody else."""

    @settings(
        max_examples=150, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(practices=PRACTICES)
    def tried(practices: list[list[Listed]]) -> None:
        words = merged(practices, portal.register(practices))
        assert not words, words

    tried()


def test_people_who_look_alike_never_become_one(portal: Portal) -> None:
    search(portal)


def test_people_who_are_one_are_found_again(portal: Portal) -> None:
    ana = Listed(2, Human("Ana", "", "García-López", BOXES[1], identifier=NPIS[1]), picked_up=True)
    again = replace(ana, human=replace(ana.human, last_name="Garcia Lopez", email="o@z.example"))
    (first,), (second,) = portal.register([[ana], [again]])
    assert first.person == second.person and not second.new


@pytest.mark.parametrize(
    ("hole", "words"),
    [
        ("names are not compared", "became"),
        ("two of one practice may be one", "two of one practice"),
    ],
)
def test_the_search_finds_a_planted_hole(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, hole: str, words: str
) -> None:
    if hole == "names are not compared":
        monkeypatch.setattr(people, "names_agree", lambda one, other: True)
    else:
        monkeypatch.setattr(people._Known, "taken", property(lambda _: set(), lambda *_: None), raising=False)
    with pytest.raises(AssertionError, match=words):
        search(portal)
