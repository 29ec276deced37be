"""A version of a text never stands for other words, and it is told before whom it concerns."""

from __future__ import annotations

import pytest

from core.actor import Actor
from core.clock import now
from core.database import Database
from core.errors import Invalid
from core.identity.actions import Person, create_account
from core.joining.joins import how_many_wait
from core.running.changing import NewChange, change_site, undo_change
from core.running.concerned import concerned_by
from core.running.editions import editions
from core.running.running import Running
from core.running.site_texts import site_texts
from tests.core.running.conftest import LEAD
from tests.practices.portals import identity_at

TERMS = ("texts", "terms")
AGREEMENT = ("agreements", "data-access-agreement", "text")


def text(version: str, markdown: str, title: str = "Terms") -> dict[str, str]:
    return {
        "title": title,
        "version": version,
        "date": "2026-12-01",
        "file": f"texts/terms-{version}.md",
        "markdown": markdown,
    }


async def publish(running: Running, path: tuple[str, ...], content: object) -> int:
    wanted = NewChange({path: content}, "Counsel asked.", seen=running.newest)
    return await change_site(running, wanted, by=LEAD)


async def test_the_words_of_every_version_stay_and_none_stands_for_other_words(running: Running) -> None:
    first = running.portal.site.texts.terms
    await publish(running, TERMS, text("2", "Two."))
    undone = await publish(running, TERMS, text("3", "Three."))
    await undo_change(running, undone, "Too early.", by=LEAD)

    known = {each.version: each for each in editions(running, TERMS)}
    assert known["1"].markdown.strip() == first.markdown.strip() and known["1"].title == first.title
    assert {key: (each.markdown, each.withdrawn) for key, each in known.items() if key != "1"} == {
        "2": ("Two.", False),
        "3": ("Three.", True),
    }
    for version in ("1", "2", "3"):
        with pytest.raises(Invalid) as refused:
            await publish(running, TERMS, text(version, "Other words."))
        assert "stands for other words" in refused.value.errors["version"]
    await publish(running, TERMS, text("3", "Three."))
    assert running.portal.site.texts.terms.version == "3"


@pytest.mark.parametrize(
    ("path", "content", "field", "words"),
    [
        (TERMS, text("2", "Fine.\n\n> quoted"), "markdown", "Line 3: it may not have a blockquote"),
        (TERMS, text("2", "*" * 3000 + "x" + "*" * 3000), "markdown", "too deeply"),
        (AGREEMENT, text("2", "# One\n\n### Three"), "markdown", "it may not have a heading"),
        (AGREEMENT, text("2", "The party, 한글, signs."), "markdown", "can’t show these letters: 글 한"),
        (("plugins", "cerner", "guide"), "[a](http://x.example)", "guide", "https or mailto"),
    ],
)
async def test_what_cannot_be_drawn_or_set_on_paper_is_refused_at_its_field(
    running: Running, path: tuple[str, ...], content: object, field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await publish(running, path, content)
    assert words in refused.value.errors[field], refused.value.errors
    assert running.newest == 0


@pytest.mark.both_databases
async def test_it_is_counted_whom_a_version_concerns(database: Database, running: Running) -> None:
    portal, by = running.portal, Actor("person", None, "Ada")
    ada = Person("Ada", "Okafor", "ada@practice.example", "+16025550123")
    await create_account(identity_at(portal), ada, "kettle orchard violin sparrow", by=by)
    before = {each.key: await concerned_by(portal, each, now()) for each in site_texts(portal)}
    await publish(running, TERMS, text("2", "Two."))
    after = {each.key: await concerned_by(running.portal, each) for each in site_texts(running.portal)}

    assert (before["terms"].accounts, after["terms"].accounts, after["privacy"].accounts) == (0, 1, 0)
    waits = after["agreement-data-access-agreement"].under_way
    assert waits is not None and waits.agreements == 0
    assert await how_many_wait() == 0
    assert after["guide-cerner"].having == after["attestation"].drafts == 0
